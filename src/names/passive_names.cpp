#include "names/passive_names.h"

#include <algorithm>

#include "decode/bytes.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

using ByteView = std::span<const std::uint8_t>;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

// The time to live of a name that comes without one: a day.
constexpr std::uint32_t kUntold_s = 86'400;

// Of several messages in one segment, so many are heard.
constexpr int kMaxMessages = 16;

NameSource source_of(Application application) {
  if (application == Application::kMdns) return NameSource::kMdns;
  return application == Application::kLlmnr ? NameSource::kLlmnr : NameSource::kDns;
}

// What reads as an address would be taken for one.
std::string_view without_address(std::string_view name) {
  return parse_ip_address(name) ? std::string_view() : name;
}

}  // namespace

bool PassiveNames::hear_names(Application application, const Decoded& packet, std::int64_t time_ns,
                              DnsReader& dns) {
  ByteView bytes(packet.payload, packet.payload_captured);
  if (packet.protocol == kProtocolTcp) {
    // RFC 1035 section 4.2.2: a length before each message. Those that are whole in this segment.
    constexpr std::size_t kPrefix = 2;
    for (int i = 0; i < kMaxMessages && bytes.size() > kPrefix; ++i) {
      const std::size_t length = std::min<std::size_t>(load_be16(bytes.data()), bytes.size() - 2);
      hear_dns(bytes.subspan(kPrefix, length), application, packet, time_ns, dns);
      bytes = bytes.subspan(kPrefix + length);
    }
    return false;
  }
  if (application == Application::kDhcp) {
    if (const auto host = find_dhcp_host(bytes)) {
      learn({host->address, host->name, kUntold_s}, NameSource::kDhcp, {}, time_ns);
    }
  } else if (application == Application::kNetbiosDatagram) {
    if (const auto host = find_netbios_sender(bytes)) {
      learn({host->address, host->name, kUntold_s}, NameSource::kNetbios, {}, time_ns);
    }
  } else {
    hear_dns(bytes, application, packet, time_ns, dns);
  }
  return true;
}

void PassiveNames::hear_dns(ByteView message, Application application, const Decoded& packet,
                            std::int64_t time_ns, DnsReader& dns) {
  constexpr std::size_t kFlagsByte = 2;
  constexpr std::uint8_t kResponse = 0x80;
  const bool netbios = application == Application::kNetbiosName;
  // Questions tell nothing, but NetBIOS registers names by them.
  if (message.size() <= kFlagsByte) return;
  if (!netbios && (message[kFlagsByte] & kResponse) == 0) return;
  const DnsMessage* parsed = dns.read(message);
  if (parsed == nullptr) return;
  if (netbios) {
    if (const auto host = find_netbios_host(*parsed)) {
      learn({host->address, host->name, host->ttl_s}, NameSource::kNetbios, {}, time_ns);
    }
    return;
  }
  answers_.count = 0;
  if (application == Application::kMdns) {
    find_announced_addresses(*parsed, answers_);
  } else {
    find_asked_addresses(*parsed, answers_);
  }
  for (const NamedAddress& named : answers_.view()) {
    learn(named, source_of(application), packet.destination, time_ns);
  }
}

void PassiveNames::learn(const NamedAddress& named, NameSource source, const IpAddress& asker,
                         std::int64_t time_ns) {
  const std::int64_t life_ns =
      std::clamp(std::int64_t{named.ttl_s} * kNsPerSecond, kMinLife_ns, kMaxLife_ns);
  table_.learn({named.address, named.name, source, time_ns, time_ns + life_ns, asker});
}

void PassiveNames::add(std::span<const HostName> names) {
  for (const HostName& host : names) {
    table_.learn(
        {host.address, host.name, NameSource::kCapture, -kMaxTimestamp_ns, kMaxTimestamp_ns, {}});
  }
}

void PassiveNames::name(FlowRecord& record) const {
  std::string_view asked_in_tls;
  std::string_view stated;
  if (const Labels* labels = record.labels; labels != nullptr) {
    asked_in_tls = without_address(labels->first(LabelKind::kTlsServerName));
    stated = asked_in_tls.empty() ? host_without_port(labels->first(LabelKind::kHttpHost))
                                  : asked_in_tls;
  }
  const std::int64_t start_ns = record.start_ns;
  const std::int64_t end_ns = record.end_ns;
  record.client_name =
      table_.find({record.client.address, record.server.address, start_ns, end_ns, {}});
  record.server_name =
      table_.find({record.server.address, record.client.address, start_ns, end_ns, stated});
  // Only the name that the client asked the DNS for goes before the one that it asked the server
  // for.
  if (stated.empty() || record.server_name.source == NameSource::kDns) return;
  record.server_name = {stated,
                        asked_in_tls.empty() ? NameSource::kHttpHost : NameSource::kTlsServerName};
}

std::string_view host_without_port(std::string_view host) {
  if (host.starts_with('[')) return {};
  return without_address(host.substr(0, host.find(':')));
}

}  // namespace flowsnoop
