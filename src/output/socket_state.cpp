#include "output/socket_state.h"

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kFin = 0x01;  // RFC 9293 section 3.1

bool fin_acknowledged(const FlowRecord& record, bool of_client) {
  if (record.tcp == nullptr) return record.state == FlowState::kClosed;
  return (of_client ? record.tcp->client : record.tcp->server).fin_acknowledged;
}

// Whether this side sent the first of both FINs. Where that is not known, the client did.
bool closed_first(const FlowRecord& record, bool of_client) {
  const std::string_view history = record.tcp == nullptr ? "" : record.tcp->history_text();
  const std::size_t first = history.find_first_of("Ff");
  const bool by_client = first == std::string_view::npos || history[first] == 'F';
  return by_client == of_client;
}

std::string_view half_closed(const FlowRecord& record, bool of_client) {
  const Endpoint& own = of_client ? record.client : record.server;
  if ((own.tcp_flags & kFin) == 0) return "CLOSE_WAIT";
  return fin_acknowledged(record, of_client) ? "FIN_WAIT2" : "FIN_WAIT1";
}

std::string_view closed(const FlowRecord& record, bool of_client) {
  const bool acknowledged = fin_acknowledged(record, of_client);
  if (closed_first(record, of_client)) return acknowledged ? "TIME_WAIT" : "CLOSING";
  return acknowledged ? "CLOSED" : "LAST_ACK";
}

}  // namespace

std::string_view socket_state(const FlowRecord& record, bool of_client) {
  if (record.protocol != kProtocolTcp) return to_string(record.state);
  switch (record.state) {
    case FlowState::kSynSent:
    case FlowState::kSynReceived:
      return of_client ? "SYN_SENT" : "SYN_RECV";
    case FlowState::kEstablished:
      return "ESTABLISHED";
    case FlowState::kHalfClosed:
      return half_closed(record, of_client);
    case FlowState::kClosed:
      return closed(record, of_client);
    case FlowState::kReset:
    case FlowState::kRefused:
      return "CLOSED";
    default:
      return to_string(record.state);
  }
}

}  // namespace flowsnoop
