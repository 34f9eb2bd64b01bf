#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Bgp, EitherPeerMayHaveConnected) {
  expect_anyone(tcp(50000, 179, join(fill(16, 0xff), from_hex("0013 04"))), Application::kBgp);
  expect_nothing(tcp(50000, 179, join(fill(16, 0xff), from_hex("0012 04"))));
  expect_nothing(tcp(50000, 179, join(fill(15, 0xff), from_hex("00 0013 04"))));
}

TEST(Ldp, HasNoDirection) {
  expect_anyone(
      udp(646, 646,
          from_hex(
              "0001 001e c0000201 0000 0100 0014 00000001 0400 0004 000f0000 0401 0004 c0000201")),
      Application::kLdp);
  expect_nothing(
      udp(6460, 6460,
          from_hex(
              "0001 001e c0000201 0000 0100 0014 00000001 0400 0004 000f0000 0401 0004 c0000201")));
}

TEST(Rip, RoutersAreSymmetricAndMonitorsAsk) {
  const Bytes entry = from_hex("0002 0000 c0000200 ffffff00 00000000 00000001");
  expect_peer(udp(520, 520, join(from_hex("0202 0000"), entry)), Application::kRip);
  expect_client(udp(50000, 520, join(from_hex("0102 0000"), entry)), Application::kRip);
  expect_server(udp(520, 50000, join(from_hex("0202 0000"), entry, entry)), Application::kRip);
  expect_nothing(udp(520, 520, join(from_hex("0302 0000"), entry)));
  expect_nothing(udp(520, 520, join(from_hex("0202 0001"), entry)));
  expect_nothing(udp(5200, 5200, join(from_hex("0202 0000"), entry)));
}

}  // namespace
}  // namespace flowsnoop::test
