#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kTftp = Application::kTftp;

TEST(Tftp, RequestsAreTheClients) {
  expect_client(
      udp(50000, 69, join(from_hex("0001"), text("boot.img"), Bytes{0}, text("octet"), Bytes{0})),
      kTftp);
  expect_client(
      udp(50000, 6969, join(from_hex("0002"), text("log"), Bytes{0}, text("netascii"), Bytes{0})),
      kTftp);
}

TEST(Tftp, DataGoesBothWaysAndNeedsThePort) {
  expect_anyone(udp(69, 50000, join(from_hex("00030001"), fill(512, 0x41))), kTftp);
  expect_anyone(udp(50000, 69, from_hex("00040001")), kTftp);
  expect_anyone(udp(69, 50000, join(from_hex("00050001"), text("no such file"), Bytes{0})), kTftp);
  expect_nothing(udp(50001, 50000, join(from_hex("00030001"), fill(512, 0x41))));
}

TEST(Tftp, OptionsAreAcknowledgedByTheServer) {
  expect_server(
      udp(60000, 50000, join(from_hex("0006"), text("blksize"), Bytes{0}, text("1468"), Bytes{0})),
      kTftp, Strength::kHint);
}

TEST(Tftp, NearMisses) {
  expect_nothing(
      udp(50000, 69, join(from_hex("0001"), text("boot.img"), Bytes{0}, text("tape"), Bytes{0})));
  expect_nothing(udp(50000, 69, join(from_hex("0001"), Bytes{0}, text("octet"), Bytes{0})));
  expect_nothing(udp(50000, 69, from_hex("00070001")));
}

}  // namespace
}  // namespace flowsnoop::test
