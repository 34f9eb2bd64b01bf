#include "flowsnoop/analyzer.h"

#include <memory>
#include <optional>
#include <random>
#include <system_error>

#include "engine/decode_ahead.h"
#include "engine/decoded_frames.h"
#include "engine/frame_intake.h"
#include "engine/record_relay.h"
#include "engine/settler.h"
#include "engine/shown_times.h"
#include "engine/thread_choice.h"
#include "flow/flow_tracker.h"
#include "threads/doorbell.h"
#include "threads/memory_ahead.h"

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
      : decode_options_{.max_tunnels =
                            options.follow_tunnels ? TunnelPath::kMaxHops : std::size_t{0},
                        .verify_checksums = options.verify_checksums,
                        .hold_fragments = true},
        budget_(memory_for_flows(options.memory)),
        relay_(sink, bell_, !options.events && !options.self_check && !options.revise),
        shown_times_(relay_, clock_),
        settler_(options, draw_hash_key(), shown_times_, &budget_),
        tracker_(options.timeouts, draw_hash_key(), settler_, &budget_),
        intake_(decode_options_, draw_hash_key(), clock_, tracker_),
        choice_(options.threads > 1 && options.packets == nullptr
                    ? ThreadChoice(options.least_frames_for_threads)
                    : ThreadChoice::always_here()) {}

  void add_packets(std::span<const Packet> packets) {
    choose_thread(packets.size());
    if (is_ahead_) return ahead_->add(packets);
    while (!packets.empty()) {
      frames_.clear();
      while (!packets.empty() && !frames_.is_full()) {
        packets = packets.subspan(frames_.add(packets, decode_options_));
      }
      intake_.take(frames_);
    }
  }

  void count_frame(const Packet& packet, FrameBucket bucket) {
    if (is_ahead_) return ahead_->count(packet, bucket);
    intake_.count(packet.interface_id, bucket);
  }

  void add_host_names(std::span<const HostName> names) {
    if (ahead_) ahead_->drain();
    settler_.add_host_names(names);
  }

  void advance_clock(std::int64_t now_ns) {
    if (ahead_) ahead_->drain();
    intake_.advance_clock(now_ns);
  }

  void finish() {
    if (ahead_) ahead_->drain();
    is_ahead_ = false;
    ahead_.reset();
    intake_.finish();
    tracker_.finish();
  }

  const FrameIntake& intake() const { return intake_; }
  const FlowTracker& tracker() const { return tracker_; }
  ClockCounts clock_counts() const { return clock_.counts(); }
  std::uint64_t unlabelled_payloads() const { return settler_.labels().refused(); }

 private:
  // Sets whether the next packets are taken on a thread of their own.
  void choose_thread(std::size_t packets) {
    const bool shall_be_ahead = choice_.next(packets) == ThreadChoice::Way::kApart;
    if (shall_be_ahead == is_ahead_) [[likely]]
      return;
    if (is_ahead_) ahead_->drain();
    is_ahead_ = shall_be_ahead && (ahead_ || start_threads());
  }

  // False where the system gives none: then there never are any.
  bool start_threads() {
    try {
      ahead_ = std::make_unique<DecodeAhead>(decode_options_, intake_, relay_, bell_);
    } catch (const std::system_error&) {
      choice_ = ThreadChoice::always_here();
      return false;
    }
    try {
      memory_ahead_.emplace();
      tracker_.ask_ahead([&](std::span<char> memory) { memory_ahead_->want(memory); });
    } catch (const std::system_error&) {
      // Memory comes when it is touched.
    }
    return true;
  }

  const DecodeOptions decode_options_;
  MemoryBudget budget_;
  ClockSteps clock_;
  Doorbell bell_;  // of the thread that uses the Analyzer
  RecordRelay relay_;
  ShownTimes shown_times_;
  Settler settler_;
  FlowTracker tracker_;
  FrameIntake intake_;
  DecodedFrames frames_;  // reused
  ThreadChoice choice_;
  bool is_ahead_ = false;
  std::optional<MemoryAhead> memory_ahead_;  // with threads
  std::unique_ptr<DecodeAhead> ahead_;       // uses the intake and the relay
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
  implementation_->add_host_names(names);
}

void Analyzer::advance_clock(std::int64_t now_ns) {
  implementation_->advance_clock(now_ns);
}

void Analyzer::finish() {
  implementation_->finish();
}

std::vector<OffloadingSender> Analyzer::checksum_offload() const {
  return implementation_->intake().checksum_senders().offloading();
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
  return implementation_->intake().fragment_counts();
}

Accounting Analyzer::accounting() const {
  return implementation_->intake().accounting();
}

std::span<const Accounting> Analyzer::accounting_by_interface() const {
  return implementation_->intake().by_interface();
}

}  // namespace flowsnoop
