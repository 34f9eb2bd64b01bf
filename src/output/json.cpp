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

// How many objects are around a field's value, the outermost apart.
std::size_t count_groups(std::string_view name) {
  return static_cast<std::size_t>(std::count(name.begin(), name.end(), '.'));
}

// How many of them are the same of two fields: the groups that both names begin with.
std::size_t count_shared_groups(std::string_view name, std::string_view other) {
  const auto end = std::mismatch(name.begin(), name.end(), other.begin(), other.end()).first;
  return static_cast<std::size_t>(std::count(name.begin(), end, '.'));
}

// Characters that a value may take.
inline std::size_t room_for(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return kMaxEscapeGrowth * text->size();
  }
  // What is around the items of a list takes less than each item's share of the size grows to.
  if (const auto* list = std::get_if<LabelList>(&value)) [[unlikely]] {
    return kMaxEscapeGrowth * list->labels->size_bytes();
  }
  return kMaxFixedValue;
}

}  // namespace

JsonWriter::JsonWriter(Output& output, std::span<const Field> table)
    : output_(&output),
      table_(table),
      joint_numbers_((table.size() + 1) * table.size()),
      present_(table.size()) {
  for (const Field& field : table) check_name(field.name);
  for (std::size_t i = 0; i < kEvidenceKindCount; ++i) {
    std::string text = R"({"kind":")";
    text.append(to_string(static_cast<EvidenceKind>(i))).append(R"(","log_odds":)");
    EvidenceOpening& opening = evidence_openings_[i];
    opening.size = static_cast<std::uint8_t>(text.copy(opening.text.data(), opening.text.size()));
  }
}

// So that every joint has room.
void JsonWriter::check_name(std::string_view name) {
  constexpr std::size_t kAroundGroup = 4;  // `"":{`
  const std::size_t groups = count_groups(name);
  if (groups >= kMaxDepth) throw std::logic_error("a field's name is nested too deeply");
  if (name.size() + (groups + 1) * kAroundGroup + kMaxDepth > kMaxJoint) {
    throw std::logic_error("a field's name is too long");
  }
}

const JsonWriter::Joint& JsonWriter::make_joint(std::size_t previous, std::size_t next) {
  const bool is_first = previous == table_.size();
  const std::string_view before = is_first ? std::string_view() : table_[previous].name;
  std::string_view rest = table_[next].name;
  const std::size_t shared = is_first ? 0 : count_shared_groups(before, rest);
  const std::size_t open = count_groups(before);
  std::string text = is_first ? "{" : std::string(open - shared, '}') + ",";
  for (std::size_t i = 0; i < shared; ++i) rest.remove_prefix(rest.find('.') + 1);
  for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
    text.append("\"").append(rest.substr(0, dot)).append("\":{");
    rest.remove_prefix(dot + 1);
  }
  text.append("\"").append(rest).append("\":");
  Joint joint;
  joint.size = static_cast<std::uint8_t>(text.copy(joint.text.data(), kMaxJoint));
  joints_.push_back(joint);
  joint_numbers_[previous * table_.size() + next] = static_cast<std::uint16_t>(joints_.size());
  return joints_.back();
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
  std::size_t previous = table_.size();
  for (const PresentField& field : std::span(present_).first(count)) {
    char* out = output_->reserve(kMaxJoint + kBlock + kMaxPunctuation + room_for(field.value));
    const Joint& before = joint(previous, field.index);
    out = copy_in_blocks(out, before.text.data(), before.size);
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) [[likely]] {
      out = write_integer(out, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&field.value)) [[likely]] {
      out = write_quoted(out, *text);
    } else {
      out = write_value(out, field.value);
    }
    output_->commit(out);
    previous = field.index;
  }
  char* out = output_->reserve(kMaxPunctuation);
  if (count == 0) *out++ = '{';
  for (std::size_t open = count == 0 ? 0 : count_groups(table_[previous].name); open > 0; --open) {
    *out++ = '}';
  }
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
    case FieldKind::kInteger:  // this and a text are written by on_record()
    case FieldKind::kText:
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
