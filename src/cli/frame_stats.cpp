#include "cli/frame_stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "output/escape.h"
#include "output/humanize.h"
#include "output/summary.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kIndent = 2;

// The frames of one capture, or of all.
struct Group {
  std::string title;
  Accounting frames;
  std::map<LinkType, std::uint64_t> unsupported;  // frames of link types that are not decoded

  void add(const Accounting& accounting, LinkType link_type) {
    for (const FrameBucket bucket : buckets_in_reading_order()) {
      frames.add(bucket, accounting.frames(bucket));
    }
    const std::uint64_t not_decoded = accounting.frames(FrameBucket::kUnsupportedLinkType);
    if (not_decoded > 0) unsupported[link_type] += not_decoded;
  }
};

struct Line {
  std::uint64_t frames = 0;
  std::size_t depth = 0;
  std::string text;
};

// The first group is the sum of the others.
std::vector<Group> group_by_capture(std::span<const Interface> interfaces,
                                    std::span<const Accounting> by_interface) {
  std::vector<Group> groups(1);
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    const Interface& interface = interfaces[i];
    const std::string& title = interface.file.empty() ? interface.name : interface.file;
    const auto [place, is_new] = places.try_emplace(title, groups.size());
    if (is_new) groups.push_back({.title = title, .frames = {}, .unsupported = {}});
    if (i >= by_interface.size()) continue;  // no packet came from it
    groups[place->second].add(by_interface[i], interface.link_type);
    groups[0].add(by_interface[i], interface.link_type);
  }
  groups[0].title = fmt::format("all {}", count_of(groups.size() - 1, "capture"));
  return groups;
}

void append_lines(std::vector<Line>& lines, const Group& group) {
  lines.push_back({group.frames.total(), 0, group.title == "-" ? "standard input" : group.title});
  for (const FrameBucket bucket : buckets_in_reading_order()) {
    const std::uint64_t frames = group.frames.frames(bucket);
    if (frames == 0) continue;
    lines.push_back({frames, 1, std::string(describe(bucket))});
    if (bucket != FrameBucket::kUnsupportedLinkType) continue;
    for (const auto& [link_type, count] : group.unsupported) {
      lines.push_back({count, 2, link_type_name(link_type)});
    }
  }
}

}  // namespace

std::string describe_frames(std::span<const Interface> interfaces,
                            std::span<const Accounting> by_interface, bool utf8) {
  const std::vector<Group> groups = group_by_capture(interfaces, by_interface);
  const std::uint64_t total = groups[0].frames.total();
  std::vector<Line> lines;
  // The sum of one is itself.
  for (std::size_t i = groups.size() == 2 ? 1 : 0; i < groups.size(); ++i) {
    append_lines(lines, groups[i]);
  }
  const std::size_t digits =
      std::max(group_digits(total).size(), std::string_view("FRAMES").size());
  std::string text = fmt::format("{:>{}}  SHARE\n", "FRAMES", digits);
  for (const Line& line : lines) {
    const double share =
        total == 0 ? 0 : static_cast<double>(line.frames) / static_cast<double>(total);
    text += fmt::format("{:>{}}  {:>5}  {:{}}{}\n", group_digits(line.frames), digits,
                        total == 0 ? "" : percent(share), "", kIndent * line.depth,
                        escape_for_terminal(line.text, utf8));
  }
  return text;
}

}  // namespace flowsnoop
