// Finds who scans: many probes of one kind from one host, to many ports of a host (vertical) or to
// one port of many hosts (horizontal); and what comes back from hosts whose address others forge
// (backscatter).
//
// Of all hosts together at most kMaxProbes probes are told apart. Used by one thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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
  // With what came of them: where there are several probes of one, that which says most.
  std::map<std::pair<IpAddress, std::uint16_t>, ProbeOutcome> targets;
  std::array<std::uint64_t, kProbeOutcomeCount> outcomes{};  // of the targets
  std::size_t most_ports = 0;                                // of one host
  std::size_t most_hosts = 0;                                // with one port
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

  // By kind, then address. The counts of the targets are set.
  std::vector<Scan> scans() const;

  std::uint64_t probes_beyond() const { return probes_beyond_; }

 private:
  using Key = std::tuple<ProbeKind, std::uint8_t, IpAddress>;

  std::map<Key, Scan> scans_;
  std::size_t probes_ = 0;
  std::uint64_t probes_beyond_ = 0;
};

}  // namespace flowsnoop
