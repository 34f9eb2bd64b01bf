// The names of hosts, from what the packets say alone: nothing is ever sent to find one.
// docs/names.md has the sources, their order and how long names hold. Used by one thread.
#pragma once

#include <cstdint>
#include <span>

#include "decode/decoded.h"
#include "flowsnoop/packet_source.h"
#include "inspect/inspect.h"
#include "names/answers.h"
#include "names/name_table.h"

namespace flowsnoop {

class PassiveNames {
 public:
  // A name holds as long as its time to live, but at least and at most so long: conversations often
  // begin with an answer that is outdated, and a cache may keep one longer than it should.
  static constexpr std::int64_t kMinLife_ns = 3'600'000'000'000;
  static constexpr std::int64_t kMaxLife_ns = 24 * kMinLife_ns;

  explicit PassiveNames(HashKey hash_key, std::size_t max_names = NameTable::kMaxEntries)
      : table_(hash_key, max_names) {}

  // Takes a payload of a conversation that speaks `application`; `dns` reads what it has of DNS,
  // and may have done so. True: its further payloads tell names too, however many there are.
  bool hear(Application application, const Decoded& packet, std::int64_t time_ns, DnsReader& dns) {
    return tells_names(application) && hear_names(application, packet, time_ns, dns);
  }

  // Names that the capture gives; they hold for all of it.
  void add(std::span<const HostName> names);

  // Sets client_name and server_name, valid until the next call of hear() or add(), or as long as
  // the record's labels.
  void name(FlowRecord& record) const;

 private:
  // False for nearly all payloads, which costs them little.
  static constexpr bool tells_names(Application application) {
    switch (application) {
      case Application::kDns:
      case Application::kMdns:
      case Application::kLlmnr:
      case Application::kNetbiosName:
      case Application::kNetbiosDatagram:
      case Application::kDhcp:
        return true;
      default:
        return false;
    }
  }

  bool hear_names(Application application, const Decoded& packet, std::int64_t time_ns,
                  DnsReader& dns);
  void hear_dns(std::span<const std::uint8_t> message, Application application,
                const Decoded& packet, std::int64_t time_ns, DnsReader& dns);
  void learn(const NamedAddress& named, NameSource source, const IpAddress& asker,
             std::int64_t time_ns);

  NameTable table_;
  Answers answers_;  // reused
};

// The host in an HTTP Host header: without the port; empty where it is an address.
std::string_view host_without_port(std::string_view host);

}  // namespace flowsnoop
