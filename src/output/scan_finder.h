// Finds who scans: many probes of one kind from one host, to many ports of a host (vertical) or to
// one port of many hosts (horizontal); and what comes back from hosts whose address others forge
// (backscatter).
//
// Of all hosts together at most kMaxProbes probes are told apart. Used by one thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "output/keyed_table.h"
#include "output/view_support.h"

namespace flowsnoop {

enum class ProbeKind : std::uint8_t {
  kSyn,     // a SYN, or a connection on which nothing is said
  kFin,     // a FIN without a connection
  kNull,    // no flags at all
  kXmas,    // FIN, PSH and URG
  kUdp,     // a datagram without an answer
  kSynAck,  // a SYN-ACK that nobody asked for: a scan, or backscatter
  kReset,   // a RST that nobody asked for: backscatter
};
inline constexpr std::size_t kProbeKindCount = 7;

// "SYN scan", "backscatter (RST)"...
std::string_view to_string(ProbeKind kind);

// What says more comes first.
enum class ProbeOutcome : std::uint8_t { kOpen, kClosed, kSilent };
inline constexpr std::size_t kProbeOutcomeCount = 3;

struct Probe {
  ProbeKind kind;
  ProbeOutcome outcome;
  const Endpoint* from;  // in the record
  const Endpoint* to;
};

// Nothing where the conversation is a conversation.
std::optional<Probe> probe_of(const FlowRecord& record);

// One host's probes of one kind.
struct Scan {
  ProbeKind kind = ProbeKind::kSyn;
  IpAddress from;
  std::uint8_t ip_version = 0;
  IpAddress first_host;          // of the targets
  std::uint16_t first_port = 0;  // of that host
  // What came of the targets: where there are several probes of one, that which says most.
  std::array<std::uint64_t, kProbeOutcomeCount> outcomes{};
  std::size_t most_ports = 0;  // of one host
  std::size_t most_hosts = 0;  // with one port
  std::size_t hosts = 0;
  std::size_t ports = 0;
  TimeSpan seen;
};

class ScanFinder {
 public:
  // So many ports of a host, or hosts with a port, make a scan.
  static constexpr std::size_t kLeast = 10;
  static constexpr std::size_t kMaxProbes = 1u << 20;

  void add(const FlowRecord& record);

  // By kind, then address.
  std::vector<Scan> scans() const;

  std::uint64_t probes_beyond() const { return probes_beyond_; }

 private:
  struct SourceKey {
    std::uint32_t kind = 0;  // a ProbeKind
    std::uint32_t ip_version = 0;
    IpAddress address;

    friend auto operator<=>(const SourceKey&, const SourceKey&) = default;
  };
  struct Source {
    std::uint32_t number = 0;   // its place among the sources
    std::uint32_t targets = 0;  // how many
    TimeSpan seen;
  };
  struct Target {
    std::uint32_t source = 0;  // its number
    IpAddress address;
    std::uint32_t port = 0;

    friend auto operator<=>(const Target&, const Target&) = default;
  };
  using Targets = KeyedTable<Target, ProbeOutcome>;

  static void count_targets(std::span<const Targets::Entry* const> targets, Scan& scan);

  // Each source has a target.
  KeyedTable<SourceKey, Source> sources_{kMaxProbes};
  Targets targets_{kMaxProbes};
  std::uint64_t probes_beyond_ = 0;
};

}  // namespace flowsnoop
