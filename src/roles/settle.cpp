#include "roles/settle.h"

#include <memory>

#include "flowsnoop/ports.h"
#include "inspect/inspect.h"
#include "roles/verdict.h"

namespace flowsnoop {
namespace {

void take_endpoint(const Flow& flow, Side side, Endpoint& endpoint) {
  const FlowCounters& sent = flow.sent[index(side)];
  endpoint.address = flow.key.address[index(side)];
  if (has_ports(flow.key.protocol)) endpoint.port = flow.key.port[index(side)];
  endpoint.packets = sent.packets;
  endpoint.bytes = sent.bytes;
  endpoint.payload_bytes = sent.payload_bytes;
  endpoint.bad_checksums = flow.bad_checksums[index(side)];
  endpoint.tcp_flags = flow.tcp_flags[index(side)];
}

void take_icmp(const Flow& flow, Side client, FlowRecord& record) {
  if (flow.key.icmp_exchange == 0) return;
  const std::size_t asked = index(client);
  const std::size_t answered = index(other_side(client));
  record.icmp_type =
      static_cast<std::uint8_t>((flow.key.icmp_exchange & ~unsigned{FlowKey::kAskedByHigh}) - 1);
  if (flow.first_known[asked]) {
    record.icmp_type = flow.first_icmp.type[asked];
    record.icmp_code = flow.first_icmp.code[asked];
  } else if (record.icmp_type == flow.first_icmp.type[answered]) {
    record.icmp_code = flow.first_icmp.code[answered];  // nobody asked for it
  }
  record.icmp_identifier = flow.key.port[index(client)];
}

// Nothing but who spoke first tells the sides of a conversation without ports apart, unless one of
// them is a group or was asked something; nor the ends of a tunnel that use the same port.
bool is_between_peers(const FlowRecord& record) {
  const bool is_tunnel = record.carried_packets != 0 && record.client.port == record.server.port;
  return (!has_ports(record.protocol) || is_tunnel) &&
         record.roles.by == EvidenceKind::kFirstSpeaker;
}

}  // namespace

void settle(const Flow& flow, EndReason reason, Learned& learned, FlowRecord& record) {
  const EvidenceList evidence = gather_evidence(flow, learned);
  std::construct_at(&record);
  const Side server = decide_roles(evidence.items(), flow.key.protocol, record.roles);
  record.flow_id = flow.flow_id;
  record.start_ns = flow.start_ns;
  record.end_ns = flow.end_ns;
  take_endpoint(flow, other_side(server), record.client);
  take_endpoint(flow, server, record.server);
  if (has_ports(flow.key.protocol)) {
    record.service = service_name(record.server.port, flow.key.protocol);
  }
  record.application = to_string(static_cast<Application>(flow.payload.application));
  record.protocol = flow.key.protocol;
  record.ip_version = flow.key.ip_version;
  if (flow.key.protocol == kProtocolUdp) {
    record.carried_packets = flow.carried.packets;
    record.carried_bytes = flow.carried.bytes;
  }
  record.roles.symmetric = flow.payload.symmetric_votes != 0 || is_between_peers(record);
  record.icmp_errors = flow.icmp_errors;
  take_icmp(flow, other_side(server), record);
  record.vlan_count = flow.vlan_count;
  record.vlan_ids = flow.vlan_ids;
  if (flow.tunnels != nullptr) record.tunnels = *flow.tunnels;
  record.state = flow.state;
  record.end_reason = reason;
}

}  // namespace flowsnoop
