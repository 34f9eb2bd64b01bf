#include "roles/evidence.h"

#include <algorithm>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

static_assert(kEvidenceKindCount <= Roles::kMaxEvidence, "each kind is added once at most");

// IPv4 224.0.0.0/4 (RFC 5771), 255.255.255.255 (RFC 919), IPv6 ff00::/8 (RFC 4291 section 2.7).
bool is_multicast_or_broadcast(const IpAddress& address) {
  if (!address.is_ipv4()) return address.bytes[0] == 0xff;
  const auto* octets = address.bytes.data() + 12;
  return (octets[0] & 0xf0) == 0xe0 ||
         std::all_of(octets, octets + 4, [](std::uint8_t octet) { return octet == 0xff; });
}

void add_handshake(const Flow& flow, EvidenceList& list) {
  const bool low_syn = flow.syn_frame[0] != 0;
  const bool high_syn = flow.syn_frame[1] != 0;
  // Two SYNs are a simultaneous open (RFC 9293 section 3.5): both sides are initiators.
  if (low_syn != high_syn) {
    const Side client = low_syn ? Side::kLow : Side::kHigh;
    list.add(EvidenceKind::kSyn, other_side(client), flow.syn_frame[index(client)]);
  }
  const bool low_syn_ack = flow.syn_ack_frame[0] != 0;
  const bool high_syn_ack = flow.syn_ack_frame[1] != 0;
  if (low_syn_ack != high_syn_ack) {
    const Side server = low_syn_ack ? Side::kLow : Side::kHigh;
    list.add(EvidenceKind::kSynAck, server, flow.syn_ack_frame[index(server)]);
  }
}

void add_addresses(const Flow& flow, EvidenceList& list) {
  const bool low = is_multicast_or_broadcast(flow.key.address[0]);
  const bool high = is_multicast_or_broadcast(flow.key.address[1]);
  if (low != high) {
    list.add(EvidenceKind::kMulticast, low ? Side::kLow : Side::kHigh, flow.first_frame);
  }
}

void add_ports(const Flow& flow, EvidenceList& list) {
  const std::uint16_t low = flow.key.port[0];
  const std::uint16_t high = flow.key.port[1];
  if (low == high) return;
  const Side lower_port = low < high ? Side::kLow : Side::kHigh;
  if (port_class(low) != port_class(high)) {
    list.add(EvidenceKind::kPortClass, lower_port, flow.first_frame);
  }
  const bool low_known = !service_name(low, flow.key.protocol).empty();
  const bool high_known = !service_name(high, flow.key.protocol).empty();
  if (low_known != high_known) {
    list.add(EvidenceKind::kService, low_known ? Side::kLow : Side::kHigh, flow.first_frame);
  }
  list.add(EvidenceKind::kLowerPort, lower_port, flow.first_frame);
}

}  // namespace

EvidenceList gather_evidence(const Flow& flow) {
  EvidenceList list;
  add_handshake(flow, list);
  add_addresses(flow, list);
  add_ports(flow, list);
  list.add(EvidenceKind::kFirstSpeaker, other_side(flow.first_sender), flow.first_frame);
  return list;
}

}  // namespace flowsnoop
