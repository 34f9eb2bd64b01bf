#include "inspect/quic_labels.h"

#include <string>

#include "inspect/hello_builder.h"
#include "inspect/quic_vectors.h"

namespace flowsnoop::test {
namespace {

using Kind = LabelKind;
constexpr bool kClient = true;
constexpr bool kServer = false;

struct Connection {
  Progress take(const Bytes& datagram, bool from_client) {
    return hello.take_datagram(datagram, from_client, labels);
  }
  std::string first(Kind kind) const { return std::string(labels.first(kind)); }

  QuicHello hello;
  Labels labels;
};

class QuicLabels : public testing::Test, public Connection {
 protected:
  void SetUp() override {
    if (!has_crypto()) GTEST_SKIP() << "built without OpenSSL";
  }
  void expect_client_hello(std::string_view version) const {
    EXPECT_EQ(first(Kind::kQuicVersion), version);
    EXPECT_EQ(first(Kind::kTlsServerName), "example.com");
    EXPECT_EQ(first(Kind::kTlsOfferedProtocol), "alpn");
    EXPECT_EQ(first(Kind::kTlsJa4), "q13d0211an_62ed6f6ca7ad_4d634acda6c0");
  }
  void expect_server_hello() const {
    EXPECT_EQ(first(Kind::kTlsVersion), "1.3");
    EXPECT_EQ(first(Kind::kTlsCipher), "TLS_AES_128_GCM_SHA256");
    EXPECT_FALSE(labels.has(Kind::kTlsResumed));
  }
};

TEST_F(QuicLabels, OfTheSamplesOfRfc9001) {
  EXPECT_EQ(take(rfc9001_client_initial(), kClient), Progress::kNeedMore);
  expect_client_hello("1");
  EXPECT_FALSE(labels.has(Kind::kTlsVersion));
  EXPECT_EQ(take(rfc9001_server_initial(), kServer), Progress::kDone);
  expect_server_hello();
}

TEST_F(QuicLabels, OfTheSamplesOfRfc9369) {
  EXPECT_EQ(take(rfc9369_client_initial(), kClient), Progress::kNeedMore);
  EXPECT_EQ(take(rfc9369_server_initial(), kServer), Progress::kDone);
  expect_client_hello("2");
  expect_server_hello();
}

TEST_F(QuicLabels, OfDrafts) {
  EXPECT_EQ(take(draft29_client_initial(), kClient), Progress::kNeedMore);
  expect_client_hello("draft-29");
  Connection older;
  EXPECT_EQ(older.take(draft23_client_initial(), kClient), Progress::kNeedMore);
  EXPECT_EQ(older.first(Kind::kQuicVersion), "draft-23");
  EXPECT_EQ(older.first(Kind::kTlsServerName), "example.com");
}

TEST_F(QuicLabels, JoinAHelloFromPiecesInSeveralDatagrams) {
  EXPECT_EQ(take(split_client_initial_1(), kClient), Progress::kNeedMore);
  EXPECT_FALSE(labels.has(Kind::kTlsServerName));
  EXPECT_EQ(take(split_client_initial_2(), kClient), Progress::kNeedMore);
  expect_client_hello("1");
  Connection swapped;
  swapped.take(split_client_initial_2(), kClient);
  swapped.take(split_client_initial_1(), kClient);
  EXPECT_EQ(swapped.first(Kind::kTlsServerName), "example.com");
}

TEST_F(QuicLabels, FindAnInitialBehindOtherPacketsOfADatagram) {
  const Bytes handshake = from_hex("e000000001000004aabbccdd");
  take(rfc9001_client_initial(), kClient);
  EXPECT_EQ(take(join(handshake, rfc9001_server_initial()), kServer), Progress::kDone);
  expect_server_hello();
}

TEST_F(QuicLabels, AfterARetryTheKeysComeFromTheServersId) {
  EXPECT_EQ(take(rfc9001_client_initial(), kClient), Progress::kNeedMore);
  EXPECT_EQ(take(rfc9001_retry(), kServer), Progress::kNeedMore);
  EXPECT_EQ(take(retried_client_initial(), kClient), Progress::kNeedMore);
  EXPECT_EQ(take(retried_server_initial(), kServer), Progress::kDone);
  expect_client_hello("1");
  expect_server_hello();
}

TEST_F(QuicLabels, WhatTheClientAcknowledgesChangesNoKeys) {
  take(rfc9001_client_initial(), kClient);
  EXPECT_EQ(take(acknowledging_client_initial(), kClient), Progress::kNeedMore);
  EXPECT_EQ(take(rfc9001_server_initial(), kServer), Progress::kDone);
  expect_server_hello();
}

TEST_F(QuicLabels, AfterVersionNegotiationTheNewVersionCounts) {
  EXPECT_EQ(take(join(from_hex("c0babababa088394c8f03e51570800"), fill(1185)), kClient),
            Progress::kNeedMore);
  EXPECT_EQ(take(from_hex("8000000000000883 94c8f03e515708 00000001"), kServer),
            Progress::kNeedMore);
  EXPECT_EQ(take(rfc9001_client_initial(), kClient), Progress::kNeedMore);
  expect_client_hello("1");
}

// RFC 9369 section 4.1: the server's keys come from the client's first id, and its own version.
TEST_F(QuicLabels, AServerMayAnswerWithACompatibleVersion) {
  take(rfc9001_client_initial(), kClient);
  EXPECT_EQ(take(rfc9369_server_initial(), kServer), Progress::kDone);
  expect_client_hello("1");
  expect_server_hello();
}

TEST_F(QuicLabels, AfterAHelloRetryRequestAnotherServerHelloFollows) {
  take(rfc9001_client_initial(), kClient);
  EXPECT_EQ(take(hello_retry_request_initial(), kServer), Progress::kNeedMore);
  EXPECT_EQ(take(second_server_initial(), kServer), Progress::kDone);
  expect_server_hello();
}

TEST_F(QuicLabels, OfAConnectionThatBeganEarlierThereAreNone) {
  EXPECT_EQ(take(from_hex("40aabbccddeeff00112233445566"), kClient), Progress::kNotMine);
  Connection later;
  for (int i = 1; i < 4; ++i) {
    EXPECT_EQ(later.take(acknowledging_client_initial(), kClient), Progress::kNeedMore);
  }
  EXPECT_EQ(later.take(acknowledging_client_initial(), kClient), Progress::kNotMine);
  EXPECT_TRUE(later.labels.empty());
}

TEST_F(QuicLabels, OfZeroRttAloneThereAreNone) {
  const Bytes early = from_hex("d00000000108 8394c8f03e515708 00 04 aabbccdd");
  for (int i = 1; i < 8; ++i) EXPECT_EQ(take(early, kClient), Progress::kNeedMore);
  EXPECT_EQ(take(early, kClient), Progress::kNotMine);
  EXPECT_TRUE(labels.empty());
}

TEST_F(QuicLabels, AServerThatIsNotHeardIsNotWaitedForWithoutEnd) {
  take(rfc9001_client_initial(), kClient);
  for (int i = 1; i < 48; ++i) EXPECT_EQ(take(from_hex("40aabb"), kClient), Progress::kNeedMore);
  EXPECT_EQ(take(from_hex("40aabb"), kClient), Progress::kDone);
}

TEST_F(QuicLabels, OtherMessagesInTheStreamAreNotMine) {
  EXPECT_EQ(take(mistaken_client_initial(), kClient), Progress::kNotMine);
  Connection closed;
  EXPECT_EQ(closed.take(closing_client_initial(), kClient), Progress::kNeedMore);
  EXPECT_EQ(closed.first(Kind::kQuicVersion), "1");
}

TEST(QuicVersions, OfGoogleAreToldByName) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0d 0102030405060708 51303433 01", "Q043"},
      {"c3 51303436 50 0102030405060708 00000001", "Q046"},
      {"c0 51303530 08 0102030405060708 00 00", "Q050"},
      {"c0 54303531 08 0102030405060708 00 00", "T051"}};
  for (const auto& [hex, version] : cases) {
    Connection connection;
    EXPECT_EQ(connection.take(from_hex(hex), kClient), Progress::kDone);
    EXPECT_EQ(connection.first(Kind::kQuicVersion), version);
  }
}

TEST(QuicVersions, OfOtherDatagramsThereAreNone) {
  for (const Bytes& datagram : {text("something else"), Bytes{}, Bytes{0x80}, fill(40, 0x0d)}) {
    Connection connection;
    EXPECT_EQ(connection.take(datagram, kClient), Progress::kNotMine);
    EXPECT_TRUE(connection.labels.empty());
  }
}

TEST_F(QuicLabels, OfDamagedDatagramsReadNothingOutside) {
  const auto look = [](const Bytes& bytes) {
    Connection connection;
    connection.take(bytes, kClient);
    EXPECT_FALSE(connection.labels.has(Kind::kTlsServerName));
    connection.take(rfc9001_client_initial(), kClient);
    connection.take(bytes, kServer);
    EXPECT_FALSE(connection.labels.has(Kind::kTlsCipher));
  };
  for_each_damage(rfc9001_server_initial(), look);
  for_each_damage(rfc9001_retry(), look);
}

}  // namespace
}  // namespace flowsnoop::test
