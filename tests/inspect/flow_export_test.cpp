#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Netflow, TheExporterIsTheClient) {
  expect_client(udp(50000, 60000, join(from_hex("0005 0001"), fill(68, 7))), Application::kNetflow);
  expect_client(
      udp(50000, 2055, join(from_hex("0009 0001"), fill(16, 7), from_hex("0000 000c"), fill(8))),
      Application::kNetflow);
  expect_client(
      udp(50000, 60000, join(from_hex("000a 0020"), fill(12, 7), from_hex("0002 0010"), fill(12))),
      Application::kIpfix);
}

TEST(Netflow, NearMisses) {
  expect_nothing(udp(50000, 2055, join(from_hex("0005 0002"), fill(68, 7))));
  expect_nothing(
      udp(50000, 2055, join(from_hex("000a 0021"), fill(12, 7), from_hex("0002 0010"), fill(12))));
  expect_nothing(
      udp(50000, 60000, join(from_hex("0009 0001"), fill(16, 7), from_hex("0000 000c"), fill(8))));
}

TEST(Sflow, TheAgentIsTheClient) {
  expect_client(udp(50000, 6343,
                    join(from_hex("00000005 00000001 c0000207 00000000 00000001 00000100 00000001"),
                         fill(40))),
                Application::kSflow);
  expect_nothing(udp(
      50000, 6343,
      join(from_hex("00000004 00000001 c0000207 00000000 00000001 00000100 00000001"), fill(40))));
  expect_nothing(udp(
      50000, 6343,
      join(from_hex("00000005 00000003 c0000207 00000000 00000001 00000100 00000001"), fill(40))));
}

}  // namespace
}  // namespace flowsnoop::test
