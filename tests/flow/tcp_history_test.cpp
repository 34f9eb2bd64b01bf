// The letters and states are those that Zeek documents in base/protocols/conn/main.zeek.
#include "flow/tcp_history.h"

#include <gtest/gtest.h>

#include "tcp_connection.h"

namespace flowsnoop::test {
namespace {

// ---- letters

TEST(TcpHistory, HasSForASyn) {
  EXPECT_EQ(TcpConnection().client({.sequence = 0, .flags = kTcpSyn}).history(), "S");
}

TEST(TcpHistory, HasHForASynAck) {
  EXPECT_EQ(TcpConnection().server({.sequence = 0, .flags = kSynAck}).history(kClient), "^h");
}

TEST(TcpHistory, HasAForAPureAck) {
  EXPECT_EQ(TcpConnection().client({}).history(), "A");
  EXPECT_EQ(opened().server({}).history(), "ShAa");
}

TEST(TcpHistory, HasDForPayload) {
  EXPECT_EQ(TcpConnection().client({.length = 5}).history(), "D");
  EXPECT_EQ(opened().client({.length = 5}).server({.length = 5, .acknowledgment = 6}).history(),
            "ShADd");
}

// Zeek has `d` only for segments that neither begin nor end the connection.
TEST(TcpHistory, HasNoDForPayloadInASynOrFin) {
  TcpConnection connection;
  connection.client({.sequence = 0, .length = 5, .flags = kTcpSyn});
  connection.server({.sequence = 0, .acknowledgment = 6, .flags = kSynAck});
  EXPECT_EQ(connection.history(), "Sh");
  connection.client({.sequence = 6, .length = 5});
  EXPECT_EQ(connection.history(), "ShD");
  connection.server({.length = 7, .acknowledgment = 11, .flags = kFinAck});
  EXPECT_EQ(connection.history(), "ShDf");
}

TEST(TcpHistory, HasFForAFin) {
  EXPECT_EQ(opened().client({.flags = kFinAck}).history(), "ShAF");
  EXPECT_EQ(opened().server({.flags = kFinAck}).history(), "ShAf");
}

TEST(TcpHistory, HasRForAReset) {
  EXPECT_EQ(opened().client({.flags = kTcpRst}).history(), "ShAR");
  EXPECT_EQ(opened().server({.flags = kTcpRst}).history(), "ShAr");
}

TEST(TcpHistory, HasCForAWrongChecksum) {
  EXPECT_EQ(opened().client({.length = 5, .bad_checksums = 2}).history(), "ShACD");
}

TEST(TcpHistory, HasGForContentThatWasNotSeen) {
  TcpConnection connection = opened();
  connection.server({.sequence = 101, .length = 100});
  EXPECT_EQ(connection.history(), "ShAd");  // it may still come
  connection.client({.acknowledgment = 201});
  EXPECT_EQ(connection.history(), "ShAdg");
}

TEST(TcpHistory, HasTForPayloadThatIsSentAgain) {
  TcpConnection connection = opened();
  connection.client({.length = 5}).client({.length = 5}, 300 * kMillisecond_ns);
  EXPECT_EQ(connection.history(), "ShADT");
}

TEST(TcpHistory, HasWForAZeroWindow) {
  EXPECT_EQ(opened().server({.window = 0}).history(), "ShAaw");
}

TEST(TcpHistory, HasIForFinAndResetInOne) {
  EXPECT_EQ(TcpConnection().client({.flags = kTcpFin | kTcpRst}).history(), "IFR");
}

TEST(TcpHistory, HasQForSynWithFinOrReset) {
  EXPECT_EQ(TcpConnection().client({.flags = kTcpSyn | kTcpFin}).history(), "QSF");
  EXPECT_EQ(TcpConnection().client({.flags = kTcpSyn | kTcpRst}).history(), "QSR");
}

TEST(TcpHistory, HasACaretWhereTheFirstPacketIsOfTheResponder) {
  EXPECT_EQ(TcpConnection().client({.length = 1}).history(kServer), "^d");
  EXPECT_EQ(TcpConnection().client({.length = 1}).history(kClient), "D");
}

// ---- how often

TEST(TcpHistory, HasAckDataAndOddFlagsOnceForEachSide) {
  TcpConnection connection = opened();
  connection.client({.length = 5}).client({.sequence = 6, .length = 5});
  connection.server({.acknowledgment = 6}).server({.acknowledgment = 11});
  EXPECT_EQ(connection.history(), "ShADa");
}

TEST(TcpHistory, RepeatsAFinOrResetWithAnotherSequenceNumberOnly) {
  TcpConnection connection = opened();
  connection.client({.flags = kFinAck}).client({.flags = kFinAck});
  EXPECT_EQ(connection.history(), "ShAF");
  connection.client({.sequence = 7, .flags = kFinAck});
  EXPECT_EQ(connection.history(), "ShAFF");
  connection.server({.flags = kTcpRst}).server({.flags = kTcpRst});
  EXPECT_EQ(connection.history(), "ShAFFr");
  connection.server({.sequence = 3, .flags = kTcpRst});
  EXPECT_EQ(connection.history(), "ShAFFrr");
}

TEST(TcpHistory, RepeatsASynAckWithAnotherSequenceNumberOnly) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  connection.server({.sequence = 0, .flags = kSynAck}).server({.sequence = 0, .flags = kSynAck});
  EXPECT_EQ(connection.history(), "Sh");
  connection.server({.sequence = 77, .flags = kSynAck});
  EXPECT_EQ(connection.history(), "Shh");
}

TEST(TcpHistory, CountsZeroWindowsByPowersOfTen) {
  TcpConnection connection = opened();
  for (int i = 0; i < 9; ++i) connection.server({.window = 0});
  EXPECT_EQ(connection.history(), "ShAaw");
  connection.server({.window = 0});
  EXPECT_EQ(connection.history(), "ShAaww");
  for (int i = 10; i < 100; ++i) connection.server({.window = 0});
  EXPECT_EQ(connection.history(), "ShAawww");
}

TEST(TcpHistory, CountsRetransmissionsByPowersOfTen) {
  TcpConnection connection = opened();
  connection.client({.length = 5});
  for (int i = 0; i < 10; ++i) connection.client({.length = 5}, 300 * kMillisecond_ns);
  EXPECT_EQ(connection.history(), "ShADTT");
}

TEST(TcpHistory, CountsWrongChecksumsByPowersOfTen) {
  TcpConnection connection = opened();
  for (std::uint32_t i = 0; i < 10; ++i) {
    connection.client({.sequence = 1 + i, .length = 1, .bad_checksums = 2});
  }
  EXPECT_EQ(connection.history(), "ShACDC");
}

TEST(TcpHistory, CountsGapsByPowersOfTen) {
  TcpConnection connection = opened();
  for (std::uint32_t i = 0; i < 10; ++i) {
    connection.server({.sequence = 101 + 200 * i, .length = 100});
    connection.client({.acknowledgment = 201 + 200 * i});
  }
  EXPECT_EQ(connection.history(), "ShAdgg");
}

TEST(TcpHistory, HasAnEnd) {
  TcpConnection connection = opened();
  for (std::uint32_t i = 0; i < 200; ++i) connection.server({.sequence = i, .flags = kTcpRst});
  EXPECT_EQ(connection.history().size(), kTcpHistoryInFlow + TcpRare::kMaxLetters);
  EXPECT_LE(connection.history().size() + 1, TcpRecord::kMaxHistory);
}

// ---- states

TEST(TcpConnState, IsS0ForAnAttemptWithoutAnAnswer) {
  EXPECT_EQ(TcpConnection().client({.sequence = 0, .flags = kTcpSyn}).conn_state(), "S0");
}

TEST(TcpConnState, IsS1ForAConnectionThatIsNotClosed) {
  EXPECT_EQ(opened().conn_state(), "S1");
  EXPECT_EQ(opened().client({.length = 5}).conn_state(), "S1");
}

TEST(TcpConnState, IsSFForANormalClose) {
  EXPECT_EQ(opened().client({.flags = kFinAck}).server({.flags = kFinAck}).conn_state(), "SF");
}

TEST(TcpConnState, IsRejForARefusedAttempt) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  EXPECT_EQ(connection.server({.sequence = 0, .flags = kTcpRst | kTcpAck}).conn_state(), "REJ");
}

TEST(TcpConnState, IsS2WhereOnlyTheOriginatorCloses) {
  EXPECT_EQ(opened().client({.flags = kFinAck}).conn_state(), "S2");
}

TEST(TcpConnState, IsS3WhereOnlyTheResponderCloses) {
  EXPECT_EQ(opened().server({.flags = kFinAck}).conn_state(), "S3");
}

TEST(TcpConnState, IsRstoWhereTheOriginatorAborts) {
  EXPECT_EQ(opened().client({.flags = kTcpRst}).conn_state(), "RSTO");
}

TEST(TcpConnState, IsRstrWhereTheResponderAborts) {
  EXPECT_EQ(opened().server({.flags = kTcpRst}).conn_state(), "RSTR");
}

TEST(TcpConnState, IsOfTheResponderWhereBothReset) {
  TcpConnection connection = opened();
  connection.client({.length = 5}).client({.sequence = 6, .flags = kTcpRst});
  EXPECT_EQ(connection.server({.flags = kTcpRst}).conn_state(), "RSTR");
}

TEST(TcpConnState, IsRejWhereBothResetWithoutData) {
  EXPECT_EQ(opened().client({.flags = kTcpRst}).server({.flags = kTcpRst}).conn_state(), "REJ");
}

// Browsers send a RST for what comes after their close.
TEST(TcpConnState, IsSFWhereAResetFollowsBothFins) {
  TcpConnection connection = opened();
  connection.client({.flags = kFinAck}).server({.acknowledgment = 2, .flags = kFinAck});
  EXPECT_EQ(connection.client({.sequence = 2, .flags = kTcpRst}).conn_state(), "SF");
  EXPECT_EQ(connection.server({.sequence = 2, .flags = kTcpRst}).conn_state(), "SF");
}

TEST(TcpConnState, IsSFWhereTheOtherFinFollowsFinAndReset) {
  TcpConnection connection = opened();
  connection.client({.flags = kFinAck}).client({.sequence = 2, .flags = kTcpRst});
  EXPECT_EQ(connection.conn_state(), "RSTO");
  EXPECT_EQ(connection.server({.acknowledgment = 2, .flags = kFinAck}).conn_state(), "SF");
}

TEST(TcpConnState, IsRstrWhereAFinFollowsTheResetOfTheOtherSide) {
  TcpConnection connection = opened();
  connection.server({.flags = kTcpRst}).client({.flags = kFinAck});
  EXPECT_EQ(connection.conn_state(), "RSTR");
}

TEST(TcpConnState, IsRstos0ForAnAttemptThatIsGivenUp) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  EXPECT_EQ(connection.client({.flags = kTcpRst}).conn_state(), "RSTOS0");
}

TEST(TcpConnState, IsRstrhWhereASynAckAndAResetComeAlone) {
  TcpConnection connection;
  connection.server({.sequence = 0, .flags = kSynAck});
  EXPECT_EQ(connection.server({.flags = kTcpRst}).conn_state(), "RSTRH");
}

TEST(TcpConnState, IsShWhereTheSynAckWasNotSeen) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  EXPECT_EQ(connection.client({.flags = kFinAck}).conn_state(), "SH");
}

TEST(TcpConnState, IsShrWhereTheSynWasNotSeen) {
  TcpConnection connection;
  connection.server({.sequence = 0, .flags = kSynAck});
  EXPECT_EQ(connection.server({.flags = kFinAck}).conn_state(), "SHR");
}

TEST(TcpConnState, IsOthForTrafficInTheMidst) {
  EXPECT_EQ(TcpConnection().client({.length = 5}).server({.length = 5}).conn_state(), "OTH");
  EXPECT_EQ(TcpConnection().client({.flags = kTcpRst}).conn_state(), "OTH");
}

// Zeek documents OTH for what has no SYN, but tells such ends as those of other connections.
TEST(TcpConnState, IsThatOfTheEndWithoutASynToo) {
  EXPECT_EQ(TcpConnection().client({.flags = kFinAck}).server({.flags = kFinAck}).conn_state(),
            "SF");
  EXPECT_EQ(TcpConnection().client({.flags = kFinAck}).server({}).conn_state(), "SH");
  EXPECT_EQ(
      TcpConnection().server({.length = 5}).server({.sequence = 6, .flags = kFinAck}).conn_state(),
      "SHR");
  EXPECT_EQ(TcpConnection().client({.length = 5}).server({.flags = kTcpRst}).conn_state(), "RSTRH");
}

// As in the conn.log that Zeek has of its trace missing-syn: ^hADdFaf.
TEST(TcpConnState, IsSFWhereOnlyTheSynIsMissing) {
  TcpConnection connection;
  connection.server({.sequence = 0, .flags = kSynAck}).client({});
  EXPECT_EQ(connection.conn_state(), "S1");
  connection.client({.length = 5}).server({.length = 5, .acknowledgment = 6});
  connection.client({.sequence = 6, .acknowledgment = 6, .flags = kFinAck});
  connection.server({.sequence = 6, .acknowledgment = 7});
  connection.server({.sequence = 6, .acknowledgment = 7, .flags = kFinAck});
  EXPECT_EQ(connection.history(), "^hADdFaf");
  EXPECT_EQ(connection.conn_state(), "SF");
}

TEST(TcpConnState, IsRstos0OnlyWhereNothingCameBetweenSynAndReset) {
  EXPECT_EQ(tcp_conn_state("SR"), "RSTOS0");
  EXPECT_EQ(tcp_conn_state("SaR"), "RSTOS0");
  EXPECT_EQ(tcp_conn_state("SAR"), "OTH");
  EXPECT_EQ(tcp_conn_state("R"), "OTH");
}

TEST(TcpConnState, IsS0WhereAnAcknowledgmentComesBeforeTheAnswer) {
  EXPECT_EQ(tcp_conn_state("Sa"), "S0");
  EXPECT_EQ(tcp_conn_state("Sd"), "OTH");
  EXPECT_EQ(tcp_conn_state("Sah"), "S1");
}

TEST(TcpConnState, IsS1ForASimultaneousOpen) {
  TcpConnection connection;
  connection.client({.sequence = 0, .flags = kTcpSyn});
  connection.server({.sequence = 0, .flags = kTcpSyn});
  connection.client({.sequence = 0, .flags = kSynAck}).server({.sequence = 0, .flags = kSynAck});
  EXPECT_EQ(connection.history(), "SsHh");
  EXPECT_EQ(connection.conn_state(), "S1");
}

}  // namespace
}  // namespace flowsnoop::test
