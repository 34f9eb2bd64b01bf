#include "output/json_line.h"

namespace flowsnoop {

// Brackets and commas of a list take less than each item's share of its size grows to.
char* JsonValues::write_list(Output& output, char* out, const LabelList& list) {
  out = output.make_room(out, kMaxEscapeGrowth * list.labels->size_bytes() + line_room_);
  *out++ = '[';
  list.for_each([&](std::string_view text) {
    if (out[-1] != '[') *out++ = ',';
    *out++ = '"';
    out = escape_json(text, out);
    *out++ = '"';
  });
  *out++ = ']';
  return out;
}

char* JsonValues::write_errors(char* out, const IcmpErrors& errors) {
  *out++ = '[';
  for (std::size_t i = 0; i < kIcmpErrorKindCount; ++i) {
    const auto kind = static_cast<IcmpErrorKind>(i);
    if (!errors.has(kind)) continue;
    if (out[-1] != '[') *out++ = ',';
    *out++ = '"';
    out = write_text(out, to_string(kind));
    *out++ = '"';
  }
  *out++ = ']';
  return out;
}

char* JsonValues::write_evidence(char* out, std::span<const Evidence> list) {
  *out++ = '[';
  for (const Evidence& evidence : list) {
    out = evidence_text_.write(out, evidence);
    out = write_text(out, "},");
  }
  out[-1] = ']';  // there is one at least
  return out;
}

}  // namespace flowsnoop
