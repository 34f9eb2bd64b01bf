// What is expected follows from the rules of docs/tcp.md, worked out by hand; those of Wireshark
// were checked with tshark 4.0 on captures/tcp-*.pcapng.
#include <gtest/gtest.h>

#include "flow/odd_segment.h"
#include "support/packet_builder.h"
#include "tcp_connection.h"

namespace flowsnoop::test {
namespace {

// A selective acknowledgment of [begin, end), relative to the client's start of 1000.
std::vector<std::uint8_t> sack(std::uint32_t begin, std::uint32_t end) {
  std::vector<std::uint8_t> bytes{1, 1, 5, 10};
  for (const std::uint32_t number : {begin + 1000, end + 1000}) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<std::uint8_t>(number >> shift));
    }
  }
  return bytes;
}

// ---- retransmissions

TEST(TcpRetransmission, IsASegmentBelowWhatCameBefore) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.length = 100}, kLater);
  const TcpEndpoint client = connection.of_client();
  EXPECT_EQ(client.retransmissions, 1u);
  EXPECT_EQ(client.fast_retransmissions, 0u);
  EXPECT_EQ(client.spurious_retransmissions, 0u);
  EXPECT_EQ(client.retransmitted_bytes, 100u);
  EXPECT_EQ(client.unique_bytes, 100u);
  EXPECT_EQ(troubles(connection.of_server()), 0u);
}

TEST(TcpRetransmission, MayCarryNewBytesToo) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.sequence = 51, .length = 100}, kLater);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().retransmitted_bytes, 50u);
  EXPECT_EQ(connection.of_client().unique_bytes, 150u);
}

TEST(TcpRetransmission, MayBeASynOrAFin) {
  TcpConnection connection;
  for (int i = 0; i < 3; ++i) connection.client({.sequence = 0, .flags = kTcpSyn}, kLater);
  EXPECT_EQ(connection.of_client().retransmissions, 2u);
  EXPECT_EQ(connection.of_client().retransmitted_bytes, 0u);
  connection.server({.sequence = 0, .flags = kSynAck}).client({});
  connection.client({.flags = kFinAck}, kLater).client({.flags = kFinAck}, kLater);
  EXPECT_EQ(connection.of_client().retransmissions, 3u);
}

TEST(TcpRetransmission, IsSpuriousWhereAllOfItWasAcknowledged) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 101});
  connection.client({.length = 100}, kLater);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().spurious_retransmissions, 1u);
}

TEST(TcpRetransmission, IsNotSpuriousWhereAByteIsMissing) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 100});
  connection.client({.length = 100}, kLater);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().spurious_retransmissions, 0u);
}

// Four segments, of which the server misses the first, with `duplicates` ACKs that say so.
TcpConnection with_duplicates(int duplicates) {
  TcpConnection connection = opened();
  connection.server({});
  for (std::uint32_t i = 0; i < 4; ++i) {
    connection.client({.sequence = 1 + i * 100, .length = 100});
  }
  for (int i = 0; i < duplicates; ++i) connection.server({});
  return connection;
}

TEST(TcpRetransmission, IsAFastOneRightAfterTwoDuplicateAcks) {
  TcpConnection connection = with_duplicates(2);
  connection.client({.length = 100}, 19 * kMillisecond_ns);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().fast_retransmissions, 1u);
  EXPECT_EQ(connection.of_server().duplicate_acks, 2u);
}

TEST(TcpRetransmission, IsNoFastOneAfterASingleDuplicateAckOrLate) {
  TcpConnection one = with_duplicates(1);
  one.client({.length = 100}, 100 * kMillisecond_ns);
  EXPECT_EQ(one.of_client().fast_retransmissions, 0u);
  EXPECT_EQ(one.of_client().retransmissions, 1u);
  TcpConnection late = with_duplicates(2);
  late.client({.length = 100}, 100 * kMillisecond_ns);
  EXPECT_EQ(late.of_client().fast_retransmissions, 0u);
  EXPECT_EQ(late.of_client().retransmissions, 1u);
}

// As soon as a fast one may come, so that only the number of duplicate ACKs tells.
TEST(TcpRetransmission, IsNoFastOneRightAfterASingleDuplicateAck) {
  TcpConnection connection = with_duplicates(1);
  connection.client({.length = 100}, 19 * kMillisecond_ns);
  EXPECT_EQ(connection.of_server().duplicate_acks, 1u);
  EXPECT_EQ(connection.of_client().fast_retransmissions, 0u);
}

TEST(TcpRetransmission, IsAFastOneWhereSackBlocksLeaveItOut) {
  TcpConnection connection = opened();
  connection.server({});
  for (std::uint32_t i = 0; i < 5; ++i) {
    connection.client({.sequence = 1 + i * 100, .length = 100});
  }
  for (int i = 0; i < 2; ++i) connection.server({.options = sack(201, 301)});
  connection.client({.sequence = 101, .length = 100});  // not the one that is acknowledged
  EXPECT_EQ(connection.of_client().fast_retransmissions, 1u);
  connection.client({.sequence = 201, .length = 100}, 50 * kMillisecond_ns);
  EXPECT_EQ(connection.of_client().fast_retransmissions, 1u);
}

// ---- out of order

TEST(TcpOutOfOrder, IsASegmentThatIsNoLaterThanTheHandshakeTook) {
  TcpConnection connection = opened();  // 40 ms
  connection.client({.sequence = 101, .length = 100});
  connection.client({.length = 100}, 39 * kMillisecond_ns);
  EXPECT_EQ(connection.of_client().out_of_order, 1u);
  EXPECT_EQ(connection.of_client().retransmissions, 0u);
  EXPECT_EQ(connection.of_client().gaps, 1u);
  EXPECT_EQ(connection.of_client().retransmitted_bytes, 0u);
  EXPECT_EQ(connection.of_client().unique_bytes, 200u);
}

TEST(TcpOutOfOrder, IsARetransmissionAfterThat) {
  TcpConnection connection = opened();
  connection.client({.sequence = 101, .length = 100});
  connection.client({.length = 100}, 41 * kMillisecond_ns);
  EXPECT_EQ(connection.of_client().out_of_order, 0u);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
  EXPECT_EQ(connection.of_client().retransmitted_bytes, 0u);  // the capture had not seen it
}

TEST(TcpOutOfOrder, HasThreeMillisecondsWithoutAHandshake) {
  for (const std::int64_t after_ns : {2 * kMillisecond_ns, 4 * kMillisecond_ns}) {
    TcpConnection connection;
    connection.client({.sequence = 1, .length = 100}).client({.sequence = 201, .length = 100});
    connection.client({.sequence = 101, .length = 100}, after_ns);
    EXPECT_EQ(connection.of_client().out_of_order, after_ns < 3 * kMillisecond_ns ? 1u : 0u);
  }
}

TEST(TcpOutOfOrder, IsNotACopyOfTheLastSegment) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.length = 100});
  EXPECT_EQ(connection.of_client().out_of_order, 0u);
  EXPECT_EQ(connection.of_client().retransmissions, 1u);
}

TEST(TcpOutOfOrder, FillsTheMiddleOfAGap) {
  TcpConnection connection = opened();
  connection.client({.sequence = 301, .length = 100}).client({.sequence = 101, .length = 100});
  connection.client({.length = 100}).client({.sequence = 201, .length = 100});
  EXPECT_EQ(connection.of_client().out_of_order, 3u);
  EXPECT_EQ(connection.of_client().unique_bytes, 400u);
  connection.server({.acknowledgment = 401});
  EXPECT_EQ(connection.of_client().missed_bytes, 0u);
}

// After 34 s the ticks have wrapped, and the age would look like nothing.
TEST(TcpOutOfOrder, IsNothingThatComesAfterALongTime) {
  constexpr std::int64_t kWrap_ns = kTcpTick_ns << 32;
  TcpConnection silent = opened();
  silent.client({.sequence = 101, .length = 100}).client({.length = 100}, kWrap_ns);
  EXPECT_EQ(silent.of_client().out_of_order, 0u);
  EXPECT_EQ(silent.of_client().retransmissions, 1u);
  TcpConnection twice = opened();
  twice.client({.sequence = 101, .length = 100}).client({.length = 50}, kWrap_ns);
  twice.client({.length = 50}, kWrap_ns);  // the longest silence again
  EXPECT_EQ(twice.of_client().out_of_order, 0u);
}

// ---- duplicate ACKs

TEST(TcpDuplicateAck, RepeatsAcknowledgmentAndWindow) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 101});
  EXPECT_EQ(connection.of_server().duplicate_acks, 0u);
  connection.server({.acknowledgment = 101}).server({.acknowledgment = 101});
  EXPECT_EQ(connection.of_server().duplicate_acks, 2u);
  EXPECT_EQ(troubles(connection.of_client()), 0u);
}

TEST(TcpDuplicateAck, IsNotAWindowUpdate) {
  TcpConnection connection = opened();
  connection.server({}).server({.window = 2000});
  EXPECT_EQ(connection.of_server().duplicate_acks, 0u);
}

// RFC 6675 section 2: a SACK block with news makes it one, whatever the window.
TEST(TcpDuplicateAck, MayHaveAnotherWindowWhereItHasASackBlock) {
  TcpConnection connection = opened();
  connection.server({}).client({.sequence = 101, .length = 100});
  connection.server({.window = 2000, .options = sack(101, 201)});
  EXPECT_EQ(connection.of_server().duplicate_acks, 1u);
}

TEST(TcpDuplicateAck, IsNotAReportOfDuplicateDataWithAnotherWindow) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 101});
  connection.server({.acknowledgment = 101, .window = 2000, .options = sack(1, 101)});
  EXPECT_EQ(connection.of_server().duplicate_acks, 0u);
}

TEST(TcpDuplicateAck, CarriesNoDataAndNoFlag) {
  TcpConnection connection = opened();
  connection.server({}).server({.length = 10}).server({.sequence = 11, .flags = kFinAck});
  EXPECT_EQ(connection.of_server().duplicate_acks, 0u);
}

// ---- windows

TEST(TcpZeroWindow, IsCounted) {
  TcpConnection connection = opened();
  connection.server({.window = 0}).server({.window = 0}).server({.window = 1000});
  EXPECT_EQ(connection.of_server().zero_windows, 2u);
  EXPECT_EQ(connection.of_server().duplicate_acks, 0u);
}

TEST(TcpZeroWindow, IsNotThatOfAReset) {
  TcpConnection connection = opened();
  connection.server({.flags = kTcpRst | kTcpAck, .window = 0});
  EXPECT_EQ(connection.of_server().zero_windows, 0u);
  EXPECT_EQ(connection.of_server().resets, 1u);
  EXPECT_EQ(connection.of_client().resets, 0u);
}

// The byte of a probe comes again with what follows it, which repeats nothing then.
TEST(TcpZeroWindow, IsProbed) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 101, .window = 0});
  connection.client({.sequence = 101, .length = 1}, kLater);
  EXPECT_EQ(connection.of_client().zero_window_probes, 1u);
  connection.server({.acknowledgment = 101, .window = 0});
  connection.server({.acknowledgment = 101, .window = 1000}, kLater);
  connection.client({.sequence = 101, .length = 100});
  EXPECT_EQ(connection.of_client().retransmissions, 0u);
  EXPECT_EQ(connection.of_client().unique_bytes, 200u);
  EXPECT_EQ(connection.of_client().keep_alives, 0u);
}

TEST(TcpWindowFull, IsASegmentThatUsesUpTheWindow) {
  TcpConnection connection = opened();
  connection.server({.window = 1000}).client({.length = 999});
  EXPECT_EQ(connection.of_client().window_fulls, 0u);
  connection.client({.sequence = 1000, .length = 1});
  EXPECT_EQ(connection.of_client().window_fulls, 1u);
}

TEST(TcpWindowFull, IsOfTheScaledWindow) {
  TcpConnection connection;
  connection.open(from_hex("01030302"));  // a shift of 2
  connection.server({.window = 1000}).client({.length = 1000});
  EXPECT_EQ(connection.of_client().window_fulls, 0u);
  connection.client({.sequence = 1001, .length = 3000});
  EXPECT_EQ(connection.of_client().window_fulls, 1u);
}

// RFC 7323 section 1.3: both sides or none.
TEST(TcpWindowFull, IsNotScaledWhereOnlyOneSideOffersIt) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn, .options = from_hex("01030302")});
  connection.server({.sequence = 0, .flags = kSynAck}).client({}).client({.length = 100});
  connection.server({.length = 1000, .acknowledgment = 101});
  EXPECT_EQ(connection.of_server().window_fulls, 1u);
  EXPECT_EQ(connection.of_client().window_scale, TcpEndpoint::kNoWindowScale);
}

TEST(TcpWindowFull, IsNotKnownWithoutTheSyn) {
  TcpConnection connection;
  connection.server({.window = 1000}).client({.length = 1000});
  EXPECT_EQ(connection.of_client().window_fulls, 0u);
}

// ---- keep-alives

TEST(TcpKeepAlive, RepeatsTheLastByteOrNothing) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).server({.acknowledgment = 101});
  connection.client({.sequence = 100}, kLater);
  connection.server({.acknowledgment = 101});  // its answer
  connection.client({.sequence = 100, .length = 1}, kLater);
  connection.server({.acknowledgment = 101});
  EXPECT_EQ(connection.of_client().keep_alives, 2u);
  EXPECT_EQ(connection.of_client().retransmissions, 0u);
  EXPECT_EQ(connection.of_server().duplicate_acks, 0u);
  EXPECT_EQ(connection.of_client().unique_bytes, 100u);
}

TEST(TcpKeepAlive, IsNoFin) {
  TcpConnection connection = opened();
  connection.client({.length = 100}).client({.sequence = 100, .flags = kFinAck}, kLater);
  EXPECT_EQ(connection.of_client().keep_alives, 0u);
}

// Bytes before the first that the capture has count as repeated only when they come again.
TEST(TcpBytes, FromBeforeTheCaptureAreNew) {
  TcpConnection connection;
  connection.server({.sequence = 1001, .length = 100}).client({.acknowledgment = 1101});
  connection.server({.sequence = 801, .length = 100}, kLater);
  EXPECT_EQ(connection.of_server().retransmitted_bytes, 0u);
  EXPECT_EQ(connection.of_server().unique_bytes, 200u);
  connection.server({.sequence = 801, .length = 100}, kLater);
  EXPECT_EQ(connection.of_server().retransmitted_bytes, 100u);
  connection.server({.sequence = 751, .length = 100}, kLater);
  EXPECT_EQ(connection.of_server().retransmitted_bytes, 150u);
  EXPECT_EQ(connection.of_server().unique_bytes, 250u);
}

TEST(TcpBytes, FromBeforeTheCaptureAreNotThatOfAKeepAlive) {
  TcpConnection connection;
  connection.server({.sequence = 1001}).client({.acknowledgment = 1001});
  connection.server({.sequence = 1000, .length = 1}, kLater);
  EXPECT_EQ(connection.of_server().keep_alives, 1u);
  EXPECT_EQ(connection.of_server().unique_bytes, 0u);
}

}  // namespace
}  // namespace flowsnoop::test
