#include "roles/settle.h"

#include "flowsnoop/ports.h"
#include "inspect/inspect.h"
#include "roles/verdict.h"

namespace flowsnoop {
namespace {

Endpoint endpoint(const Flow& flow, Side side) {
  const FlowCounters& sent = flow.sent[index(side)];
  return {flow.key.address[index(side)],
          flow.key.port[index(side)],
          sent.packets,
          sent.bytes,
          sent.payload_bytes,
          flow.bad_checksums[index(side)],
          flow.tcp_flags[index(side)]};
}

}  // namespace

FlowRecord settle(const Flow& flow, EndReason reason, const Learned& learned) {
  const EvidenceList evidence = gather_evidence(flow, learned);
  const Verdict verdict = decide_roles(evidence.items(), flow.key.protocol);
  FlowRecord record;
  record.flow_id = flow.flow_id;
  record.start_ns = flow.start_ns;
  record.end_ns = flow.end_ns;
  record.client = endpoint(flow, other_side(verdict.server));
  record.server = endpoint(flow, verdict.server);
  record.service = service_name(record.server.port, flow.key.protocol);
  record.application = to_string(static_cast<Application>(flow.payload.application));
  record.roles = verdict.roles;
  record.roles.symmetric = flow.payload.symmetric_votes != 0;
  record.protocol = flow.key.protocol;
  record.ip_version = flow.key.ip_version;
  record.vlan_count = flow.vlan_count;
  record.vlan_ids = flow.vlan_ids;
  if (flow.tunnels != nullptr) record.tunnels = *flow.tunnels;
  record.state = flow.state;
  record.end_reason = reason;
  return record;
}

}  // namespace flowsnoop
