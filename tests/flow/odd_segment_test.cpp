// What is expected follows from the rules of docs/tcp.md, worked out by hand; those of Wireshark
// were checked with tshark 4.0 on captures/tcp-*.pcapng.
#include "flow/odd_segment.h"

#include <gtest/gtest.h>

#include "support/packet_builder.h"
#include "tcp_connection.h"

namespace flowsnoop::test {
namespace {

// ---- what the capture did not see

TEST(TcpMissedBytes, AreAcknowledgedWithoutHavingBeenSeen) {
  TcpConnection connection = opened();
  connection.client({.sequence = 101, .length = 100});
  EXPECT_EQ(connection.of_client().missed_bytes, 0u);  // may be lost on the wire
  connection.server({.acknowledgment = 201});
  EXPECT_EQ(connection.of_client().missed_bytes, 100u);
  EXPECT_EQ(connection.of_client().gaps, 1u);
  EXPECT_EQ(connection.of_client().retransmissions, 0u);
}

TEST(TcpMissedBytes, AreNoneWhereTheLossIsRepaired) {
  TcpConnection connection = opened();
  connection.client({.sequence = 101, .length = 100}).client({.length = 100}, kLater);
  connection.server({.acknowledgment = 201});
  EXPECT_EQ(connection.of_client().missed_bytes, 0u);
}

TEST(TcpMissedBytes, MayBeAtTheEnd) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 301});
  EXPECT_EQ(connection.of_client().missed_bytes, 200u);
  connection.server({.acknowledgment = 401});
  EXPECT_EQ(connection.of_client().missed_bytes, 300u);
  connection.client({.sequence = 501, .length = 100});
  connection.server({.acknowledgment = 601});
  EXPECT_EQ(connection.of_client().missed_bytes, 400u);
}

// The capture may have the acknowledgment in front of what it is for.
TEST(TcpMissedBytes, ComeAfterAll) {
  TcpConnection connection = opened();
  connection.server({.acknowledgment = 201}).client({.length = 100});
  EXPECT_EQ(connection.of_client().missed_bytes, 100u);
  connection.client({.sequence = 101, .length = 100});
  EXPECT_EQ(connection.of_client().missed_bytes, 0u);
  EXPECT_EQ(connection.of_client().unique_bytes, 200u);
}

TEST(TcpMissedBytes, AreNotAFinThatWasNotSeen) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 102});
  EXPECT_EQ(connection.of_client().missed_bytes, 0u);
}

TEST(TcpMissedBytes, AreNotBelievedBeyondAnyWindow) {
  TcpConnection connection = opened();
  connection.server({.acknowledgment = 0x60000000});
  EXPECT_EQ(connection.of_client().missed_bytes, 0u);
}

// ---- what packets say of themselves

TEST(TcpOptionsOfASide, AreThoseOfItsSyn) {
  TcpConnection connection;
  const auto linux_syn = from_hex("020405b4 0402080a 00000001 00000000 01 030307");
  connection.client({.sequence = 0, .flags = kTcpSyn, .options = linux_syn});
  connection.server({.sequence = 0, .flags = kSynAck, .options = from_hex("02040578 01 030309")});
  const TcpEndpoint client = connection.of_client();
  EXPECT_EQ(client.mss, 1460);
  EXPECT_EQ(client.window_scale, 7);
  EXPECT_TRUE(client.sack_permitted);
  EXPECT_TRUE(client.timestamps);
  EXPECT_FALSE(client.fast_open);
  EXPECT_FALSE(client.mptcp);
  const TcpEndpoint server = connection.of_server();
  EXPECT_EQ(server.mss, 1400);
  EXPECT_EQ(server.window_scale, 9);
  EXPECT_FALSE(server.sack_permitted);
  EXPECT_FALSE(server.timestamps);
}

TEST(TcpOptionsOfASide, MayOpenFastOrOnSeveralPaths) {
  TcpConnection connection;
  connection.client(
      {.sequence = 0, .length = 50, .flags = kTcpSyn, .options = from_hex("2202 1e04 0081")});
  connection.server({.sequence = 0, .acknowledgment = 51, .flags = kSynAck});
  EXPECT_TRUE(connection.of_client().fast_open);
  EXPECT_TRUE(connection.of_client().mptcp);
  EXPECT_EQ(connection.of_server().handshake_ns, 1'000'000u);
  EXPECT_EQ(connection.of_client().unique_bytes, 50u);
  EXPECT_EQ(troubles(connection.of_client()), 0u);
}

TEST(TcpHopLimit, HasALowestAndAHighest) {
  TcpConnection connection = opened();
  EXPECT_EQ(connection.of_client().min_hop_limit, 64);
  EXPECT_EQ(connection.of_client().max_hop_limit, 64);
  connection.client({.length = 1, .hop_limit = 63}).client({.sequence = 2, .hop_limit = 65});
  EXPECT_EQ(connection.of_client().min_hop_limit, 63);
  EXPECT_EQ(connection.of_client().max_hop_limit, 65);
  EXPECT_EQ(connection.of_server().min_hop_limit, 64);
}

TEST(TcpDscp, IsThatOfTheLastPacket) {
  TcpConnection connection = opened();
  connection.client({.length = 1, .traffic_class = 0xb9});  // EF, and ECT(1)
  EXPECT_EQ(connection.of_client().dscp, 46);
  EXPECT_EQ(connection.of_server().dscp, 0);
}

}  // namespace
}  // namespace flowsnoop::test
