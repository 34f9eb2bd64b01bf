#include "flow/other_flow.h"

#include "decode/icmp.h"
#include "decode/other_transport.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

void note_icmp(Flow& flow, Side sender, const FlowPacket& packet) {
  const Decoded& headers = packet.headers;
  bool& is_known = flow.first_known[index(sender)];
  if (is_known) return;
  is_known = true;
  flow.first_icmp.type[index(sender)] = headers.icmp_type;
  flow.first_icmp.code[index(sender)] = headers.icmp_code;
  const bool asks = is_icmp_request(headers);
  if (!asks && !is_icmp_reply(headers)) return;
  const Side server = asks ? other_side(sender) : sender;
  ++flow.payload.strong_votes[index(server)];
  if (flow.payload.strong_frame == 0) flow.payload.strong_frame = packet.frame_number;
}

void note_frame(FrameNumber& frame, const FlowPacket& packet) {
  if (frame == 0) frame = packet.frame_number;
}

void note_sctp(Flow& flow, Side sender, const FlowPacket& packet) {
  if (packet.headers.icmp_type == kSctpInit) note_frame(flow.syn_frame[index(sender)], packet);
  if (packet.headers.icmp_type == kSctpInitAck) {
    note_frame(flow.syn_ack_frame[index(sender)], packet);
  }
}

}  // namespace

void note_other(Flow& flow, Side sender, const FlowPacket& packet) {
  if (packet.headers.icmp_exchange != 0) note_icmp(flow, sender, packet);
  if (flow.key.protocol == kProtocolSctp) note_sctp(flow, sender, packet);
}

}  // namespace flowsnoop
