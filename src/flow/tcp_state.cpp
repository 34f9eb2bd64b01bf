#include "flow/tcp_state.h"

#include "flow/tcp_analysis.h"

namespace flowsnoop {
namespace {

bool is_syn(std::uint8_t flags) {
  return (flags & (kTcpSyn | kTcpAck)) == kTcpSyn;
}
bool is_syn_ack(std::uint8_t flags) {
  return (flags & (kTcpSyn | kTcpAck)) == (kTcpSyn | kTcpAck);
}

// The sequence number of the first byte after the SYN, which itself counts as one.
std::uint32_t first_byte_sequence(const FlowPacket& packet) {
  const bool has_syn = (packet.headers.tcp_flags & kTcpSyn) != 0;
  return packet.headers.tcp_sequence + (has_syn ? 1 : 0);
}

FlowState state_after_reset(const Flow& flow, Side sender) {
  if (flow.state == FlowState::kClosed || flow.state == FlowState::kRefused) return flow.state;
  const bool answers_syn =
      flow.state == FlowState::kSynSent && flow.syn_frame[index(other_side(sender))] != 0;
  return answers_syn ? FlowState::kRefused : FlowState::kReset;
}

FlowState state_after(const Flow& flow, Side sender, std::uint8_t flags) {
  // A header that is cut before its flags proves only that there is a connection.
  if (flags == 0 && flow.state != FlowState::kOneWay) return flow.state;
  if ((flags & kTcpRst) != 0) return state_after_reset(flow, sender);
  if (flow.state == FlowState::kReset || flow.state == FlowState::kRefused) return flow.state;
  if (((flow.tcp_flags[0] | flow.tcp_flags[1]) & kTcpFin) != 0) {
    const bool both = (flow.tcp_flags[0] & flow.tcp_flags[1] & kTcpFin) != 0;
    return both ? FlowState::kClosed : FlowState::kHalfClosed;
  }
  if (flow.state == FlowState::kEstablished) return flow.state;
  if (is_syn(flags)) {
    return flow.state == FlowState::kSynReceived ? FlowState::kSynReceived : FlowState::kSynSent;
  }
  if (is_syn_ack(flags)) return FlowState::kSynReceived;
  // Something other than a SYN: the handshake is over. What the answering side says before its
  // SYN-ACK was seen proves it too: the SYN-ACK is missing from the capture.
  return FlowState::kEstablished;
}

void note_handshake(Flow& flow, Side sender, const FlowPacket& packet) {
  if (is_syn(packet.headers.tcp_flags) && flow.syn_frame[index(sender)] == 0) {
    flow.syn_frame[index(sender)] = packet.frame_number;
  }
  if (is_syn_ack(packet.headers.tcp_flags) && flow.syn_ack_frame[index(sender)] == 0) {
    flow.syn_ack_frame[index(sender)] = packet.frame_number;
  }
}

// Something other than a SYN without data (RFC 7413) or a bare ACK.
bool says_something(const FlowPacket& packet) {
  const std::uint8_t flags = packet.headers.tcp_flags;
  return packet.headers.payload_length > 0 ||
         ((flags & kTcpSyn) == 0 && (flags & (kTcpFin | kTcpRst)) != 0);
}

// Where both close at once, each FIN has an acknowledgment of its own.
bool has_acknowledged_fins(const Flow& flow) {
  if (!flow.is_tcp()) return true;
  const auto has_answered = [&](Side side) {
    const TcpSide& own = flow.tcp.side[index(side)];
    const TcpSide& peer = flow.tcp.side[index(other_side(side))];
    return !own.has(TcpSide::kHasAcked) || !is_before(own.acknowledged, peer.next);
  };
  return has_answered(Side::kLow) && has_answered(Side::kHigh);
}

std::optional<FlowEventKind> event_of(Flow& flow, FlowState before, bool is_first,
                                      std::uint8_t flags) {
  const FlowState after = flow.state;
  if (is_first && after != FlowState::kReset) {
    return is_syn(flags) ? FlowEventKind::kSyn : FlowEventKind::kNew;
  }
  if (after == FlowState::kClosed && !flow.close_told && (flags & kTcpFin) == 0 &&
      has_acknowledged_fins(flow)) {
    // The acknowledgment of the last FIN: told only now, so that the totals are complete.
    flow.close_told = true;
    return FlowEventKind::kClosed;
  }
  if (before == after) return std::nullopt;
  switch (after) {
    case FlowState::kEstablished:
      return FlowEventKind::kEstablished;
    case FlowState::kReset:
      return FlowEventKind::kReset;
    case FlowState::kRefused:
      return FlowEventKind::kRefused;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<FlowEventKind> update_tcp_state(Flow& flow, Side sender, const FlowPacket& packet) {
  const std::uint8_t flags = packet.headers.tcp_flags;
  if (!flow.spoke_after_handshake && says_something(packet)) {
    flow.spoke_after_handshake = true;
    flow.first_sender_after_handshake = sender;
  }
  const std::uint8_t new_flags = flags & static_cast<std::uint8_t>(~flow.tcp_flags[index(sender)]);
  if (flow.state == FlowState::kEstablished && new_flags == 0) return std::nullopt;

  const bool is_first = packet.frame_number == flow.first_frame;
  note_handshake(flow, sender, packet);
  flow.tcp_flags[index(sender)] |= flags;
  // Without flags the header is cut before them, and its sequence number may be missing too.
  if (!flow.first_known[index(sender)] && flags != 0) {
    flow.first_known[index(sender)] = true;
    flow.first_sequence[index(sender)] = first_byte_sequence(packet);
  }
  const FlowState before = flow.state;
  flow.state = state_after(flow, sender, flags);
  return event_of(flow, before, is_first, flags);
}

bool begins_new_connection(const Flow& flow, Side sender, const FlowPacket& packet) {
  if (!is_syn(packet.headers.tcp_flags)) return false;
  const bool has_ended = ((flow.tcp_flags[0] | flow.tcp_flags[1]) & (kTcpFin | kTcpRst)) != 0;
  if (has_ended && flow.state != FlowState::kRefused) return true;
  return flow.first_known[index(sender)] &&
         flow.first_sequence[index(sender)] != first_byte_sequence(packet);
}

bool answers_syn(const Flow& flow, Side sender, const FlowPacket& packet) {
  const std::size_t asker = index(other_side(sender));
  return flow.state == FlowState::kSynSent && flow.first_known[asker] &&
         is_syn_ack(packet.headers.tcp_flags) &&
         packet.headers.tcp_acknowledgment == flow.first_sequence[asker];
}

}  // namespace flowsnoop
