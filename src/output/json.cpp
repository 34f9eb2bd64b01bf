#include "output/json.h"

#include <algorithm>
#include <stdexcept>

#include "output/escape.h"

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

char* write_evidence(char* out, std::span<const Evidence> list) {
  *out++ = '[';
  for (const Evidence& evidence : list) {
    if (out[-1] != '[') *out++ = ',';
    out = write_text(out, R"({"kind":")");
    out = write_text(out, to_string(evidence.kind));
    out = write_text(out, R"(","log_odds":)");
    out = write_log_odds(out, evidence.log_odds);
    out = write_text(out, R"(,"frame":)");
    out = write_integer(out, evidence.frame);
    *out++ = '}';
  }
  *out++ = ']';
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

}  // namespace

JsonWriter::JsonWriter(Output& output, std::span<const Field> table) : output_(output) {
  std::string_view previous_name;
  std::string_view previous_without_labels;
  for (const Field& field : table) {
    steps_.push_back(make_step(field, previous_name));
    previous_name = field.name;
    if (field.labels != 0) continue;
    steps_without_labels_.push_back(make_step(field, previous_without_labels));
    previous_without_labels = field.name;
  }
}

JsonWriter::Step JsonWriter::make_step(const Field& field, std::string_view previous_name) {
  Step step;
  step.read = field.read;
  step.labels = field.labels;
  std::string_view rest = field.name;
  for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
    step.opening.append("\"").append(rest.substr(0, dot)).append("\":{");
    rest.remove_prefix(dot + 1);
    if (++step.depth == kMaxDepth) throw std::logic_error("a field's name is nested too deeply");
    step.offset[step.depth] = static_cast<std::uint8_t>(step.opening.size());
  }
  step.opening.append("\"").append(rest).append("\":");
  if (step.opening.size() > UINT8_MAX) throw std::logic_error("a field's name is too long");
  step.shared = count_shared_groups(field.name, previous_name);
  return step;
}

void JsonWriter::on_record(const FlowRecord& record) {
  if (record.labels == nullptr || record.labels->empty()) {
    write<false>(record, steps_without_labels_);
  } else {
    write<true>(record, steps_);
  }
}

template <bool kWithLabels>
void JsonWriter::write(const FlowRecord& record, std::span<const Step> steps) {
  // Objects open now, the outermost apart; how many of them the next field lies in too, over the
  // fields that were left out; what goes before it.
  std::size_t open = 0;
  std::size_t shared = 0;
  char separator = '{';
  const std::uint32_t kinds = kWithLabels ? record.labels->kinds() : 0;
  for (const Step& step : steps) {
    shared = std::min<std::size_t>(shared, step.shared);
    if (kWithLabels && step.labels != 0 && (step.labels & kinds) == 0) continue;
    const FieldValue value = step.read(record);
    if (std::holds_alternative<std::monostate>(value)) continue;
    const auto* text = std::get_if<std::string_view>(&value);
    const auto* list = kWithLabels ? std::get_if<LabelList>(&value) : nullptr;
    std::size_t room = text ? kMaxEscapeGrowth * text->size() : kMaxFixedValue;
    // What is around the items of a list takes less than each item's share of the size grows to.
    if (list) room = kMaxEscapeGrowth * list->labels->size_bytes();
    char* out = output_.reserve(step.opening.size() + kMaxPunctuation + room);
    for (; open > shared; --open) *out++ = '}';
    *out++ = separator;
    out = write_text(out, std::string_view(step.opening).substr(step.offset[shared]));
    output_.commit(list ? write_list(out, *list) : write_value(out, value));
    separator = ',';
    open = shared = step.depth;
  }
  char* out = output_.reserve(kMaxPunctuation);
  if (separator == '{') *out++ = '{';
  for (; open > 0; --open) *out++ = '}';
  *out++ = '}';
  *out++ = '\n';
  output_.commit(out);
  output_.end_line();
}

char* JsonWriter::write_value(char* out, const FieldValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return write_quoted(out, *text);
  if (const auto* list = std::get_if<std::span<const Evidence>>(&value)) {
    return write_evidence(out, *list);
  }
  if (const auto* errors = std::get_if<const IcmpErrors*>(&value)) {
    return write_errors(out, **errors);
  }
  const bool quoted = std::holds_alternative<Identifier>(value) ||
                      std::holds_alternative<AddressValue>(value) ||
                      std::holds_alternative<TimeValue>(value) ||
                      std::holds_alternative<const TunnelPath*>(value) ||
                      std::holds_alternative<CommunityIdValue>(value);
  if (quoted) *out++ = '"';
  char* const end = write_plain(out, value, iso_time_);
  if (end == out) {
    if (const auto* errors = std::get_if<const IcmpErrors*>(&value)) {
      return write_errors(out, **errors);
    }
    return write_text(out, "null");  // there is no word for infinity, RFC 8259 section 6
  }
  out = end;
  if (quoted) *out++ = '"';
  return out;
}

void JsonWriter::finish(const RunSummary&) {
  output_.flush();
}

}  // namespace flowsnoop
