// One conversation while it lives.
//
// Fixed size, no heap; lives in a FlowPool and is recycled. What every packet touches comes first,
// with what is kept of TCP in its midst: what a packet needs is nearly always in one page.
#pragma once

#include <array>
#include <cstdint>

#include "flow/flow_key.h"
#include "flow/frame_number.h"
#include "flow/tcp_flow.h"
#include "flowsnoop/flow_record.h"
#include "flowsnoop/icmp_errors.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {

// A Flow's place in its pool.
using FlowIndex = std::uint32_t;
inline constexpr FlowIndex kNoFlow = 0xffffffff;

// The place of what a conversation said in words, in the engine's store.
using LabelIndex = std::uint32_t;
inline constexpr LabelIndex kNoLabels = 0xffffffff;

// What one side sent.
struct FlowCounters {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::uint64_t payload_bytes = 0;
};

// What the first payloads of a conversation showed; see inspect/. Counts stop at 255.
struct PayloadFindings {
  FrameNumber strong_frame;        // the first that proved a direction
  FrameNumber hint_frame;          // the first that hinted at one
  std::uint8_t application = 0;    // an inspect Application, 0: unknown
  std::uint8_t strong_votes[2]{};  // by the Side that serves
  std::uint8_t hint_votes[2]{};
  std::uint8_t symmetric_votes = 0;
};

// UDP: of packets that carried packets of other conversations, both sides together. Below 2^48.
struct Carried {
  FrameNumber packets;
  FrameNumber bytes;
};

// ICMP: the first message of each side.
struct FirstIcmp {
  std::uint8_t type[2];
  std::uint8_t code[2];
};

struct Flow {
  FlowKey key;
  std::uint32_t hash = 0;  // of the key, to find the flow's slot in the table again
  std::int64_t end_ns = 0;
  FlowCounters sent[2];  // by Side
  std::int64_t start_ns = 0;
  std::uint8_t payloads_inspected[2]{};  // payloads looked at, by the Side that sent them
  FlowState state = FlowState::kOneWay;
  Side first_sender = Side::kLow;
  // TCP: whether there was data, a FIN or a RST, and who sent the first. The bare ACK that
  // completes a handshake does not count: it would tell who began it.
  bool spoke_after_handshake = false;
  Side first_sender_after_handshake = Side::kLow;
  std::uint8_t tcp_flags[2]{};  // all flags that the side has sent, or-ed
  TcpFlow tcp;                  // default values where it is not TCP

  std::uint16_t wheel_slot = 0;
  bool first_known[2]{};  // by Side: first_sequence or first_icmp is set
  union {
    Carried carried{};                // UDP
    std::uint32_t first_sequence[2];  // TCP: of the first byte after the SYN, sent or supposed
    FirstIcmp first_icmp;             // ICMP
  };
  bool close_told = false;       // both sides have sent their FIN, and the last one has its ACK
  bool has_answered = false;     // TCP: both sides have sent data
  std::uint8_t told_server = 0;  // events have named this Side as the server: 1 + Side; 0: none
  std::uint8_t vlan_count = 0;
  LabelIndex labels = kNoLabels;        // the engine's to set
  IcmpErrors icmp_errors;               // about packets of the conversation
  std::uint8_t label_state = 0;         // the engine's to set
  bool is_free : 1 = false;             // the pool's: was given back, and waits to be used again
  bool lacks_rare : 1 = false;          // the pool's: there was no TcpRare for it
  bool begun_by_broadcast : 1 = false;  // the first packet went to all hosts of a network
  TcpRare* rare = nullptr;              // in the pool; null: nothing rare has happened
  // When a side first sent data; once the other one did too, how long that took.
  std::int64_t first_payload_ns = 0;
  FrameNumber flow_id;           // frame of the record's first packet
  FrameNumber first_frame;       // frame of the conversation's first packet
  FrameNumber syn_frame[2];      // first SYN (SCTP: INIT) that the side sent, 0: none
  FrameNumber syn_ack_frame[2];  // first SYN-ACK (SCTP: INIT ACK), 0: none
  std::array<std::uint16_t, 2> vlan_ids{};
  std::uint16_t bad_checksums[2]{};  // packets with one, by Side, at most 65535
  PayloadFindings payload;
  std::uint8_t unreachable_votes[2]{};  // ICMP errors that named the Side's port, at most 255
  const TunnelPath* tunnels = nullptr;  // of the first packet, in the tracker's table; null: none
  std::uint64_t tcp_history = 0;        // see tcp_history.h

  bool is_tcp() const { return key.protocol == kProtocolTcp; }
};
static_assert(sizeof(Flow) == 352);

// A flow's neighbours in the list that it is in: of a slot of the TimerWheel, or of those that the
// pool gives out next. Apart from the flow, so that who goes along a list needs no memory of flows.
struct FlowLinks {
  FlowIndex next = kNoFlow;
  FlowIndex previous = kNoFlow;
};

}  // namespace flowsnoop
