#include "output/json.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "output/escape.h"
#include "output/memory_part.h"

namespace flowsnoop {
namespace {

// Room for {"kind":"...","log_odds":...,"frame":...}, the kind's name included.
constexpr std::size_t kMaxEvidenceText = 160;
constexpr std::size_t kMaxFixedValue =
    std::max(kMaxValueText, Roles::kMaxEvidence* kMaxEvidenceText);

// `"...": ` and the like: quotation marks, commas and closing braces around a field.
constexpr std::size_t kMaxPunctuation = 16;

char* write_quoted(char* out, std::string_view text) {
  *out++ = '"';
  out = escape_json(text, out);
  *out++ = '"';
  return out;
}

char* write_list(char* out, const LabelList& list) {
  *out++ = '[';
  list.for_each([&](std::string_view text) {
    if (out[-1] != '[') *out++ = ',';
    out = write_quoted(out, text);
  });
  *out++ = ']';
  return out;
}

char* write_errors(char* out, const IcmpErrors& errors) {
  *out++ = '[';
  for (std::size_t i = 0; i < kIcmpErrorKindCount; ++i) {
    const auto kind = static_cast<IcmpErrorKind>(i);
    if (!errors.has(kind)) continue;
    if (out[-1] != '[') *out++ = ',';
    out = write_quoted(out, to_string(kind));
  }
  *out++ = ']';
  return out;
}

// How many objects around the values of two fields are the same: the groups that both begin with.
std::uint8_t count_shared_groups(std::string_view name, std::string_view other) {
  std::uint8_t shared = 0;
  for (std::size_t i = 0; i < std::min(name.size(), other.size()) && name[i] == other[i]; ++i) {
    if (name[i] == '.') ++shared;
  }
  return shared;
}

std::size_t room_for(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return kMaxEscapeGrowth * text->size();
  }
  // What is around the items of a list takes less than each item's share of the size grows to.
  if (const auto* list = std::get_if<LabelList>(&value)) {
    return kMaxEscapeGrowth * list->labels->size_bytes();
  }
  return kMaxFixedValue;
}

}  // namespace

JsonWriter::JsonWriter(Output& output, std::span<const Field> table)
    : output_(&output),
      table_(table),
      shared_(table.size() * table.size()),
      present_(table.size()) {
  for (const Field& field : table) {
    for (const Field& later : table) {
      const std::size_t at =
          steps_.size() * table.size() + static_cast<std::size_t>(&later - table.data());
      shared_[at] = count_shared_groups(field.name, later.name);
    }
    steps_.push_back(make_step(field));
  }
  for (std::size_t i = 0; i < kEvidenceKindCount; ++i) {
    std::string text = R"({"kind":")";
    text.append(to_string(static_cast<EvidenceKind>(i))).append(R"(","log_odds":)");
    EvidenceOpening& opening = evidence_openings_[i];
    opening.size = static_cast<std::uint8_t>(text.copy(opening.text.data(), opening.text.size()));
  }
}

JsonWriter::Step JsonWriter::make_step(const Field& field) {
  Step step;
  std::string opening;
  std::string_view rest = field.name;
  for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
    opening.append("\"").append(rest.substr(0, dot)).append("\":{");
    rest.remove_prefix(dot + 1);
    if (++step.depth == kMaxDepth) throw std::logic_error("a field's name is nested too deeply");
    step.offset[step.depth] = static_cast<std::uint8_t>(opening.size());
  }
  opening.append("\"").append(rest).append("\":");
  if (opening.size() > kMaxOpening) throw std::logic_error("a field's name is too long");
  opening.copy(step.opening.data(), opening.size());
  step.size = static_cast<std::uint8_t>(opening.size());
  return step;
}

// Writes up to kBlock - 1 characters more than `size`.
char* JsonWriter::copy_in_blocks(char* out, const char* from, std::size_t size) {
  std::memcpy(out, from, kBlock);
  for (std::size_t done = kBlock; done < size; done += kBlock) {
    std::memcpy(out + done, from + done, kBlock);
  }
  return out + size;
}

void JsonWriter::on_record(const FlowRecord& record) {
  const std::size_t count = read_present(table_, record, present_.data());
  std::size_t open = 0;  // objects open now, the outermost apart
  const PresentField* previous = nullptr;
  for (const PresentField& field : std::span(present_).first(count)) {
    const Step& step = steps_[field.index];
    const std::size_t shared =
        previous == nullptr ? 0 : shared_[previous->index * table_.size() + field.index];
    char* out = output_->reserve(kMaxOpening + kBlock + kMaxPunctuation + room_for(field.value));
    // All at once, which is faster than one by one; there may be fewer.
    std::memset(out, '}', kMaxDepth);
    out += open - shared;
    *out++ = previous == nullptr ? '{' : ',';
    const std::size_t offset = step.offset[shared];
    out = copy_in_blocks(out, step.opening.data() + offset, step.size - offset);
    output_->commit(write_value(out, field.value));
    open = step.depth;
    previous = &field;
  }
  char* out = output_->reserve(kMaxPunctuation);
  if (previous == nullptr) *out++ = '{';
  for (; open > 0; --open) *out++ = '}';
  *out++ = '}';
  *out++ = '\n';
  output_->commit(out);
  output_->end_line();
}

char* JsonWriter::write_evidence(char* out, std::span<const Evidence> list) {
  *out++ = '[';
  for (const Evidence& evidence : list) {
    if (out[-1] != '[') *out++ = ',';
    const auto& [text, size] = evidence_openings_[static_cast<std::size_t>(evidence.kind)];
    out = copy_in_blocks(out, text.data(), size);
    out = log_odds_.write(out, evidence);
    out = write_text(out, R"(,"frame":)");
    out = write_integer(out, evidence.frame);
    *out++ = '}';
  }
  *out++ = ']';
  return out;
}

char* JsonWriter::write_value(char* out, const FieldValue& value) {
  switch (static_cast<FieldKind>(value.index())) {
    case FieldKind::kText:
      return write_quoted(out, *std::get_if<std::string_view>(&value));
    case FieldKind::kInteger:
      return write_integer(out, *std::get_if<std::uint64_t>(&value));
    case FieldKind::kEvidence:
      return write_evidence(out, *std::get_if<std::span<const Evidence>>(&value));
    case FieldKind::kTextList:
      return write_list(out, *std::get_if<LabelList>(&value));
    case FieldKind::kIcmpErrors:
      return write_errors(out, **std::get_if<const IcmpErrors*>(&value));
    case FieldKind::kReal:
    case FieldKind::kBoolean: {
      char* const end = write_plain(out, value, iso_time_);
      return end != out ? end
                        : write_text(out, "null");  // JSON has no infinity, RFC 8259 section 6
    }
    case FieldKind::kIdentifier:
    case FieldKind::kAddress:
    case FieldKind::kTime:
    case FieldKind::kTunnels:
    case FieldKind::kCommunityId:
      break;
  }
  *out++ = '"';
  out = write_plain(out, value, iso_time_);
  *out++ = '"';
  return out;
}

std::unique_ptr<RecordPart> JsonWriter::make_part() {
  return std::make_unique<MemoryPart<JsonWriter>>(*this, *output_);
}

void JsonWriter::finish(const RunSummary&) {
  output_->flush();
}

}  // namespace flowsnoop
