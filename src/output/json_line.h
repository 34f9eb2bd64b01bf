// One record as one line of JSON: code of its own for each field of a table, made by the compiler.
//
// A dotted field name becomes nested objects, and a field that a record does not have is left out.
// Used by one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "output/buffered_output.h"
#include "output/escape.h"
#include "output/fields.h"
#include "output/value_text.h"

namespace flowsnoop {

// Writes values. What it takes at `out` is at most max_size(), but for texts and lists of texts:
// these see to their own room in `output`, and leave as much as a line needs for all else.
class JsonValues {
 public:
  // What a value of `kind` takes at most; of a text and of a list of texts, what is around them.
  static constexpr std::size_t max_size(FieldKind kind) {
    if (kind == FieldKind::kEvidence) return 2 + Roles::kMaxEvidence * (EvidenceText::kMaxSize + 2);
    if (kind == FieldKind::kIcmpErrors) return 2 + kIcmpErrorKindCount * (kMaxWord + 3);
    return kMaxValueText + 2;
  }

  explicit JsonValues(std::size_t line_room) : line_room_(line_room) {}

  template <FieldKind kind>
  [[gnu::always_inline]] char* write(Output& output, char* out, const FieldValue& value) {
    if constexpr (kind == FieldKind::kInteger) {
      return write_integer(out, value.integer());
    } else if constexpr (kind == FieldKind::kText) {
      return write_string(output, out, value.text());
    } else if constexpr (kind == FieldKind::kTextList) {
      return write_list(output, out, value.list());
    } else if constexpr (kind == FieldKind::kEvidence) {
      return write_evidence(out, value.evidence());
    } else if constexpr (kind == FieldKind::kIcmpErrors) {
      return write_errors(out, value.icmp_errors());
    } else if constexpr (kind == FieldKind::kReal || kind == FieldKind::kBoolean) {
      char* const end = write_plain<kind>(out, value, iso_time_);
      // JSON has no infinity (RFC 8259 section 6).
      return end != out ? end : write_text(out, "null");
    } else {
      *out++ = '"';
      out = write_plain<kind>(out, value, iso_time_);
      *out++ = '"';
      return out;
    }
  }

 private:
  char* write_string(Output& output, char* out, std::string_view text) {
    out = output.make_room(out, kMaxEscapeGrowth * text.size() + line_room_);
    *out++ = '"';
    out = escape_json(text, out);
    *out++ = '"';
    return out;
  }
  char* write_list(Output& output, char* out, const LabelList& list);
  char* write_evidence(char* out, std::span<const Evidence> list);
  static char* write_errors(char* out, const IcmpErrors& errors);

  const std::size_t line_room_;
  EvidenceText evidence_text_{{R"({"kind":")", R"(","log_odds":)", R"(,"frame":)"}};
  IsoTime iso_time_;
};

// The fields of one group must stand together in `table`.
template <const auto& table>
class JsonLine {
 public:
  // Appends the record and a line end.
  void append(Output& output, const FlowRecord& record) {
    char* out = output.reserve(kRoom);
    const std::size_t begin = output.offset_of(out);
    *out++ = '{';
    out = write_members<0, std::size(table), 0>(output, out, record);
    if (output.offset_of(out) == begin + 1) ++out;  // there is no comma to be overwritten
    out[-1] = '}';
    *out++ = '\n';
    output.commit(out);
  }

 private:
  // Names are copied in blocks of this size, which is faster than exactly.
  static constexpr std::size_t kBlock = 16;

  // `"name":` and `"name":{`
  template <std::size_t size>
  struct Opening {
    static constexpr std::size_t kSize = size;
    std::array<char, (size + kBlock - 1) / kBlock * kBlock> text{};  // with room behind it
  };
  template <std::size_t index, std::size_t prefix, std::size_t end>
  static constexpr auto make_opening(std::string_view after) {
    constexpr std::string_view name = table[index].name.substr(prefix, end - prefix);
    constexpr bool is_group = end != table[index].name.size();
    Opening<name.size() + (is_group ? 4 : 3)> opening;
    char* out = opening.text.data();
    *out++ = '"';
    out = std::copy(name.begin(), name.end(), out);
    *out++ = '"';
    std::copy(after.begin(), after.end(), out);
    return opening;
  }
  template <const auto& opening>
  static char* write_opening(char* out) {
    std::memcpy(out, opening.text.data(), opening.text.size());
    return out + opening.kSize;
  }

  // The place of the next dot in the name at `index`, or else the name's end. With
  // string_view::find this would be no constant where GCC 12 checks pointers for
  // UndefinedBehaviorSanitizer.
  static constexpr std::size_t find_dot(std::size_t index, std::size_t from) {
    const std::string_view name = table[index].name;
    while (from < name.size() && name[from] != '.') ++from;
    return from;
  }

  // The first field from `index` on that is not in the group that the first `length` characters of
  // the name at `index` are.
  static constexpr std::size_t end_of_group(std::size_t index, std::size_t length) {
    const std::string_view group = table[index].name.substr(0, length);
    std::size_t end = index;
    while (end < std::size(table) && table[end].name.starts_with(group)) ++end;
    return end;
  }

  // Fields of one object, whose names go on behind `prefix` characters. Each ends with a comma.
  template <std::size_t begin, std::size_t end, std::size_t prefix>
  [[gnu::always_inline]] char* write_members(Output& output, char* out, const FlowRecord& record) {
    if constexpr (begin == end) {
      return out;
    } else {
      constexpr std::size_t dot = find_dot(begin, prefix);
      if constexpr (dot == table[begin].name.size()) {
        out = write_member<begin, prefix>(output, out, record);
        return write_members<begin + 1, end, prefix>(output, out, record);
      } else {
        constexpr std::size_t group_end = end_of_group(begin, dot + 1);
        out = write_group<begin, group_end, prefix, dot>(output, out, record);
        return write_members<group_end, end, prefix>(output, out, record);
      }
    }
  }

  template <std::size_t index, std::size_t prefix>
  [[gnu::always_inline]] char* write_member(Output& output, char* out, const FlowRecord& record) {
    constexpr const Field& field = table[index];
    static constexpr auto opening = make_opening<index, prefix, field.name.size()>(":");
    const FieldValue value = field.read(record);
    if (value.is_absent()) return out;
    out = write_opening<opening>(out);
    out = values_.template write<field.kind>(output, out, value);
    *out++ = ',';
    return out;
  }

  // Begins an object, and takes that back where nothing is in it.
  template <std::size_t begin, std::size_t end, std::size_t prefix, std::size_t dot>
  [[gnu::always_inline]] char* write_group(Output& output, char* out, const FlowRecord& record) {
    static constexpr auto opening = make_opening<begin, prefix, dot>(":{");
    const std::size_t before = output.offset_of(out);
    out = write_members<begin, end, dot + 1>(output, write_opening<opening>(out), record);
    if (output.offset_of(out) == before + opening.kSize) return out - opening.kSize;
    out[-1] = '}';
    *out++ = ',';
    return out;
  }

  // A line without its texts and lists.
  static constexpr std::size_t kRoom = [] {
    std::size_t room = 2 * kBlock;
    for (const Field& field : table) {
      const auto groups = std::count(field.name.begin(), field.name.end(), '.');
      room += field.name.size() + (static_cast<std::size_t>(groups) + 1) * 2 * kBlock;
      room += JsonValues::max_size(field.kind);
    }
    return room;
  }();

  JsonValues values_{kRoom};
};

}  // namespace flowsnoop
