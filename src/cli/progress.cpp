#include "cli/progress.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace flowsnoop {
namespace {

using namespace std::chrono_literals;

// A read that is over by then needs no progress line.
constexpr auto kFirstDraw = 500ms;
constexpr auto kBetweenDraws = 200ms;
// Batches between two looks at the clock.
constexpr std::uint32_t kCallsPerLook = 256;
constexpr char kClearLine[] = "\r\x1b[K";

std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string seconds(double duration_s) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(duration_s));
  return whole < 60 ? fmt::format("{} s", whole)
                    : fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

}  // namespace

std::string progress_line(const ReadProgress& progress, std::uint64_t packets, double elapsed_s) {
  const double packets_per_s = static_cast<double>(packets) / elapsed_s;
  const std::string done =
      fmt::format("{} packets, {:.2f} M packets/s", packets, packets_per_s / 1e6);
  if (progress.bytes_total == 0 || progress.bytes_read == 0) {
    return fmt::format("{} read, {}", megabytes(progress.bytes_read), done);
  }
  const double share =
      static_cast<double>(progress.bytes_read) / static_cast<double>(progress.bytes_total);
  const double left_s = elapsed_s * std::fmax(0, 1 - share) / share;
  return fmt::format("{:3.0f} %  {} of {}, {}, {} left", std::fmin(100, share * 100),
                     megabytes(progress.bytes_read), megabytes(progress.bytes_total), done,
                     seconds(left_s));
}

Progress::Progress(bool shown) : shown_(shown), next_draw_(start_ + kFirstDraw) {}

void Progress::update(const PacketSource& source, std::uint64_t packets) {
  if (!shown_ || ++calls_ % kCallsPerLook != 0) return;
  const auto now = Clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + kBetweenDraws;
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  fmt::print(stderr, "{}{}", kClearLine, progress_line(source.progress(), packets, elapsed_s));
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "{}", kClearLine);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace flowsnoop
