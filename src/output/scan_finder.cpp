#include "output/scan_finder.h"

#include <algorithm>
#include <map>

#include "decode/decoded.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

// A probe is sent again a few times at most.
constexpr std::uint64_t kMaxProbePackets = 4;

bool sent(const Endpoint& endpoint, std::uint8_t flags) {
  return (endpoint.tcp_flags & flags) == flags;
}

bool sent_any(const Endpoint& endpoint, std::uint8_t flags) {
  return (endpoint.tcp_flags & flags) != 0;
}

bool is_silent(const Endpoint& endpoint) {
  return endpoint.packets == 0;
}

bool has_evidence(const FlowRecord& record, EvidenceKind kind) {
  const auto* begin = record.roles.evidence.begin();
  return std::any_of(begin, begin + record.roles.evidence_count,
                     [&](const Evidence& evidence) { return evidence.kind == kind; });
}

// RFC 9293 section 3.10.7: a port that is closed answers with a RST, one that listens is silent.
std::optional<Probe> stealth_probe(const Endpoint& from, const Endpoint& to) {
  constexpr std::uint8_t kXmas = kTcpFin | kTcpPsh | kTcpUrg;
  if (is_silent(from) || from.packets > kMaxProbePackets || from.payload_bytes > 0) return {};
  if (!is_silent(to) && to.tcp_flags != kTcpRst && to.tcp_flags != (kTcpRst | kTcpAck)) return {};
  const ProbeOutcome outcome = is_silent(to) ? ProbeOutcome::kSilent : ProbeOutcome::kClosed;
  if (from.tcp_flags == 0) return Probe{ProbeKind::kNull, outcome, &from, &to};
  if (from.tcp_flags == kTcpFin) return Probe{ProbeKind::kFin, outcome, &from, &to};
  if (from.tcp_flags == kXmas) return Probe{ProbeKind::kXmas, outcome, &from, &to};
  return {};
}

std::optional<Probe> syn_probe(const Endpoint& from, const Endpoint& to) {
  if (!sent(from, kTcpSyn) || from.payload_bytes > 0 || to.payload_bytes > 0) return {};
  if (sent(to, kTcpSyn | kTcpAck)) return Probe{ProbeKind::kSyn, ProbeOutcome::kOpen, &from, &to};
  if (sent(from, kTcpAck)) return {};  // it answered a SYN, or got an answer that is missing
  if (is_silent(to)) return Probe{ProbeKind::kSyn, ProbeOutcome::kSilent, &from, &to};
  if (sent(to, kTcpRst)) return Probe{ProbeKind::kSyn, ProbeOutcome::kClosed, &from, &to};
  return {};
}

// What answers packets that are not in the capture.
std::optional<Probe> unasked_answer(const Endpoint& from, const Endpoint& to) {
  if (from.payload_bytes > 0 || from.packets > kMaxProbePackets) return {};
  const bool refused = to.tcp_flags == kTcpRst && to.packets <= kMaxProbePackets;
  if (sent(from, kTcpSyn | kTcpAck) && (is_silent(to) || refused)) {
    const ProbeOutcome outcome = refused ? ProbeOutcome::kClosed : ProbeOutcome::kSilent;
    return Probe{ProbeKind::kSynAck, outcome, &from, &to};
  }
  if (is_silent(to) && sent(from, kTcpRst) && !sent_any(from, kTcpSyn | kTcpFin | kTcpPsh)) {
    return Probe{ProbeKind::kReset, ProbeOutcome::kSilent, &from, &to};
  }
  return {};
}

// What only a server sends is an answer whose question went elsewhere, to a group perhaps.
std::optional<Probe> udp_probe(const FlowRecord& record) {
  if (!is_silent(record.server)) return {};
  if (has_evidence(record, EvidenceKind::kMulticast)) return {};
  const bool closed = has_evidence(record, EvidenceKind::kUnreachable);
  return Probe{ProbeKind::kUdp, closed ? ProbeOutcome::kClosed : ProbeOutcome::kSilent,
               &record.client, &record.server};
}

}  // namespace

std::string_view to_string(ProbeKind kind) {
  constexpr std::string_view kNames[kProbeKindCount] = {
      "SYN scan",         "FIN scan", "NULL scan",
      "Xmas scan",        "UDP scan", "SYN-ACK scan or backscatter",
      "backscatter (RST)"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<Probe> probe_of(const FlowRecord& record) {
  if (record.protocol == kProtocolUdp) return udp_probe(record);
  if (record.protocol != kProtocolTcp) return std::nullopt;
  const Endpoint* sides[] = {&record.client, &record.server};
  for (const auto find : {stealth_probe, syn_probe, unasked_answer}) {
    if (const auto probe = find(*sides[0], *sides[1])) return probe;
    if (const auto probe = find(*sides[1], *sides[0])) return probe;
  }
  return std::nullopt;
}

void ScanFinder::add(const FlowRecord& record) {
  const auto probe = probe_of(record);
  if (!probe) return;
  if (targets_.size() >= kMaxProbes) {
    ++probes_beyond_;
    return;
  }
  Source& source = *sources_.find_or_add(
      {static_cast<std::uint32_t>(probe->kind), record.ip_version, probe->from->address});
  if (source.targets == 0) source.number = static_cast<std::uint32_t>(sources_.size() - 1);
  source.seen.include(record);
  const std::size_t known = targets_.size();
  ProbeOutcome& outcome =
      *targets_.find_or_add({source.number, probe->to->address, probe->to->port});
  const bool is_new = targets_.size() > known;
  outcome = is_new ? probe->outcome : std::min(outcome, probe->outcome);
  if (is_new) ++source.targets;
}

// Forged addresses come from many, and to ports of their own: any kLeast targets are backscatter.
std::vector<Scan> ScanFinder::scans() const {
  const auto has_enough = [](const auto& source) { return source.value.targets >= kLeast; };
  const std::vector<const Targets::Entry*> targets = targets_.by_key(
      [&](const auto& target) { return has_enough(sources_.begin()[target.key.source]); });
  std::vector<Scan> found;
  for (const auto* source : sources_.by_key(has_enough)) {
    Scan scan;
    scan.kind = static_cast<ProbeKind>(source->key.kind);
    scan.from = source->key.address;
    scan.ip_version = static_cast<std::uint8_t>(source->key.ip_version);
    scan.seen = source->value.seen;
    const auto first = std::partition_point(
        targets.begin(), targets.end(),
        [&](const auto* target) { return target->key.source < source->value.number; });
    count_targets({first, source->value.targets}, scan);
    const bool unasked = scan.kind == ProbeKind::kSynAck || scan.kind == ProbeKind::kReset;
    if (unasked || scan.most_ports >= kLeast || scan.most_hosts >= kLeast) found.push_back(scan);
  }
  return found;
}

// Counts them in both ways. They are in order.
void ScanFinder::count_targets(std::span<const Targets::Entry* const> targets, Scan& scan) {
  std::map<std::uint32_t, std::size_t> hosts_by_port;
  std::size_t ports_of_host = 0;
  const IpAddress* host = nullptr;
  for (const Targets::Entry* target : targets) {
    ++scan.outcomes[static_cast<std::size_t>(target->value)];
    if (host == nullptr || *host != target->key.address) {
      ports_of_host = 0;
      ++scan.hosts;
    }
    host = &target->key.address;
    scan.most_ports = std::max(scan.most_ports, ++ports_of_host);
    scan.most_hosts = std::max(scan.most_hosts, ++hosts_by_port[target->key.port]);
  }
  scan.ports = hosts_by_port.size();
  scan.first_host = targets.front()->key.address;
  scan.first_port = static_cast<std::uint16_t>(targets.front()->key.port);
}

}  // namespace flowsnoop
