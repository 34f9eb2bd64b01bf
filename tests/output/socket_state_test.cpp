// States as RFC 9293 section 3.3.2 and its figure 5 lead to them.
#include "output/socket_state.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kFin = 0x01;

// Both sides' states, the client's first.
std::string states(const FlowRecord& record) {
  return std::string(socket_state(record, true)) + " " + std::string(socket_state(record, false));
}

FlowRecord record_in(FlowState state) {
  FlowRecord record = test::https_record();
  record.state = state;
  return record;
}

TEST(SocketState, OpensAConnection) {
  EXPECT_EQ(states(record_in(FlowState::kSynSent)), "SYN_SENT SYN_RECV");
  EXPECT_EQ(states(record_in(FlowState::kSynReceived)), "SYN_SENT SYN_RECV");
  EXPECT_EQ(states(record_in(FlowState::kEstablished)), "ESTABLISHED ESTABLISHED");
}

TEST(SocketState, EndsWithAReset) {
  EXPECT_EQ(states(record_in(FlowState::kReset)), "CLOSED CLOSED");
  EXPECT_EQ(states(record_in(FlowState::kRefused)), "CLOSED CLOSED");
}

TEST(SocketState, WaitsForTheOtherSideToClose) {
  TcpRecord tcp;
  FlowRecord record = record_in(FlowState::kHalfClosed);
  record.tcp = &tcp;
  record.server.tcp_flags = kFin;
  EXPECT_EQ(states(record), "CLOSE_WAIT FIN_WAIT1");
  tcp.server.fin_acknowledged = true;
  EXPECT_EQ(states(record), "CLOSE_WAIT FIN_WAIT2");
}

FlowRecord closed_record(TcpRecord& tcp, std::string_view history, bool client_acknowledged,
                         bool server_acknowledged) {
  FlowRecord record = record_in(FlowState::kClosed);
  record.client.tcp_flags = record.server.tcp_flags = kFin;
  std::copy(history.begin(), history.end(), tcp.history.begin());
  tcp.history_length = static_cast<std::uint8_t>(history.size());
  tcp.client.fin_acknowledged = client_acknowledged;
  tcp.server.fin_acknowledged = server_acknowledged;
  record.tcp = &tcp;
  return record;
}

TEST(SocketState, IsThatOfWhoClosedFirst) {
  TcpRecord tcp;
  EXPECT_EQ(states(closed_record(tcp, "ShADadFf", true, true)), "TIME_WAIT CLOSED");
  EXPECT_EQ(states(closed_record(tcp, "ShADadFf", true, false)), "TIME_WAIT LAST_ACK");
  EXPECT_EQ(states(closed_record(tcp, "ShADadfF", true, true)), "CLOSED TIME_WAIT");
  EXPECT_EQ(states(closed_record(tcp, "ShADadfF", false, true)), "LAST_ACK TIME_WAIT");
}

TEST(SocketState, IsClosingWhereBothCloseAtOnce) {
  TcpRecord tcp;
  EXPECT_EQ(states(closed_record(tcp, "ShADadFf", false, false)), "CLOSING LAST_ACK");
}

TEST(SocketState, OfWhatIsNotTcpIsWhoHasSent) {
  EXPECT_EQ(states(test::dns_record()), "two_way two_way");
}

}  // namespace
}  // namespace flowsnoop
