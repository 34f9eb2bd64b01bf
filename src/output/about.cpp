#include "output/about.h"

#include "output/escape.h"
#include "output/flow_text.h"

namespace flowsnoop {
namespace {

// The most telling comes first.
constexpr LabelKind kTelling[] = {LabelKind::kTlsServerName,   LabelKind::kHttpHost,
                                  LabelKind::kDnsQuestionName, LabelKind::kDhcpHostName,
                                  LabelKind::kSshServer,       LabelKind::kSshClient};

// An address where a name could be, which says nothing more than the server's column.
bool is_server_itself(std::string_view label, const FlowRecord& record) {
  return label == socket_text(record.server, record.ip_version, false) ||
         label == socket_text(record.server, record.ip_version, true);
}

}  // namespace

std::string about_text(const FlowRecord& record) {
  if (record.labels == nullptr) return {};
  for (const LabelKind kind : kTelling) {
    if (!record.labels->has(kind)) continue;
    const std::string_view label = record.labels->first(kind);
    if (!is_server_itself(label, record)) return escape_for_terminal(label, false);
  }
  return {};
}

}  // namespace flowsnoop
