// What is expected follows from the rules of docs/tcp.md, worked out by hand; those of Wireshark
// were checked with tshark 4.0 on captures/tcp-*.pcapng.
#include "flow/tcp_analysis.h"

#include <gtest/gtest.h>

#include "support/packet_builder.h"
#include "tcp_connection.h"

namespace flowsnoop::test {
namespace {

// ---- nothing goes wrong

// A request, an answer in two segments, and a close.
TcpConnection& talk(TcpConnection& connection) {
  connection.client({.length = 100});
  connection.server({.acknowledgment = 101}, 30 * kMillisecond_ns);
  connection.server({.length = 400, .acknowledgment = 101});
  connection.server({.sequence = 401, .length = 400, .acknowledgment = 101});
  connection.client({.sequence = 101, .acknowledgment = 801}, 10 * kMillisecond_ns);
  connection.client({.sequence = 101, .acknowledgment = 801, .flags = kFinAck});
  connection.server({.sequence = 801, .acknowledgment = 102, .flags = kFinAck});
  return connection.client({.sequence = 102, .acknowledgment = 802});
}

TEST(TcpAnalysis, FindsNothingWrongWhereNothingIs) {
  TcpConnection connection = opened();
  talk(connection);
  EXPECT_EQ(troubles(connection.of_client()), 0u);
  EXPECT_EQ(troubles(connection.of_server()), 0u);
  EXPECT_EQ(connection.of_client().unique_bytes, 100u);
  EXPECT_EQ(connection.of_server().unique_bytes, 800u);
  EXPECT_EQ(connection.flow().rare, nullptr);  // costs nothing
}

// Each place of the wrap in the talk above, for both sides.
TEST(TcpAnalysis, SurvivesSequenceNumbersThatWrap) {
  for (std::uint32_t before = 0; before < 900; before += 50) {
    TcpConnection connection = opened(0u - before, 0u - before);
    talk(connection);
    EXPECT_EQ(troubles(connection.of_client()), 0u) << before;
    EXPECT_EQ(troubles(connection.of_server()), 0u) << before;
    EXPECT_EQ(connection.of_server().unique_bytes, 800u) << before;
  }
}

TEST(TcpAnalysis, SeesLossAcrossTheWrap) {
  TcpConnection connection = opened(0u - 50);
  connection.client({.length = 100}).client({.length = 100}, kLater);
  connection.client({.sequence = 201, .length = 100});
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().gaps, 1u);
}

TEST(TcpAnalysis, BeginsInMidStream) {
  TcpConnection connection;
  connection.client({.sequence = 90000, .length = 100, .acknowledgment = 70000});
  connection.server({.sequence = 70000, .length = 300, .acknowledgment = 90100});
  connection.client({.sequence = 90100, .acknowledgment = 70300});
  EXPECT_EQ(troubles(connection.of_client()), 0u);
  EXPECT_EQ(troubles(connection.of_server()), 0u);
  EXPECT_EQ(connection.history(), "DdA");
}

TEST(TcpAnalysis, HearsOneSideOnly) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn}).client({});
  for (std::uint32_t i = 0; i < 10; ++i) {
    connection.client({.sequence = 1 + i * 100, .length = 100, .acknowledgment = 1 + i * 500});
  }
  EXPECT_EQ(troubles(connection.of_client()), 0u);
  EXPECT_EQ(troubles(connection.of_server()), 0u);
  EXPECT_EQ(connection.of_client().unique_bytes, 1000u);
}

TEST(TcpAnalysis, HearsOnlyTheAcknowledgingSide) {
  TcpConnection connection;
  for (std::uint32_t i = 0; i < 10; ++i) connection.client({.acknowledgment = 1 + i * 500});
  EXPECT_EQ(troubles(connection.of_client()), 0u);
  EXPECT_EQ(troubles(connection.of_server()), 0u);
}

TEST(TcpAnalysis, TakesNothingFromAHeaderThatIsCutBeforeItsFlags) {
  TcpConnection connection = opened();
  connection.client({.sequence = 0u - 1000, .flags = 0, .window = 0});
  connection.client({.length = 100});
  EXPECT_EQ(troubles(connection.of_client()), 0u);
}

// ---- times

TEST(TcpHandshake, IsSplitAtTheCapturePoint) {
  TcpConnection connection = opened();
  EXPECT_EQ(connection.of_server().handshake_ns, 30'000'000u);
  EXPECT_EQ(connection.of_client().handshake_ns, 10'000'000u);
}

TEST(TcpHandshake, BeginsWithTheLastSyn) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  connection.client({.sequence = 0, .flags = kTcpSyn}, 1000 * kMillisecond_ns);
  connection.server({.sequence = 0, .flags = kSynAck}, 30 * kMillisecond_ns);
  connection.server({.sequence = 0, .flags = kSynAck}, 2 * kMillisecond_ns);  // a copy
  connection.client({}, 10 * kMillisecond_ns);
  EXPECT_EQ(connection.of_server().handshake_ns, 30'000'000u);
  EXPECT_EQ(connection.of_client().handshake_ns, 12'000'000u);
}

TEST(TcpHandshake, TakesTheSynAckThatWasSentAgain) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  connection.server({.sequence = 0, .flags = kSynAck}, 30 * kMillisecond_ns);
  connection.server({.sequence = 0, .flags = kSynAck}, 1000 * kMillisecond_ns);
  connection.client({}, 10 * kMillisecond_ns);
  EXPECT_EQ(connection.of_client().handshake_ns, 10'000'000u);
}

// The capture may have the SYN-ACK in front of the SYN, or not at all.
TEST(TcpHandshake, IsNotKnownWhereNoSynAckFollowsTheSyn) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn}).client({}).client({.length = 100});
  connection.server({.acknowledgment = 101}, 30 * kMillisecond_ns);
  EXPECT_EQ(connection.of_server().handshake_ns, 0u);
  EXPECT_EQ(connection.of_server().round_trips.samples, 0u);
}

TEST(TcpHandshake, MayEndInARefusal) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  connection.server({.sequence = 0, .flags = kTcpRst | kTcpAck}, 30 * kMillisecond_ns);
  EXPECT_EQ(connection.of_server().handshake_ns, 30'000'000u);
  EXPECT_EQ(connection.of_client().handshake_ns, 0u);
}

TEST(TcpRoundTrips, AreFromDataToItsAcknowledgment) {
  TcpConnection connection = opened();
  std::uint32_t next = 1;
  for (const std::int64_t took_ms : {16, 8, 32}) {
    connection.client({.sequence = next, .length = 100});
    next += 100;
    connection.server({.acknowledgment = next}, took_ms * kMillisecond_ns);
  }
  const RoundTrips server = connection.of_server().round_trips;
  EXPECT_EQ(server.samples, 3u);
  EXPECT_EQ(server.min_ns, 8'000'000u);
  EXPECT_EQ(server.max_ns, 32'000'000u);
  EXPECT_NEAR(static_cast<double>(server.mean_ns), 56e6 / 3, 16);
  // RFC 6298: 16, then 7/8 of 16 and 1/8 of 8, then 7/8 of 15 and 1/8 of 32.
  EXPECT_NEAR(static_cast<double>(server.smoothed_ns), 17.125e6, 16);
  EXPECT_EQ(connection.of_client().round_trips.samples, 0u);
}

TEST(TcpRoundTrips, AreOfTheFirstOfSeveralSegments) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.sequence = 101, .length = 100});
  connection.server({.acknowledgment = 201}, 20 * kMillisecond_ns);
  EXPECT_EQ(connection.of_server().round_trips.samples, 1u);
  EXPECT_EQ(connection.of_server().round_trips.min_ns, 21'000'000u);
}

// Karn: the acknowledgment may be of either (RFC 6298 section 3).
TEST(TcpRoundTrips, AreNotOfWhatWasSentAgain) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.length = 100}, kLater);
  connection.server({.acknowledgment = 101}, 20 * kMillisecond_ns);
  EXPECT_EQ(connection.of_server().round_trips.samples, 0u);
}

TEST(TcpRoundTrips, EndWithALongSilence) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 101}, kTcpTick_ns << 32);
  EXPECT_EQ(connection.of_server().round_trips.samples, 0u);
}

TEST(TcpFirstByte, IsFromTheFirstRequestToTheFirstAnswer) {
  TcpConnection connection = opened();
  EXPECT_EQ(connection.report().first_byte_ns, 0u);
  connection.client({.length = 100}).server({.acknowledgment = 101}, 5 * kMillisecond_ns);
  EXPECT_EQ(connection.report().first_byte_ns, 0u);
  connection.server({.length = 100, .acknowledgment = 101}, 20 * kMillisecond_ns);
  connection.server({.sequence = 101, .length = 100, .acknowledgment = 101});
  EXPECT_EQ(connection.report().first_byte_ns, 25'000'000u);
}

TEST(TcpFirstByte, IsNoneWhereTheServerSpeaksFirst) {
  TcpConnection connection = opened();
  connection.server({.length = 100}).client({.length = 100, .acknowledgment = 101});
  EXPECT_EQ(connection.report().first_byte_ns, 0u);
}

// TCP Fast Open (RFC 7413): the request is in the SYN.
TEST(TcpFirstByte, IsFromARequestInTheSyn) {
  TcpConnection connection;
  connection.client({.sequence = 0, .length = 5, .flags = kTcpSyn});
  connection.server({.sequence = 0, .acknowledgment = 6, .flags = kSynAck});
  connection.client({.sequence = 6, .acknowledgment = 1});
  connection.server({.length = 7, .acknowledgment = 6}, 3 * kMillisecond_ns);
  EXPECT_EQ(connection.report().first_byte_ns, 5'000'000u);
}

TEST(TcpIdle, IsTheLongestSilence) {
  TcpConnection connection = opened();
  connection.client({.length = 100}, 3'000'000'000);
  connection.server({.acknowledgment = 101}, 2'000'000'000);
  EXPECT_EQ(connection.report().longest_idle_ns, 3'000'000'000u);
  connection.server({.length = 1, .acknowledgment = 101}, 20'000'000'000);
  connection.server({.sequence = 2, .length = 1, .acknowledgment = 101}, 18'000'000'000);
  EXPECT_EQ(connection.report().longest_idle_ns, 20'000'000'000u);
}

// ---- records

TEST(TcpRecordOf, AFurtherRecordCountsAnew) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.length = 100}, kLater);
  connection.server({.acknowledgment = 101}, kLater).server({.acknowledgment = 101});
  connection.flow().sent[0] = connection.flow().sent[1] = FlowCounters{};
  begin_tcp_record(connection.flow());
  EXPECT_EQ(troubles(connection.of_client()), 0u);
  EXPECT_EQ(connection.report().longest_idle_ns, 0u);
  EXPECT_EQ(connection.of_server().handshake_ns, 0u);
  connection.client({.sequence = 201, .length = 100});  // the sequence goes on
  EXPECT_EQ(connection.of_client().gaps, 1u);
  connection.client({.length = 100}, kLater);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().unique_bytes, 100u);
  EXPECT_EQ(connection.history(), "ShADTaT");
}

}  // namespace
}  // namespace flowsnoop::test
