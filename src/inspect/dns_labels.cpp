#include "inspect/dns_labels.h"

#include "inspect/dns_numbers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kMaxNames = 16;
constexpr std::size_t kMaxAnswers = 32;

std::string_view answer_text(const DnsRecord& record, char* room) {
  if (!record.has_address) return record.target;
  return {room, format_ip_address(record.address, room)};
}

void add_answers(const DnsMessage& message, Labels& labels) {
  std::size_t added = 0;
  for (const DnsRecord& record : message.records()) {
    if (record.section != DnsSection::kAnswer || added == kMaxAnswers) return;
    char room[kMaxIpAddressText];
    const std::string_view text = answer_text(record, room);
    const LabelKind kind = record.has_address ? LabelKind::kDnsAddress : LabelKind::kDnsAnswer;
    if (text.empty() || labels.has(kind, text)) continue;
    labels.add(kind, text);
    ++added;
  }
}

}  // namespace

void label_dns(const DnsMessage& message, Labels& labels) {
  std::size_t names = 0;
  for (const DnsQuestion& question : message.questions()) {
    if (names++ == kMaxNames) break;
    if (!labels.has(LabelKind::kDnsQuestionName, question.name)) {
      labels.add(LabelKind::kDnsQuestionName, question.name);
    }
    if (labels.has(LabelKind::kDnsQuestionType)) continue;
    labels.add(LabelKind::kDnsQuestionType, dns_type_text(question.type));
  }
  if (!message.is_response() || labels.has(LabelKind::kDnsResponseCode)) return;
  labels.add(LabelKind::kDnsResponseCode, dns_rcode_text(message.rcode()));
  add_answers(message, labels);
}

}  // namespace flowsnoop
