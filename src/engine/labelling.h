// Joins inspect/ and the streams of conversations: what payloads say in words is kept with their
// flow until its record was handed on. Messages in several segments are put together first.
//
// A Flow that has labels owns its entry in the store here; a copy of it that outlives it takes the
// entry over, or has a clone(). Used by one thread, but for labels_of().
#pragma once

#include <cstdint>
#include <span>

#include "engine/label_store.h"
#include "engine/lru_pool.h"
#include "engine/stream_head.h"
#include "engine/stream_labels.h"
#include "flow/flow.h"
#include "flow/flow_packet.h"
#include "inspect/inspect.h"
#include "inspect/quic_labels.h"

namespace flowsnoop {

class Labeller {
 public:
  // Streams and QUIC connections whose beginning is not complete, at the same time, at most.
  using Heads = LruPool<StreamHead, 2048>;
  using QuicHellos = LruPool<QuicHello, 2048>;

  // Of a protocol in which the client may ask for TLS, more payloads of each side are looked at:
  // those among its first so many packets.
  static constexpr std::uint64_t kMaxPrefacePackets = 32;

  // Labels take their memory from the budget, which is borrowed and outlives the labeller; where
  // it has none, and for messages that are not complete, from `own_bytes`.
  explicit Labeller(MemoryBudget& budget, std::size_t own_bytes = SIZE_MAX);

  // Looks at one of the side's first payloads; `spoken` is what inspect/ found in it. Has further
  // payloads offered while it waits for the rest of a message.
  void look(Flow& flow, Side sender, const FlowPacket& packet, Application spoken);

  // What reads DNS messages of the payload that was looked at last.
  DnsReader& dns() { return streams_.dns(); }

  // True where the side's next payload goes on with a message that has begun.
  bool is_inside_message(const Flow& flow, Side sender) const;

  // The labels of a conversation whose client is known; null where it has none. Valid until they
  // change or are released. May be asked for different conversations in parallel.
  const Labels* labels_of(const Flow& flow, Side client);

  // Takes what is there of messages that were never complete.
  void finish(const Flow& flow);

  // Asks for the memory of the flow's labels, which are far away where it has been silent.
  void prefetch(const Flow& flow) const {
    if (const LabelEntry* entry = entry_of(flow)) __builtin_prefetch(entry);
  }

  // The flow's labels once more, for a copy of the flow.
  LabelIndex clone(const Flow& flow);

  // The flow's labels are not needed any more.
  void release(const Flow& flow);

  // Payloads that were not looked at, because there was no room for labels or for more of them. Of
  // a conversation that has none, the first is counted.
  std::uint64_t refused() const { return refused_; }
  std::size_t entries_alive() const { return store_.alive(); }
  std::size_t heads_alive() const { return heads_.alive(); }
  std::size_t quics_alive() const { return quics_.alive(); }

 private:
  // One TCP payload.
  struct Segment {
    const FlowPacket& packet;
    std::uint32_t sequence = 0;  // of its first byte
    bool is_whole = false;       // no part of it is missing from the capture
    bool is_first = false;       // of its side
    StreamLook look{};
  };

  Segment make_segment(const Flow& flow, Side sender, const FlowPacket& packet,
                       Application spoken) const;
  static bool may_have_labels(const Flow& flow, Side sender, const FlowPacket& packet,
                              Application spoken);
  void look_at_stream(Flow& flow, Side sender, const FlowPacket& packet, Application spoken);
  void look_at_datagram(Flow& flow, Side sender, const FlowPacket& packet, Application spoken);
  void look_at_dtls_fragment(Flow& flow, Side sender, std::span<const std::uint8_t> datagram);
  void look_at_segment(Flow& flow, Side sender, const Segment& segment);
  void begin(Flow& flow, Side sender, std::uint32_t first, const Segment& segment);
  StreamHead& head_at(Flow& flow, Side sender, std::uint32_t first);
  void go_on(Flow& flow, Side sender, const Segment& segment);
  void look_beyond_gap(Flow& flow, Side sender, const Segment& segment, bool hopeful);
  void note_message(Flow& flow, Side sender, const Segment& segment, const StreamAnswer& answer);
  void note_dns(Flow& flow, Side sender, const FlowPacket& packet);
  void note_latency(Flow& flow, const FlowPacket& packet);
  void give_up(LabelIndex at, Side side);
  void drop_head(LabelledStream& stream);
  void look_at_quic(Flow& flow, Side sender, const FlowPacket& packet);
  void drop_quic(LabelEntry& entry);

  LabelEntry* entry_of(const Flow& flow) {
    return flow.labels < LabelStore::kMaxEntries ? &store_[flow.labels] : nullptr;
  }
  const LabelEntry* entry_of(const Flow& flow) const {
    return flow.labels < LabelStore::kMaxEntries ? &store_[flow.labels] : nullptr;
  }
  LabelEntry& make_entry(Flow& flow);
  template <typename Label>
  auto add_labels(Flow& flow, Label label);

  LabelStore store_;
  Heads heads_;
  QuicHellos quics_;
  StreamLabels streams_;
  Said scratch_;  // of a conversation without an entry
  std::uint64_t refused_ = 0;
};

}  // namespace flowsnoop
