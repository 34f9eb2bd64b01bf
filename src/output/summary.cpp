#include "output/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include "flowsnoop/ports.h"
#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/layout.h"
#include "output/local_time.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

// What was analyzed comes first, then what could not be, and last what was not wanted.
constexpr FrameBucket kReadingOrder[] = {
    FrameBucket::kTcpFlow,
    FrameBucket::kUdpFlow,
    FrameBucket::kIcmpFlow,
    FrameBucket::kOtherFlow,
    FrameBucket::kIcmpError,
    FrameBucket::kFragment,
    FrameBucket::kOtherTransport,
    FrameBucket::kArp,
    FrameBucket::kNonIp,
    FrameBucket::kEncrypted,
    FrameBucket::kUnsupportedLinkType,
    FrameBucket::kTruncatedLink,
    FrameBucket::kTruncatedNetwork,
    FrameBucket::kTruncatedTransport,
    FrameBucket::kMalformedNetwork,
    FrameBucket::kMalformedTransport,
    FrameBucket::kFiltered,
    FrameBucket::kOutsideTime,
};
static_assert(std::size(kReadingOrder) == kFrameBucketCount);

constexpr std::size_t kIndent = 2;

// A table of text whose first two columns are words and the rest numbers.
using TextRow = std::array<std::string, 6>;

void write_rows(Output& output, const TextStyle& style, const std::vector<TextRow>& rows) {
  std::array<std::size_t, std::tuple_size_v<TextRow>> widths{};
  for (const TextRow& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  LineBuilder line(style.colour);
  for (const TextRow& row : rows) {
    const Emphasis emphasis = &row == &rows.front() ? Emphasis::kHeading : Emphasis::kNone;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool number = i >= 2;
      line.pad_to(number ? begin + widths[i] - row[i].size() : begin);
      line.add(row[i], emphasis);
      begin += widths[i] + kIndent;
    }
    output.append(line.finish());
  }
}

// "2024-05-01 09:14:02 to 09:14:03 UTC": the end has a date where it is another, and the start a
// zone where that is another. One time where both are in the same second.
std::string describe_span(std::int64_t start_ns, std::int64_t end_ns) {
  LocalClock clock;
  const LocalTime start = clock.at(start_ns);
  const LocalTime end = clock.at(end_ns);
  const std::string zone = ' ' + format_zone(end);
  std::string from = format_date(start) + ' ' + format_clock(start, false);
  std::string to = format_clock(end, false);
  if (!start.same_day(end)) to = format_date(end) + ' ' + to;
  const bool one_zone = start.utc_offset_s == end.utc_offset_s;
  if (one_zone && from.ends_with(to)) return from + zone;
  if (!one_zone) from += ' ' + format_zone(start);
  return from + " to " + to + zone;
}

}  // namespace

std::span<const FrameBucket> buckets_in_reading_order() {
  return kReadingOrder;
}

std::string describe_accounting(const Accounting& accounting) {
  std::string text = count_of(accounting.total(), "frame") + " read";
  std::string_view separator = ": ";
  for (const FrameBucket bucket : kReadingOrder) {
    const std::uint64_t frames = accounting.frames(bucket);
    if (frames == 0) continue;
    text += fmt::format("{}{} {}", separator, group_digits(frames), describe(bucket));
    separator = ", ";
  }
  return text;
}

void Summary::Totals::add(const Totals& other) {
  flows += other.flows;
  packets += other.packets;
  bytes += other.bytes;
}

std::size_t Summary::ServiceKeyHash::operator()(const ServiceKey& key) const {
  return std::hash<std::string_view>{}(key.name) * 31 +
         (static_cast<std::size_t>(key.port) << 8 | key.protocol);
}

void Summary::add(const FlowRecord& record) {
  const Totals totals{1, record.client.packets + record.server.packets - record.carried_packets,
                      record.client.bytes + record.server.bytes - record.carried_bytes};
  start_ns_ = std::min(start_ns_, record.start_ns);
  end_ns_ = std::max(end_ns_, record.end_ns);
  all_.add(totals);
  const bool named = !numeric_ && !record.service.empty();
  const ServiceKey key = named ? ServiceKey{record.service, 0, record.protocol}
                               : ServiceKey{{}, record.server.port, record.protocol};
  services_[key].add(totals);
}

void Summary::add(const Summary& other) {
  start_ns_ = std::min(start_ns_, other.start_ns_);
  end_ns_ = std::max(end_ns_, other.end_ns_);
  all_.add(other.all_);
  for (const auto& [key, totals] : other.services_) services_[key].add(totals);
}

void Summary::write(Output& output, const TextStyle& style, const Accounting& accounting) const {
  const auto width = static_cast<std::size_t>(style.width);
  std::string text;
  append_wrapped(text, describe_totals(style), width, kIndent);
  output.append(text);
  if (all_.flows > 0) write_services(output, style);
  text.clear();
  append_wrapped(text, describe_accounting(accounting), width, kIndent);
  output.append(text);
}

std::string Summary::describe_totals(const TextStyle& style) const {
  if (all_.flows == 0) return "no flows";
  const std::string duration =
      humanize_duration(duration_ns(start_ns_, end_ns_), glyphs(style.utf8).micro);
  return fmt::format("{}, {}, {} in {}, {}", count_of(all_.flows, "flow"),
                     count_of(all_.packets, "packet"), humanize_bytes(all_.bytes), duration,
                     describe_span(start_ns_, end_ns_));
}

std::vector<Summary::Service> Summary::services_by_bytes() const {
  std::vector<Service> sorted(services_.begin(), services_.end());
  std::sort(sorted.begin(), sorted.end(), [](const Service& a, const Service& b) {
    const auto order = [](const Service& s) {
      return std::tuple(~s.second.bytes, s.first.name, s.first.port, s.first.protocol);
    };
    return order(a) < order(b);
  });
  return sorted;
}

void Summary::write_services(Output& output, const TextStyle& style) const {
  const std::vector<Service> sorted = services_by_bytes();
  const auto text_row = [&](const std::string& name, std::string_view protocol, const Totals& of) {
    const double share =
        all_.bytes == 0 ? 0 : static_cast<double>(of.bytes) / static_cast<double>(all_.bytes);
    return TextRow{name,
                   std::string(protocol),
                   group_digits(of.flows),
                   group_digits(of.packets),
                   humanize_bytes(of.bytes),
                   percent(share)};
  };
  std::vector<TextRow> rows{
      {numeric_ ? "PORT" : "SERVICE", "PROTO", "FLOWS", "PACKETS", "BYTES", "SHARE"}};
  Totals others;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [key, totals] = sorted[i];
    if (i >= kTopServices) {
      others.add(totals);
      continue;
    }
    const std::string port =
        has_ports(key.protocol) ? (numeric_ ? "" : "port ") + std::to_string(key.port) : "no port";
    rows.push_back(text_row(key.name.empty() ? port : std::string(key.name),
                            transport_text(key.protocol), totals));
  }
  if (others.flows > 0) {
    const std::size_t more = sorted.size() - kTopServices;
    rows.push_back(text_row("and " + group_digits(more) + " more", "", others));
  }
  output.append("\n");
  write_rows(output, style, rows);
  output.append("\n");
}

}  // namespace flowsnoop
