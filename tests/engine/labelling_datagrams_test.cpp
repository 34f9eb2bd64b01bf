#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/labelling.h"
#include "inspect/crypto/crypto.h"
#include "inspect/hello_builder.h"
#include "inspect/quic_vectors.h"
#include "label_script.h"

namespace flowsnoop {
namespace {

using test::LabelScript;
using Record = test::LabelCollector::Record;

std::string as_string(const test::Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

// a.example, type A, RFC 1035 section 4.1.
std::string dns_message(char id, char flags, std::string_view name = "\1a\7example") {
  return std::string{'\0', id, flags, '\0', '\0', '\1', '\0', '\0', '\0', '\0', '\0', '\0'} +
         std::string(name) + std::string("\0\0\1\0\1", 5);
}

TEST(LabellingDatagrams, TheTimeToTheAnswerIsThatOfTheFirstQuery) {
  LabelScript script(53, kProtocolUdp);
  script.at(1'000'000'000);
  script.client(dns_message(1, 1));
  script.client(dns_message(2, 1));
  script.at(1'050'000'000);
  script.server(dns_message(2, '\x80'));
  script.at(1'070'000'000);
  script.server(dns_message(1, '\x80'));
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kDnsQuestionName), "a.example");
  EXPECT_EQ(record.first(LabelKind::kDnsLatency), "70000000");
}

// Such names are not recognised as DNS, but on its port nothing else is whole.
TEST(LabellingDatagrams, NamesWithOddBytesAreLabelledOnThePortOfDns) {
  const std::string query = dns_message(1, 1, "\3a\1b\7example");
  LabelScript script(53, kProtocolUdp);
  script.client(query);
  EXPECT_EQ(script.end().first(LabelKind::kDnsQuestionName), "a\\001b.example");
  LabelScript cut(53, kProtocolUdp);
  cut.client(query.substr(0, query.size() - 1));
  EXPECT_TRUE(cut.end().labels.empty());
  LabelScript elsewhere(5000, kProtocolUdp);
  elsewhere.client(query);
  EXPECT_TRUE(elsewhere.end().labels.empty());
}

// They were labelled as DNS, and yet not said to be DNS.
TEST(LabellingDatagrams, WhatIsLabelledAsDnsIsNamedSoAndShowsWhoServes) {
  for (const bool by_client : {true, false}) {
    const std::string message = dns_message(1, by_client ? '\1' : '\x80', "\3a\1b\7example");
    LabelScript script(53, kProtocolUdp);
    by_client ? script.client(message) : script.server(message);
    const Record record = script.end();
    EXPECT_EQ(record.application, "dns");
    EXPECT_EQ(record.roles_by, EvidenceKind::kPayload);
    EXPECT_EQ(record.client_port, LabelScript::kClientPort);
  }
  LabelScript cut(53, kProtocolUdp);
  cut.client(dns_message(1, 1, "\3a\1b\7example").substr(0, 20));
  EXPECT_EQ(cut.end().application, "");
}

TEST(LabellingDatagrams, OverTcpSuchNamesAreNamedToo) {
  const std::string query = dns_message(1, 1, "\3a\1b\7example");
  const std::string with_length = std::string(1, '\0') + static_cast<char>(query.size()) + query;
  for (std::size_t size = 1; size <= with_length.size(); ++size) {
    LabelScript script(53);
    script.client(with_length.substr(0, size));
    script.client(with_length.substr(size));
    const Record record = script.end();
    EXPECT_EQ(record.first(LabelKind::kDnsQuestionName), "a\\001b.example") << size;
    EXPECT_EQ(record.application, "dns") << size;
  }
}

TEST(LabellingDatagrams, AHostNameInDhcpIsLabelled) {
  std::string request("\1\1\6\0", 4);
  request.resize(236);
  request += "\x63\x82\x53\x63\x35\1\1\x0c\6laptop\xff";
  LabelScript script(67, kProtocolUdp);
  script.client(request);
  EXPECT_EQ(script.end().first(LabelKind::kDhcpHostName), "laptop");
}

test::Bytes dtls_hello(std::string_view name = "d.example") {
  return test::client_hello(
      {.version = 0xfefd,
       .extensions = test::join(test::server_name(name), test::protocols({"webrtc", "c-webrtc"})),
       .has_cookie = true});
}
std::string dtls_part(const test::Bytes& hello, std::size_t offset, std::size_t size,
                      std::size_t number = 0) {
  return as_string(test::dtls_fragment(1, hello, offset, size, number));
}

// Of a hello that was longer than a datagram nothing was labelled.
TEST(LabellingDatagrams, ADtlsHelloInFragmentsIsLabelled) {
  const test::Bytes hello = dtls_hello();
  for (std::size_t size = 1; size < hello.size(); ++size) {
    for (const bool in_order : {true, false}) {
      const std::string first = dtls_part(hello, 0, size);
      const std::string second = dtls_part(hello, size, hello.size() - size);
      LabelScript script(4433, kProtocolUdp);
      script.client(in_order ? first : second);
      EXPECT_EQ(script.settler().labels().heads_alive(), 1u);
      script.client(in_order ? second : first);
      EXPECT_EQ(script.settler().labels().heads_alive(), 0u) << "the rest is let go";
      const Record record = script.end();
      ASSERT_EQ(record.first(LabelKind::kTlsServerName), "d.example") << size;
      EXPECT_EQ(record.labels.at(LabelKind::kTlsOfferedProtocol),
                (std::vector<std::string>{"webrtc", "c-webrtc"}));
      EXPECT_EQ(record.first(LabelKind::kTlsJa4).substr(0, 4), has_crypto() ? "dd2d" : "");
    }
  }
}

TEST(LabellingDatagrams, OnlyWhatIsWholeOfADtlsHelloIsLabelled) {
  const test::Bytes hello = dtls_hello();
  LabelScript script(4433, kProtocolUdp);
  script.client(dtls_part(hello, 0, 20));
  script.client(dtls_part(hello, 21, hello.size() - 21));
  const Record record = script.end();
  EXPECT_EQ(record.application, "dtls");
  EXPECT_TRUE(record.labels.empty());
  EXPECT_EQ(script.settler().labels().heads_alive(), 0u);
  EXPECT_EQ(script.settler().labels().entries_alive(), 0u);
}

// It comes again with the cookie of a HelloVerifyRequest, as the next message.
TEST(LabellingDatagrams, OfTwoDtlsHellosTheFirstThatIsWholeIsLabelled) {
  const test::Bytes first = dtls_hello("first.example");
  const test::Bytes second = dtls_hello("second.example");
  LabelScript lost(4433, kProtocolUdp);
  lost.client(dtls_part(first, 0, 40, 0));
  lost.client(dtls_part(second, 0, 40, 1));
  lost.client(dtls_part(second, 40, second.size() - 40, 1));
  EXPECT_EQ(lost.end().first(LabelKind::kTlsServerName), "second.example");
  LabelScript both(4433, kProtocolUdp);
  for (const auto& [hello, number] : {std::pair(first, 0), std::pair(second, 1)}) {
    both.client(dtls_part(hello, 0, 40, static_cast<std::size_t>(number)));
    both.client(dtls_part(hello, 40, hello.size() - 40, static_cast<std::size_t>(number)));
  }
  const Record record = both.end();
  EXPECT_EQ(record.labels.at(LabelKind::kTlsServerName), std::vector<std::string>{"first.example"});
  EXPECT_EQ(record.labels.at(LabelKind::kTlsOfferedProtocol).size(), 2u);
}

TEST(LabellingDatagrams, UnfinishedDtlsHellosAreBoundedAndTheOldestIsLetGo) {
  constexpr std::uint16_t kConversations = Labeller::Heads::kMaxAlive + 10;
  const std::string part = dtls_part(dtls_hello(), 0, 40);
  LabelScript script(4433, kProtocolUdp);
  for (std::uint16_t i = 0; i < kConversations; ++i) {
    script.use_client_port(static_cast<std::uint16_t>(20'000 + i));
    script.client(part);
  }
  EXPECT_EQ(script.settler().labels().heads_alive(), Labeller::Heads::kMaxAlive);
  script.end();
  EXPECT_EQ(script.settler().labels().heads_alive(), 0u);
  for (const Record& record : script.collector.records) EXPECT_TRUE(record.labels.empty());
}

class LabellingQuic : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_crypto()) GTEST_SKIP() << "built without OpenSSL";
  }
};

TEST_F(LabellingQuic, BothHellosAreLabelledAndTheRestIsLetGo) {
  LabelScript script(443, kProtocolUdp);
  script.client(as_string(test::rfc9001_client_initial()));
  EXPECT_EQ(script.settler().labels().quics_alive(), 1u);
  script.server(as_string(test::rfc9001_server_initial()));
  EXPECT_EQ(script.settler().labels().quics_alive(), 0u);
  script.client(as_string(test::rfc9001_client_initial()));
  EXPECT_EQ(script.settler().labels().quics_alive(), 0u) << "nothing is begun again";
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kTlsServerName), "example.com");
  EXPECT_EQ(record.first(LabelKind::kQuicVersion), "1");
  EXPECT_EQ(record.first(LabelKind::kTlsVersion), "1.3");
}

TEST_F(LabellingQuic, AHelloInSeveralDatagramsIsLabelled) {
  LabelScript script(443, kProtocolUdp);
  script.client(as_string(test::split_client_initial_2()));
  script.client(as_string(test::split_client_initial_1()));
  EXPECT_NE(script.end().first(LabelKind::kTlsServerName), "");
}

TEST_F(LabellingQuic, UnfinishedConnectionsAreBoundedAndTheOldestIsLetGo) {
  constexpr std::uint16_t kConnections = Labeller::QuicHellos::kMaxAlive + 10;
  const std::string initial = as_string(test::split_client_initial_1());
  LabelScript script(443, kProtocolUdp);
  for (std::uint16_t i = 0; i < kConnections; ++i) {
    script.use_client_port(static_cast<std::uint16_t>(20'000 + i));
    script.client(initial);
  }
  EXPECT_EQ(script.settler().labels().quics_alive(), Labeller::QuicHellos::kMaxAlive);
  script.end();
  EXPECT_EQ(script.settler().labels().quics_alive(), 0u);
  EXPECT_EQ(script.settler().labels().entries_alive(), 0u);
}

}  // namespace
}  // namespace flowsnoop
