#include "cli/live_options.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "cli/duration.h"
#include "cli/options.h"
#include "cli/size.h"

namespace flowsnoop {
namespace {

// A number alone is in KiB, as with tcpdump.
std::size_t parse_buffer_size(const std::string& text) {
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  const auto bytes = parse_size(is_number ? text + "K" : text);
  if (!bytes || *bytes == 0 || *bytes > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw UsageError(
        fmt::format("--buffer-size takes KiB or a size such as 64M, less than 2G, not '{}'", text));
  }
  return *bytes;
}

// 0 is all, as with tcpdump.
int parse_snaplen(const std::string& text) {
  int snaplen = -1;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, snaplen);
  if (error != std::errc{} || stop != end || snaplen < 0 || snaplen > LiveConfig::kWholeSnaplen) {
    throw UsageError(
        fmt::format("--snapshot-length takes bytes from 1 to {}, or 0 for all, not '{}'",
                    LiveConfig::kWholeSnaplen, text));
  }
  return snaplen == 0 ? LiveConfig::kWholeSnaplen : snaplen;
}

std::int64_t parse_time(const char* option, const std::string& text) {
  const auto duration_ns = parse_duration_ns(text);
  if (!duration_ns || *duration_ns <= 0) {
    throw UsageError(fmt::format("{} takes a time such as 90s, 5m or 2h, not '{}'", option, text));
  }
  return *duration_ns;
}

}  // namespace

LiveConfig check_live_options(const RawLiveOptions& raw, bool needs_whole_packets) {
  LiveConfig live;
  if (!raw.buffer_size.empty()) live.buffer_size = parse_buffer_size(raw.buffer_size);
  if (!raw.snaplen.empty()) {
    live.snaplen = parse_snaplen(raw.snaplen);
  } else if (needs_whole_packets) {
    live.snaplen = LiveConfig::kWholeSnaplen;
  }
  live.promiscuous = !raw.no_promiscuous;
  live.time_stamp_type = raw.time_stamp_type;
  if (!raw.duration.empty()) live.duration_ns = parse_time("--duration", raw.duration);
  if (!raw.stats_interval.empty()) {
    live.stats_interval_ns = parse_time("--stats-interval", raw.stats_interval);
  }
  return live;
}

}  // namespace flowsnoop
