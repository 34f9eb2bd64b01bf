#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kDns = Application::kDns;

const Bytes kName = join(from_hex("03"), text("www"), from_hex("07"), text("example"),
                         from_hex("03"), text("com"), from_hex("00"));
const Bytes kQuestion = join(kName, from_hex("0001 0001"));
const Bytes kAnswer = from_hex("c00c 0001 0001 00000e10 0004 c0000207");
const Bytes kQuery = join(from_hex("1234 0100 0001 0000 0000 0000"), kQuestion);
const Bytes kResponse = join(from_hex("1234 8180 0001 0001 0000 0000"), kQuestion, kAnswer);

Bytes with_length(const Bytes& message) {
  return join(Bytes{0, static_cast<std::uint8_t>(message.size())}, message);
}

TEST(Dns, TheResponseBitTellsTheSides) {
  expect_client(udp(50000, 53, kQuery), kDns);
  expect_server(udp(53, 50000, kResponse), kDns);
  expect_client(udp(53, 53, kQuery), kDns);
}

TEST(Dns, OnAnyPort) {
  expect_client(udp(50000, 50053, kQuery), kDns);
  expect_server(udp(50053, 50000, kResponse), kDns);
}

TEST(Dns, OverTcpAfterALength) {
  expect_client(tcp(50000, 53, with_length(kQuery)), kDns);
  expect_server(tcp(53, 50000, with_length(kResponse)), kDns);
}

TEST(Dns, AResponseWithoutAQuestionCountsOnThePort) {
  expect_server(udp(53, 50000, from_hex("1234 8182 0000 0000 0000 0000")), kDns);
  expect_nothing(udp(5000, 50000, from_hex("1234 8182 0000 0000 0000 0000")));
}

TEST(Dns, AllHostsSpeakMulticastDnsFromOnePort) {
  expect_anyone(udp(5353, 5353, kQuery), Application::kMdns);
  expect_anyone(udp(5353, 5353, join(from_hex("0000 8400 0000 0001 0000 0000"), kName)),
                Application::kMdns);
  expect_client(udp(50000, 5353, kQuery), Application::kMdns);
  expect_server(udp(5353, 50000, kResponse), Application::kMdns);
}

TEST(Dns, LinkLocalMulticast) {
  expect_client(udp(50000, 5355, join(from_hex("1234 0000 0001 0000 0000 0000"), kQuestion)),
                Application::kLlmnr);
  expect_server(
      udp(5355, 50000, join(from_hex("1234 8000 0001 0001 0000 0000"), kQuestion, kAnswer)),
      Application::kLlmnr);
}

TEST(Dns, NearMisses) {
  expect_nothing(udp(50000, 53, join(from_hex("1234 0140 0001 0000 0000 0000"), kQuestion)));
  expect_nothing(udp(50000, 53, join(from_hex("1234 3800 0001 0000 0000 0000"), kQuestion)));
  expect_nothing(udp(50000, 53, join(from_hex("1234 0100 0001 0007 0000 0000"), kQuestion)));
  expect_nothing(udp(50000, 53,
                     join(from_hex("1234 0100 0001 0000 0000 0000"), kName,
                          from_hex("0001 0077"))));  // no such class
  expect_nothing(udp(50000, 53, from_hex("1234 0100 0001 0000 0000 0000 40 616161")));
  expect_nothing(tcp(50000, 50053, join(from_hex("0100"), kQuery)));  // the length is wrong
}

}  // namespace
}  // namespace flowsnoop::test
