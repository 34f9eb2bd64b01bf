// What is expected follows from the rules of docs/tcp.md, worked out by hand; those of Wireshark
// were checked with tshark 4.0 on captures/tcp-*.pcapng.
#include "flow/tcp_analysis.h"

#include <gtest/gtest.h>

#include "support/packet_builder.h"
#include "tcp_connection.h"

namespace flowsnoop::test {
namespace {

constexpr std::uint8_t kFinAck = kTcpFin | kTcpAck;
constexpr std::uint8_t kSynAck = kTcpSyn | kTcpAck;
constexpr std::int64_t kLater = 300 * kMillisecond_ns;  // than any reordering

TcpConnection opened(std::uint32_t client_start = 1000, std::uint32_t server_start = 5000) {
  TcpConnection connection(client_start, server_start);
  connection.open();
  return connection;
}

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

// Everything that counts what goes wrong.
std::uint64_t troubles(const TcpEndpoint& side) {
  return side.retransmitted_bytes + side.missed_bytes + side.gaps + side.retransmissions +
         side.fast_retransmissions + side.spurious_retransmissions + side.out_of_order +
         side.duplicate_acks + side.zero_windows + side.zero_window_probes + side.window_fulls +
         side.keep_alives + side.resets;
}

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
  begin_tcp_record(connection.flow(), *connection.flow().tcp);
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
