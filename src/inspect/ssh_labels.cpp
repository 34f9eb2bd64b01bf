#include "inspect/ssh_labels.h"

#include <algorithm>

#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::string_view kBegin = "SSH-";
constexpr std::size_t kMaxLine = 255;  // RFC 4253 section 4.2, CR and LF included
constexpr int kMaxLinesBefore = 64;

// RFC 4253 section 4.2: the line that begins with "SSH-"; of the others, none does.
std::string_view skip_lines(std::string_view text) {
  for (int i = 0; i < kMaxLinesBefore && !text.starts_with(kBegin); ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return text;
}

}  // namespace

Progress label_ssh(std::span<const std::uint8_t> stream, LabelKind kind, bool after_lines,
                   bool more, Labels& labels) {
  std::string_view text(reinterpret_cast<const char*>(stream.data()), stream.size());
  if (after_lines) text = skip_lines(text);
  if (!text.starts_with(kBegin)) {
    const bool begins = after_lines || kBegin.starts_with(text);
    return more && begins ? Progress::kNeedMore : Progress::kNotMine;
  }
  std::string_view line = first_line(text.substr(0, kMaxLine));
  if (line.size() == text.size() && more) return Progress::kNeedMore;
  line = line.substr(0, line.find('\0'));  // which must not be in it
  if (!labels.has(kind)) labels.add(kind, line);
  return Progress::kDone;
}

}  // namespace flowsnoop
