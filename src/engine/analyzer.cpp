#include "flowsnoop/analyzer.h"

#include <algorithm>
#include <random>

#include "decode/decode.h"
#include "decode/fragment.h"
#include "decode/fragments.h"
#include "decode/icmp.h"
#include "engine/checksum_senders.h"
#include "engine/clock_steps.h"
#include "engine/settler.h"
#include "engine/shown_times.h"
#include "flow/flow_tracker.h"

namespace flowsnoop {
namespace {

// Drawn anew in every run, so that nobody can prepare packets that meet in one bucket.
HashKey draw_hash_key() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32 | device(); };
  return {word(), word()};
}

// What else takes memory: the program with its tables, and what is learned of hosts.
constexpr std::size_t kFixedMemory = std::size_t{20} << 20;

std::size_t memory_for_flows(std::size_t memory) {
  if (memory == 0) return SIZE_MAX;
  const std::size_t other = kFixedMemory + memory / AnalyzerOptions::kLearnedPart +
                            memory / AnalyzerOptions::kNamesPart +
                            memory / AnalyzerOptions::kLabelsPart;
  return memory > other ? memory - other : 0;
}

}  // namespace

class Analyzer::Implementation {
 public:
  Implementation(const AnalyzerOptions& options, RecordSink& sink)
      : checksum_senders(draw_hash_key()),
        decode_options_{
            .max_tunnels = options.follow_tunnels ? TunnelPath::kMaxHops : std::size_t{0},
            .verify_checksums = options.verify_checksums,
            .hold_fragments = true},
        budget_(memory_for_flows(options.memory)),
        shown_times_(sink, clock_),
        settler_(options, draw_hash_key(), shown_times_, &budget_),
        tracker_(options.timeouts, draw_hash_key(), settler_, &budget_) {}

  void add_packets(std::span<const Packet> packets) {
    while (!packets.empty()) {
      const std::size_t size = std::min(packets.size(), FlowTracker::kBatch);
      add_batch(packets.first(size));
      packets = packets.subspan(size);
    }
  }

  void count_frame(const Packet& packet, FrameBucket bucket) {
    accounting.add(bucket);
    if (packet.interface_id >= by_interface.size()) by_interface.resize(packet.interface_id + 1);
    by_interface[packet.interface_id].add(bucket);
  }

  Accounting accounting;
  std::vector<Accounting> by_interface;
  ChecksumSenders checksum_senders;

  Settler& settler() { return settler_; }
  FlowTracker& tracker() { return tracker_; }
  const FragmentCounts& fragment_counts() const { return fragments_.counts(); }
  ClockCounts clock_counts() const { return clock_.counts(); }
  std::uint64_t unlabelled_payloads() const { return settler_.labels().refused(); }

  void advance_clock(std::int64_t now_ns) {
    const std::int64_t steady_ns = clock_.steady_ns_of_clock(now_ns);
    expire_fragments(steady_ns);
    flush();
    tracker_.advance_clock(steady_ns);
  }

  void finish() {
    fragments_.give_up_all(datagrams_);
    take_datagrams();
    flush();
    tracker_.finish();
  }

 private:
  // Decodes the whole batch first; the packets of conversations go on to the tracker.
  void add_batch(std::span<const Packet> packets) {
    for (const Packet& packet : packets) {
      const std::int64_t time_ns = clock_.steady_ns(packet.timestamp_ns, packet.interface_id);
      if (!fragments_.empty()) [[unlikely]]
        expire_fragments(time_ns);
      FlowPacket& slot = flow_packets_[count_];
      const FrameBucket bucket = decode_packet(packet, slot.headers, decode_options_);
      count_frame(packet, bucket);
      if (decode_options_.verify_checksums) checksum_senders.add(slot.headers);
      if (slot.headers.tunnels_in_udp != 0) [[unlikely]] {
        push_tunnel_ends({time_ns, packet.frame_number, packet.original_length, 1}, 0,
                         [&](Decoded& ends, const DecodeOptions& options) {
                           return decode_packet(packet, ends, options);
                         });
      }
      if (bucket == FrameBucket::kFragment) [[unlikely]] {
        const FrameShare share{packet.interface_id, 1};
        add_fragment(Decoded(current()), time_ns, packet.frame_number, packet.original_length,
                     {&share, 1});
        take_datagrams();
        continue;
      }
      if (!is_flow(bucket)) {
        if (bucket != FrameBucket::kIcmpError || note_icmp_error(Decoded(current()))) continue;
        accounting.move(bucket, FrameBucket::kIcmpFlow, 1);
        by_interface[packet.interface_id].move(bucket, FrameBucket::kIcmpFlow, 1);
      }
      push({time_ns, packet.frame_number, packet.original_length, 1});
    }
    flush();
  }

  // An error is about a packet that came before it, which may still wait for the tracker. One about
  // a conversation that is not known is what its sender has to say by itself: false, and it waits
  // for the tracker's place.
  bool note_icmp_error(const Decoded& headers) {
    Decoded quoted;
    if (decode_quoted(headers, quoted)) {
      quoted.tunnels = headers.tunnels;
      flush();
      if (tracker_.note_icmp_error(quoted, icmp_error_kind(headers), icmp_error_mtu(headers))) {
        return true;
      }
    }
    Decoded& message = current();
    message = headers;
    message.icmp_exchange = static_cast<std::uint16_t>(headers.icmp_type + 1);
    message.payload_captured = 0;  // nobody looks at it, and its bytes may be gone
    return false;
  }

  // What a FlowPacket is besides its headers.
  struct Arrival {
    std::int64_t timestamp_ns;
    std::uint64_t frame_number;
    std::uint32_t original_length;
    std::uint32_t frames;
  };

  // The headers of the packet that is next to be pushed.
  Decoded& current() { return flow_packets_[count_].headers; }

  // The headers are there already.
  void push(const Arrival& arrival, std::uint32_t carries = 0) {
    FlowPacket& slot = flow_packets_[count_];
    slot.timestamp_ns = arrival.timestamp_ns;
    slot.frame_number = arrival.frame_number;
    slot.carries = carries;
    slot.original_length = arrival.original_length;
    slot.frames = arrival.frames;
    if (++count_ == FlowTracker::kBatch) flush();
  }

  // A tunnel in UDP goes through a conversation of its ends, which has a record as well. Pushes the
  // packet as one of theirs for each such tunnel behind the first `outer` ones of the current
  // headers, which are current again afterwards. decode(headers, options) decodes it once more.
  template <typename Decode>
  [[gnu::noinline]] void push_tunnel_ends(const Arrival& arrival, std::uint32_t outer,
                                          const Decode& decode) {
    const Decoded inside = current();
    DecodeOptions options = decode_options_;
    for (std::uint32_t place = outer; place < inside.tunnels.count; ++place) {
      if ((inside.tunnels_in_udp >> place & 1) == 0) continue;
      options.max_tunnels = place;
      decode(current(), options);
      if (options.verify_checksums) checksum_senders.add(current());
      push(arrival, place + 1);
    }
    current() = inside;
  }

  void flush() {
    tracker_.add({flow_packets_, count_});
    count_ = 0;
    datagram_bytes_.clear();
  }

  void expire_fragments(std::int64_t now_ns) {
    fragments_.expire(now_ns, datagrams_);
    take_datagrams();
  }

  // A first fragment that is refused stands for its conversation by itself.
  void add_fragment(const Decoded& headers, std::int64_t timestamp_ns, std::uint64_t frame_number,
                    std::uint32_t original_length, std::span<const FrameShare> frames) {
    if (!is_ip_fragment(headers)) return;
    if (fragments_.add({headers, timestamp_ns, frame_number, original_length, frames},
                       datagrams_)) {
      return;
    }
    const std::uint8_t* payload = headers.payload;
    datagrams_.push_back({.headers = headers,
                          .bytes = {payload, payload + headers.payload_captured},
                          .frames = {frames.begin(), frames.end()},
                          .timestamp_ns = timestamp_ns,
                          .frame_number = frame_number,
                          .original_length = original_length,
                          .has_first = headers.fragment_offset == 0});
    datagrams_.back().headers.payload = datagrams_.back().bytes.data();
  }

  // A datagram may carry a fragment of another one, which may become whole by it: more of them, but
  // smaller ones each time.
  void take_datagrams() {
    for (std::size_t i = 0; i < datagrams_.size(); ++i) {  // NOLINT(modernize-loop-convert): grows
      Datagram datagram = std::move(datagrams_[i]);
      if (datagram.has_first) take_datagram(datagram);
    }
    datagrams_.clear();
  }

  // Its frames were counted as fragments when they came.
  void take_datagram(Datagram& datagram) {
    FlowPacket& slot = flow_packets_[count_];
    const FrameBucket bucket =
        decode_datagram(datagram.headers, datagram.is_whole, slot.headers, decode_options_);
    datagram_bytes_.push_back(std::move(datagram.bytes));  // the tracker looks at the payload
    if (decode_options_.verify_checksums) checksum_senders.add(slot.headers);
    std::uint32_t frames = 0;
    for (const FrameShare& share : datagram.frames) frames += share.frames;
    const Arrival arrival{datagram.timestamp_ns, datagram.frame_number, datagram.original_length,
                          frames};
    push_tunnel_ends(arrival, datagram.headers.tunnels.count,
                     [&](Decoded& ends, const DecodeOptions& options) {
                       return decode_datagram(datagram.headers, datagram.is_whole, ends, options);
                     });
    if (bucket == FrameBucket::kFragment) {
      if (!datagram.is_whole) return;  // it began with a fragment of a fragment
      add_fragment(Decoded(current()), datagram.timestamp_ns, datagram.frame_number,
                   datagram.original_length, datagram.frames);
      return;
    }
    const bool is_untied =
        bucket == FrameBucket::kIcmpError && !note_icmp_error(Decoded(current()));
    const FrameBucket final_bucket = is_untied ? FrameBucket::kIcmpFlow : bucket;
    for (const FrameShare& share : datagram.frames) {
      accounting.move(FrameBucket::kFragment, final_bucket, share.frames);
      by_interface[share.interface_id].move(FrameBucket::kFragment, final_bucket, share.frames);
    }
    if (!is_flow(final_bucket)) return;
    push(arrival);
  }

  const DecodeOptions decode_options_;
  MemoryBudget budget_;
  ClockSteps clock_;
  ShownTimes shown_times_;
  Settler settler_;
  FlowTracker tracker_;
  FragmentReassembler fragments_;
  std::vector<Datagram> datagrams_;               // reused
  FlowPacket flow_packets_[FlowTracker::kBatch];  // count_ of them wait for the tracker
  std::size_t count_ = 0;
  std::vector<std::vector<std::uint8_t>> datagram_bytes_;  // that they point into
};

Analyzer::Analyzer(const AnalyzerOptions& options, RecordSink& sink)
    : implementation_(std::make_unique<Implementation>(options, sink)) {}

Analyzer::~Analyzer() = default;

void Analyzer::add_packets(std::span<const Packet> packets) {
  implementation_->add_packets(packets);
}

void Analyzer::add_unanalyzed(const Packet& packet, FrameBucket bucket) {
  implementation_->count_frame(packet, bucket);
}

void Analyzer::add_host_names(std::span<const HostName> names) {
  implementation_->settler().add_host_names(names);
}

void Analyzer::advance_clock(std::int64_t now_ns) {
  implementation_->advance_clock(now_ns);
}

void Analyzer::finish() {
  implementation_->finish();
}

std::vector<OffloadingSender> Analyzer::checksum_offload() const {
  return implementation_->checksum_senders.offloading();
}

std::uint64_t Analyzer::evicted() const {
  return implementation_->tracker().evicted();
}

std::uint64_t Analyzer::overflowed_tunnel_packets() const {
  return implementation_->tracker().tunnels().overflowed();
}

std::uint64_t Analyzer::unlabelled_payloads() const {
  return implementation_->unlabelled_payloads();
}

std::uint64_t Analyzer::uncounted_tcp() const {
  return implementation_->tracker().uncounted_tcp();
}

ClockCounts Analyzer::clock_counts() const {
  return implementation_->clock_counts();
}

const FragmentCounts& Analyzer::fragment_counts() const {
  return implementation_->fragment_counts();
}

const Accounting& Analyzer::accounting() const {
  return implementation_->accounting;
}

std::span<const Accounting> Analyzer::accounting_by_interface() const {
  return implementation_->by_interface;
}

}  // namespace flowsnoop
