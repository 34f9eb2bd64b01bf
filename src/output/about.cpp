#include "output/about.h"

#include "output/escape.h"

namespace flowsnoop {
namespace {

// The most telling comes first.
constexpr LabelKind kTelling[] = {LabelKind::kTlsServerName,   LabelKind::kHttpHost,
                                  LabelKind::kDnsQuestionName, LabelKind::kDhcpHostName,
                                  LabelKind::kSshServer,       LabelKind::kSshClient};

}  // namespace

std::string about_text(const FlowRecord& record) {
  if (record.labels == nullptr) return {};
  for (const LabelKind kind : kTelling) {
    if (record.labels->has(kind)) return escape_for_terminal(record.labels->first(kind), false);
  }
  return {};
}

}  // namespace flowsnoop
