#include "inspect/tls_labels.h"

#include <string>

#include "inspect/crypto/crypto.h"
#include "inspect/hello_builder.h"

namespace flowsnoop::test {
namespace {

using Kind = LabelKind;

std::vector<std::string> all_of(const Labels& labels, Kind kind) {
  std::vector<std::string> texts;
  labels.for_each([&](Kind other, std::string_view label) {
    if (other == kind) texts.emplace_back(label);
  });
  return texts;
}

// The labels of a client's and a server's stream.
struct Session {
  Progress from_client(const Bytes& stream) { return label_tls_client(stream, offer, labels); }
  Progress from_server(const Bytes& stream) { return label_tls_server(stream, offer, labels); }
  std::string first(Kind kind) const { return std::string(labels.first(kind)); }

  TlsOffer offer;
  Labels labels;
};

Bytes client_stream(const ClientHelloFields& fields) {
  return record(message(1, client_hello(fields)));
}
Bytes server_stream(const ServerHelloFields& fields) {
  return record(message(2, server_hello(fields)));
}
Bytes chosen_version(std::uint16_t version) {
  return extension(43, be16(version));
}

TEST(TlsLabels, OfTheHellosOfRfc9001) {
  Session session;
  EXPECT_EQ(session.from_client(record(rfc9001_client_hello())), Progress::kDone);
  EXPECT_EQ(session.from_server(record(rfc9001_server_hello())), Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsServerName), "example.com");
  EXPECT_EQ(all_of(session.labels, Kind::kTlsOfferedProtocol), std::vector<std::string>{"alpn"});
  EXPECT_EQ(session.first(Kind::kTlsVersion), "1.3");
  EXPECT_EQ(session.first(Kind::kTlsCipher), "TLS_AES_128_GCM_SHA256");
  EXPECT_FALSE(session.labels.has(Kind::kTlsResumed));
  EXPECT_FALSE(session.labels.has(Kind::kTlsNextProtocol));
  const std::string ja4 = has_crypto() ? "t13d0211an_62ed6f6ca7ad_4d634acda6c0" : "";
  EXPECT_EQ(session.first(Kind::kTlsJa4), ja4);
}

TEST(TlsLabels, ComeWhenTheHelloIsWholeAndOnlyOnce) {
  const Bytes stream = join(record(rfc9001_client_hello()), record(fill(40), 23));
  const std::size_t whole = record(rfc9001_client_hello()).size();
  Session session;
  for (std::size_t size = 0; size <= stream.size(); ++size) {
    const Bytes cut(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_EQ(session.from_client(cut), size < whole ? Progress::kNeedMore : Progress::kDone);
    ASSERT_EQ(all_of(session.labels, Kind::kTlsOfferedProtocol).size(), size < whole ? 0u : 1u);
  }
}

TEST(TlsLabels, ReadAHelloThatIsSplitOverRecords) {
  const Bytes hello = rfc9001_client_hello();
  const Bytes stream = join(record({hello.begin(), hello.begin() + 3}),
                            record({hello.begin() + 3, hello.begin() + 70}),
                            record({hello.begin() + 70, hello.end()}));
  Session session;
  EXPECT_EQ(session.from_client(stream), Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsServerName), "example.com");
}

TEST(TlsLabels, OfATls12Server) {
  Session session;
  session.from_client(client_stream({.session_id = fill(32, 1)}));
  EXPECT_EQ(session.from_server(
                server_stream({.session_id = fill(32, 2), .extensions = protocols({"http/1.1"})})),
            Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsVersion), "1.2");
  EXPECT_EQ(session.first(Kind::kTlsCipher), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(session.first(Kind::kTlsNextProtocol), "http/1.1");
  EXPECT_FALSE(session.labels.has(Kind::kTlsResumed));
}

TEST(TlsLabels, ASessionIdThatComesBackIsAResumedSession) {
  Session session;
  session.from_client(client_stream({.session_id = fill(32, 1)}));
  session.from_server(server_stream({.session_id = fill(32, 1)}));
  EXPECT_EQ(session.first(Kind::kTlsResumed), "true");
}

TEST(TlsLabels, AnEmptySessionIdThatComesBackIsNot) {
  Session session;
  session.from_client(client_stream({}));
  session.from_server(server_stream({}));
  EXPECT_FALSE(session.labels.has(Kind::kTlsResumed));
}

// RFC 8446 section 4.1.3: the server always sends it back.
TEST(TlsLabels, InTls13TheSessionIdMeansNothing) {
  Session session;
  session.from_client(client_stream({.session_id = fill(32, 1)}));
  session.from_server(
      server_stream({.session_id = fill(32, 1), .extensions = chosen_version(0x0304)}));
  EXPECT_EQ(session.first(Kind::kTlsVersion), "1.3");
  EXPECT_FALSE(session.labels.has(Kind::kTlsResumed));
}

TEST(TlsLabels, InTls13APreSharedKeyIsAResumedSession) {
  Session session;
  session.from_server(
      server_stream({.extensions = join(chosen_version(0x0304), extension(41, {0, 0}))}));
  EXPECT_EQ(session.first(Kind::kTlsResumed), "true");
}

TEST(TlsLabels, AfterAHelloRetryRequestTheServerHelloTellsTheRest) {
  const Bytes retry = server_stream(
      {.random = retry_random(), .cipher = 0x1301, .extensions = chosen_version(0x0304)});
  const Bytes second = server_stream(
      {.cipher = 0x1301, .extensions = join(chosen_version(0x0304), extension(41, {0, 0}))});
  Session session;
  EXPECT_EQ(session.from_server(retry), Progress::kNeedMore);
  EXPECT_EQ(session.first(Kind::kTlsCipher), "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(session.from_server(join(retry, record({1}, 20), second)), Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsResumed), "true");
  EXPECT_EQ(all_of(session.labels, Kind::kTlsVersion), std::vector<std::string>{"1.3"});
}

TEST(TlsLabels, AHelloRequestMayComeBeforeTheServerHello) {
  Session session;
  EXPECT_EQ(session.from_server(join(record(message(0, {})), server_stream({}))), Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsVersion), "1.2");
}

// RFC 6066 section 3: the name that the client asked for is unknown, and the handshake goes on.
TEST(TlsLabels, AWarningMayComeBeforeTheServerHello) {
  Session session;
  EXPECT_EQ(session.from_server(
                join(record({1, 112}, 21), server_stream({.extensions = protocols({"http/1.1"})}))),
            Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsVersion), "1.2");
  EXPECT_EQ(session.first(Kind::kTlsCipher), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(session.first(Kind::kTlsNextProtocol), "http/1.1");
}

TEST(TlsLabels, OtherThanAHelloIsNotMine) {
  Session session;
  EXPECT_EQ(session.from_client(record(fill(40), 23)), Progress::kNotMine);
  EXPECT_EQ(session.from_client(text("GET / HTTP/1.1\r\n")), Progress::kNotMine);
  EXPECT_EQ(session.from_client(server_stream({})), Progress::kNotMine);
  EXPECT_EQ(session.from_server(client_stream({})), Progress::kNotMine);
  EXPECT_EQ(session.from_server(record({2, 40}, 21)), Progress::kNotMine);  // handshake_failure
  EXPECT_EQ(session.from_server(record(message(2, text("not a hello")))), Progress::kNotMine);
  EXPECT_TRUE(session.labels.empty());
}

TEST(TlsLabels, TellSsl2ByItsVersion) {
  Session session;
  EXPECT_EQ(session.from_client(from_hex("802e010301001500000010")), Progress::kDone);
  EXPECT_TRUE(session.labels.empty());
  EXPECT_EQ(session.from_server(from_hex("83ca0400010002")), Progress::kDone);
  EXPECT_EQ(session.first(Kind::kTlsVersion), "SSLv2");
}

TEST(TlsLabels, ManyOfferedProtocolsLeaveRoomForTheRest) {
  const std::vector<std::string_view> many(1000, "protocol");
  Session session;
  session.from_client(
      client_stream({.extensions = join(protocols(many), server_name("a.example"))}));
  EXPECT_EQ(all_of(session.labels, Kind::kTlsOfferedProtocol).size(), 32u);
  EXPECT_EQ(session.first(Kind::kTlsServerName), "a.example");
}

TEST(TlsLabels, OfDtls) {
  TlsOffer offer;
  Labels labels;
  const Bytes without = client_hello({.version = 0xfefd, .extensions = server_name("d.example")});
  // Both hellos of the client have a cookie field; the first one's is empty.
  const Bytes first = join(Bytes(without.begin(), without.begin() + 35), Bytes{0},
                           Bytes(without.begin() + 35, without.end()));
  const Bytes second =
      client_hello({.version = 0xfefd, .extensions = server_name("d.example"), .has_cookie = true});
  EXPECT_EQ(label_dtls(dtls_message(1, first), offer, labels), Progress::kNeedMore);
  EXPECT_EQ(label_dtls(dtls_message(3, fill(23)), offer, labels), Progress::kNeedMore);
  EXPECT_EQ(label_dtls(dtls_message(1, second), offer, labels), Progress::kNeedMore);
  EXPECT_EQ(label_dtls(dtls_message(2, server_hello({.version = 0xfefd})), offer, labels),
            Progress::kDone);
  EXPECT_EQ(all_of(labels, Kind::kTlsServerName), std::vector<std::string>{"d.example"});
  EXPECT_EQ(labels.first(Kind::kTlsVersion), "1.2");
  EXPECT_EQ(labels.first(Kind::kTlsJa4).substr(0, 4), has_crypto() ? "dd2d" : "");
}

TEST(TlsLabels, OfDtlsPassOverFragmentsAndRefuseOtherDatagrams) {
  TlsOffer offer;
  Labels labels;
  EXPECT_EQ(label_dtls(dtls_fragment(1, fill(60), 10, 50), offer, labels), Progress::kNeedMore);
  EXPECT_EQ(label_dtls(dtls_fragment(1, fill(60), 0, 50), offer, labels), Progress::kNeedMore);
  EXPECT_EQ(label_dtls(text("something else"), offer, labels), Progress::kNotMine);
  EXPECT_EQ(label_dtls({}, offer, labels), Progress::kNotMine);
  EXPECT_TRUE(labels.empty());
}

TEST(TlsLabels, TheFragmentsOfADtlsHelloHaveTheirPlaceInIt) {
  const Bytes hello = join(Bytes{0xfe, 0xfd}, fill(58, 1));
  const auto part = dtls_hello_fragment(dtls_fragment(2, hello, 10, 50, 3));
  ASSERT_TRUE(part);
  EXPECT_EQ(part->type, 2);
  EXPECT_EQ(part->number, 3);
  EXPECT_EQ(part->length, 60u);
  EXPECT_EQ(part->offset, 10u);
  EXPECT_EQ(part->body.size(), 50u);
  EXPECT_TRUE(dtls_hello_fragment(dtls_fragment(1, hello, 0, 10)));
  EXPECT_FALSE(dtls_hello_fragment(dtls_message(1, hello))) << "it is whole";
  EXPECT_FALSE(dtls_hello_fragment(dtls_fragment(11, hello, 0, 10))) << "a certificate";
  EXPECT_FALSE(dtls_hello_fragment(dtls_fragment(1, fill(60), 0, 10))) << "has no version";
  EXPECT_FALSE(dtls_hello_fragment(dtls_fragment(1, fill(20'000, 0xfe), 0, 10))) << "too long";
  Bytes beyond = dtls_fragment(1, hello, 10, 50);
  beyond[13 + 3] = 59;  // the length of the message
  EXPECT_FALSE(dtls_hello_fragment(beyond));
  Bytes encrypted = dtls_fragment(1, hello, 10, 50);
  encrypted[4] = 1;  // the epoch
  EXPECT_FALSE(dtls_hello_fragment(encrypted));
}

TEST(TlsLabels, OfDamagedStreamsReadNothingOutside) {
  const Bytes client = join(record(rfc9001_client_hello()), record(fill(40), 23));
  const Bytes server = join(record(rfc9001_server_hello()), record({1}, 20));
  const Bytes datagram = dtls_message(2, server_hello({.version = 0xfefd}));
  Labels labels;
  const auto look = [&](const Bytes& bytes) {
    TlsOffer offer;
    labels.clear();
    label_tls_client(bytes, offer, labels);
    label_tls_server(bytes, offer, labels);
    label_dtls(bytes, offer, labels);
    dtls_hello_fragment(bytes);
  };
  for_each_damage(client, look);
  for_each_damage(server, look);
  for_each_damage(datagram, look);
  for_each_damage(dtls_fragment(1, rfc9001_client_hello(), 0, 40), look);
  look(server);
  EXPECT_EQ(labels.first(Kind::kTlsVersion), "1.3");
}

}  // namespace
}  // namespace flowsnoop::test
