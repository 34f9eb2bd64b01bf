#include "cli/capture_watch.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "output/humanize.h"

namespace flowsnoop {
namespace {

std::string_view describe(InterfaceState state) {
  switch (state) {
    case InterfaceState::kDown:
      return "is down: waiting for it to come back";
    case InterfaceState::kGone:
      return "has gone: waiting for an interface of that name";
    case InterfaceState::kUp:
      break;
  }
  return "is back";
}

std::int64_t nanoseconds(CaptureWatch::Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

}  // namespace

CaptureWatch::CaptureWatch(Clock::duration interval, Listener listener, Clock::time_point now)
    : interval_(interval),
      listener_(std::move(listener)),
      began_(now),
      next_look_(now),
      told_at_(now),
      next_loss_(now) {}

void CaptureWatch::look(PacketSource& source, const Counts& counts, Clock::time_point now,
                        std::int64_t system_ns) {
  say_what_happened(source);
  if (now < next_look_) return;
  next_look_ = now + kBetweenLooks;
  const CaptureStatistics total = read(source, counts);
  if (is_due(total, now)) {
    tell(total, now, system_ns);
  } else if (interval_ == Clock::duration::zero() && total.drops == told_.drops) {
    // A loss is about the second that it happened in, not about the days before.
    told_ = total;
    told_at_ = now;
  }
}

bool CaptureWatch::is_due(const CaptureStatistics& total, Clock::time_point now) const {
  if (interval_ != Clock::duration::zero() && now >= told_at_ + interval_) return true;
  return total.drops != told_.drops && now >= next_loss_;
}

void CaptureWatch::tell(const CaptureStatistics& total, Clock::time_point now,
                        std::int64_t system_ns) {
  const CaptureInterval interval{.start_ns = system_ns - nanoseconds(now - told_at_),
                                 .end_ns = system_ns,
                                 .counts = total.since(told_),
                                 .total = total};
  listener_.say(describe_interval(interval));
  listener_.tell(interval);
  told_ = total;
  told_at_ = now;
  next_loss_ = now + kBetweenLosses;
}

std::string CaptureWatch::describe_run(const CaptureStatistics& total,
                                       Clock::time_point now) const {
  return describe_interval(
      {.start_ns = 0, .end_ns = nanoseconds(now - began_), .counts = total, .total = total});
}

void CaptureWatch::tell_so_far(PacketSource& source, const Counts& counts, Clock::time_point now) {
  say_what_happened(source);
  const CaptureStatistics total = read(source, counts);
  listener_.say(fmt::format("{}; {} so far, {} missed by TCP", describe_run(total, now),
                            count_of(total.records, "record"), humanize_bytes(total.missed_bytes)));
}

void CaptureWatch::finish(PacketSource& source, const Counts& counts, Clock::time_point now,
                          std::int64_t system_ns) {
  say_what_happened(source);
  const CaptureStatistics total = read(source, counts);
  if (interval_ != Clock::duration::zero() || total.drops != told_.drops) {
    tell(total, now, system_ns);
  }
  listener_.say(describe_run(total, now));
  if (total.missed_bytes > 0) {
    listener_.say(fmt::format("TCP acknowledged {} bytes that were not captured",
                              group_digits(total.missed_bytes)));
  }
  for (std::size_t i = 0; i < outages_.size(); ++i) {
    if (outages_[i].count == 0) continue;
    listener_.say(fmt::format("{} was down {}", source.interfaces()[i].name,
                              count_of(outages_[i].count, "time")));
  }
}

void CaptureWatch::say_what_happened(PacketSource& source) {
  for (const InterfaceChange& change : source.take_interface_changes()) {
    if (change.interface_id >= outages_.size()) outages_.resize(change.interface_id + 1);
    Outage& outage = outages_[change.interface_id];
    const bool is_down = change.state != InterfaceState::kUp;
    if (is_down && !outage.is_down) ++outage.count;
    outage.is_down = is_down;
    listener_.say(fmt::format("{} {}", source.interfaces()[change.interface_id].name,
                              describe(change.state)));
  }
  for (const Damage& damage : source.damages().subspan(damages_said_)) {
    listener_.say(fmt::format("{}: {}", damage.file, damage.reason));
    ++damages_said_;
  }
}

CaptureStatistics CaptureWatch::read(const PacketSource& source, const Counts& counts) const {
  CaptureStatistics total{.packets = counts.packets,
                          .drops = source.drops(),
                          .records = counts.records,
                          .missed_bytes = counts.missed_bytes};
  for (const Outage& outage : outages_) total.outages += outage.count;
  return total;
}

}  // namespace flowsnoop
