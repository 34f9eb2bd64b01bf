#include "output/view_support.h"

#include <fmt/format.h>

#include <algorithm>

#include "flowsnoop/ports.h"
#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/layout.h"
#include "output/summary.h"
#include "output/table_form.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kIndent = 2;

bool supports(const Roles& roles, EvidenceKind kind) {
  const auto* end = roles.evidence.begin() + roles.evidence_count;
  return std::any_of(roles.evidence.begin(), end, [&](const Evidence& evidence) {
    return evidence.kind == kind && evidence.log_odds > 0;
  });
}

}  // namespace

std::string service_label(const FlowRecord& record, bool numeric) {
  const std::string_view service = numeric ? std::string_view() : record.service;
  if (service.empty()) return std::string(record.application);
  if (record.application.empty() || record.application == service) return std::string(service);
  return fmt::format("{} ({})", service, record.application);
}

void TimeSpan::include(std::int64_t start_ns, std::int64_t end_ns) {
  first_ns = std::min(first_ns, start_ns);
  last_ns = std::max(last_ns, end_ns);
}

MomentText::MomentText(const TimeSpan& all) {
  if (all.first_ns > all.last_ns) return;
  const LocalTime first = clock_.at(all.first_ns);
  date_ = !first.same_day(clock_.at(all.last_ns));
}

std::string MomentText::operator()(std::int64_t time_ns) {
  const LocalTime& time = clock_.at(time_ns);
  return date_ ? format_date(time) + ' ' + format_clock(time, false) : format_clock(time, false);
}

void ServiceNames::add(const FlowRecord& record, bool numeric) {
  Name name{numeric ? std::string_view() : record.service, 0, 0};
  if (name.name.empty()) name.name = record.application;
  if (name.name.empty()) name = {{}, record.server.port, record.protocol};
  if (std::find(names_.begin(), names_.end(), name) != names_.end()) return;
  if (names_.size() < kMax) {
    names_.push_back(name);
  } else {
    more_ = true;
  }
}

std::string ServiceNames::text() const {
  std::string text;
  for (const Name& name : names_) {
    if (!text.empty()) text += ", ";
    if (!name.name.empty()) {
      text += name.name;
    } else if (has_ports(name.protocol)) {
      text += fmt::format("{}/{}", transport_text(name.protocol), name.port);
    } else {
      text += transport_text(name.protocol);
    }
  }
  return more_ ? text + " and more" : text;
}

bool shows_listener(const FlowRecord& record) {
  if (!has_ports(record.protocol)) return false;
  if (supports(record.roles, EvidenceKind::kMulticast)) return false;
  if (supports(record.roles, EvidenceKind::kListener)) return true;
  switch (record.state) {
    case FlowState::kSynSent:
    case FlowState::kRefused:
    case FlowState::kOneWay:
      return false;
    case FlowState::kReset:
      // A lone RST answers what nobody listens for (RFC 9293 section 3.10.7.1), or a SYN-ACK that
      // nobody asked for.
      return record.server.payload_bytes > 0 || (supports(record.roles, EvidenceKind::kSyn) &&
                                                 supports(record.roles, EvidenceKind::kSynAck));
    case FlowState::kSynReceived:
      return record.client.packets > 0 && record.server.packets > 0;
    case FlowState::kEstablished:
    case FlowState::kHalfClosed:
    case FlowState::kClosed:
    case FlowState::kTwoWay:
      break;
  }
  return record.server.packets > 0;
}

std::string sure_text(const Roles& roles) {
  if (roles.symmetric) return std::string(kPeers);
  return fmt::format("{:>4} {}", percent(roles.confidence), words(to_string(roles.by)));
}

void write_accounting(Output& output, const TextStyle& style, const Accounting& accounting) {
  std::string text;
  append_wrapped(text, describe_accounting(accounting), static_cast<std::size_t>(style.width),
                 kIndent);
  output.append(text);
}

void write_note(Output& output, const TextStyle& style, std::string_view text) {
  std::string lines;
  append_wrapped_words(lines, text, static_cast<std::size_t>(style.width), 0);
  output.append(lines);
}

}  // namespace flowsnoop
