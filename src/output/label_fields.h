// The fields of what conversations said in words. A part of field_table.h, and for no other file.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "output/fields.h"

namespace flowsnoop {

inline bool has_label(const FlowRecord& record, LabelKind kind) {
  return record.labels != nullptr && record.labels->has(kind);
}

template <LabelKind kind>
FieldValue label(const FlowRecord& record) {
  return has_label(record, kind) ? FieldValue{record.labels->first(kind)} : FieldValue{};
}

template <LabelKind... kinds>
FieldValue label_list(const FlowRecord& record) {
  if (!(has_label(record, kinds) || ...)) return {};
  return LabelList{record.labels, (Labels::bit(kinds) | ...)};
}

// Most conversations ask for one name, which is dns.question.name.
inline FieldValue several_questions(const FlowRecord& record) {
  if (!has_label(record, LabelKind::kDnsQuestionName)) return {};
  const LabelList list{record.labels, Labels::bit(LabelKind::kDnsQuestionName)};
  std::size_t count = 0;
  list.for_each([&](std::string_view) { ++count; });
  return count > 1 ? FieldValue{list} : FieldValue{};
}

// A number in decimal digits.
template <LabelKind kind>
FieldValue label_number(const FlowRecord& record) {
  if (!has_label(record, kind)) return {};
  const std::string_view digits = record.labels->first(kind);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), number);
  return error == std::errc{} && end == digits.end() ? FieldValue{number} : FieldValue{};
}

inline FieldValue tls_protocol(const FlowRecord& record) {
  if (!has_label(record, LabelKind::kTlsVersion)) return {};
  const bool ssl = record.labels->first(LabelKind::kTlsVersion).starts_with("SSL");
  return Word{ssl ? "ssl" : "tls"};
}

inline FieldValue tls_resumed(const FlowRecord& record) {
  return has_label(record, LabelKind::kTlsResumed) ? FieldValue{true} : FieldValue{};
}

// The part of a Host header (RFC 9110 section 7.2) before the port; an IPv6 address keeps its
// brackets.
inline FieldValue url_domain(const FlowRecord& record) {
  if (!has_label(record, LabelKind::kHttpHost)) return {};
  const std::string_view host = record.labels->first(LabelKind::kHttpHost);
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  const std::size_t colon = bracket == host.npos ? host.npos : host.find(':', bracket);
  const std::string_view domain = host.substr(0, colon);
  return domain.empty() ? FieldValue{} : FieldValue{domain};
}

// Fields of labels.
template <LabelKind kind>
constexpr Field text_of(std::string_view name, std::string_view meaning) {
  return {name, FieldKind::kText, "", label<kind>, meaning};
}
template <LabelKind... kinds>
constexpr Field list_of(std::string_view name, std::string_view meaning) {
  return {name, FieldKind::kTextList, "", label_list<kinds...>, meaning};
}
template <LabelKind kind>
constexpr Field number_of(std::string_view name, std::string_view unit, std::string_view meaning) {
  return {name, FieldKind::kInteger, unit, label_number<kind>, meaning};
}

}  // namespace flowsnoop
