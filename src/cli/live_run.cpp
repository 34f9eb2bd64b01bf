#include "cli/live_run.h"

#include <fmt/format.h>

#include <ctime>

#include "cli/message.h"

namespace flowsnoop {
namespace {

std::int64_t read_clock(clockid_t which) {
  timespec time{};
  ::clock_gettime(which, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// The one that goes on while the machine sleeps, where there is one.
#ifdef CLOCK_BOOTTIME
constexpr clockid_t kSteadyClock = CLOCK_BOOTTIME;
#else
constexpr clockid_t kSteadyClock = CLOCK_MONOTONIC;
#endif

}  // namespace

LiveRun::LiveRun(const Config& config, PacketSource& source, Output& output, RecordWriter& writer)
    : config_(config),
      source_(source),
      output_(output),
      writer_(writer),
      requests_(!config.output_path.empty() || !config.write_path.empty()),
      sink_(writer, clock_),
      has_own_clock_(config.live.time_stamp_type == "adapter_unsynced"),
      watch_(std::chrono::nanoseconds(config.live.stats_interval_ns), listener(), Clock::now()) {
  if (config.live.duration_ns > 0) {
    end_ = Clock::now() + std::chrono::nanoseconds(config.live.duration_ns);
  }
  look_at_clock();
}

// CSV has no place for what is no conversation.
CaptureWatch::Listener LiveRun::listener() {
  return {.say = tell, .tell = [this](const CaptureInterval& interval) {
            if (config_.format == Format::kJson) output_.append(json_line(interval));
          }};
}

void LiveRun::look_at_clock() {
  system_ns_ = read_clock(CLOCK_REALTIME);
  steady_ns_ = read_clock(kSteadyClock);
  if (!has_own_clock_) clock_.look(system_ns_, steady_ns_);
}

void LiveRun::make_even(std::span<Packet> packets) {
  for (Packet& packet : packets) packet.timestamp_ns = clock_.even_time(packet.timestamp_ns);
  if (packets.empty()) return;
  packet_ns_ = packets.back().timestamp_ns;
  packet_steady_ns_ = steady_ns_;
}

std::int64_t LiveRun::now_ns() const {
  return has_own_clock_ ? packet_ns_ + steady_ns_ - packet_steady_ns_ : clock_.now_ns();
}

void LiveRun::keep_up(std::uint64_t packets) {
  const Clock::time_point now = Clock::now();
  watch_.look(source_, counts(packets), now, system_ns_);
  if (Requests::take_statistics()) watch_.tell_so_far(source_, counts(packets), now);
  if (end_ && now >= *end_) {
    source_.interrupt();
    end_.reset();
  }
}

bool LiveRun::reopen_output() {
  if (!Requests::take_reopening()) return false;
  try {
    output_.reopen();
    if (output_.is_empty_file()) writer_.begin_file();
  } catch (const OutputError& error) {
    tell(fmt::format("{}; the records go where they went", error.what()));
  }
  return true;
}

void LiveRun::finish(std::uint64_t packets) {
  look_at_clock();
  watch_.finish(source_, counts(packets), Clock::now(), system_ns_);
}

CaptureWatch::Counts LiveRun::counts(std::uint64_t packets) const {
  return {.packets = packets, .records = sink_.records(), .missed_bytes = sink_.missed_bytes()};
}

}  // namespace flowsnoop
