#include "output/capture_statistics.h"

#include <fmt/format.h>

#include <string_view>

#include "output/humanize.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

std::string iso_time(std::int64_t time_ns) {
  char text[IsoTime::kSize];
  IsoTime iso;
  return {text, iso.write(text, time_ns)};
}

std::string json_object(const CaptureStatistics& counts) {
  return fmt::format(
      R"("packets":{},"lost":{{"kernel":{},"interface":{},"queue":{}}},"outages":{},)"
      R"("records":{},"missed_bytes":{})",
      counts.packets, counts.drops.kernel, counts.drops.interface, counts.drops.queue,
      counts.outages, counts.records, counts.missed_bytes);
}

}  // namespace

CaptureStatistics CaptureStatistics::since(const CaptureStatistics& earlier) const {
  return {.packets = packets - earlier.packets,
          .drops = {.kernel = drops.kernel - earlier.drops.kernel,
                    .interface = drops.interface - earlier.drops.interface,
                    .queue = drops.queue - earlier.drops.queue},
          .outages = outages - earlier.outages,
          .records = records - earlier.records,
          .missed_bytes = missed_bytes - earlier.missed_bytes};
}

std::string describe_drops(const CaptureDrops& drops) {
  if (drops.sum() == 0) return "none lost";
  std::string places;
  const auto add = [&](std::uint64_t count, std::string_view place) {
    if (count == 0) return;
    places += fmt::format("{}{} {}", places.empty() ? "" : ", ", group_digits(count), place);
  };
  add(drops.kernel, "by the kernel");
  add(drops.interface, "by the interface");
  add(drops.queue, "by the queue");
  return fmt::format("{} lost ({})", group_digits(drops.sum()), places);
}

std::string describe_interval(const CaptureInterval& interval) {
  const auto duration_ns = static_cast<std::uint64_t>(interval.end_ns - interval.start_ns);
  return fmt::format("{} packet{} in {}, {}", group_digits(interval.counts.packets),
                     interval.counts.packets == 1 ? "" : "s", humanize_duration(duration_ns, "u"),
                     describe_drops(interval.counts.drops));
}

std::string json_line(const CaptureInterval& interval) {
  return fmt::format(
      R"({{"@timestamp":"{0}","event":{{"kind":"metric","dataset":"flowsnoop.capture",)"
      R"("start":"{1}","end":"{0}","duration":{2}}},"flowsnoop":{{"capture":{{{3},)"
      R"("total":{{{4}}}}}}}}})"
      "\n",
      iso_time(interval.end_ns), iso_time(interval.start_ns), interval.end_ns - interval.start_ns,
      json_object(interval.counts), json_object(interval.total));
}

}  // namespace flowsnoop
