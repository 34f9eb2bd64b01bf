#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kDhcp = Application::kDhcp;

Bytes bootp(std::string_view operation, std::string_view after) {
  return join(from_hex(operation), from_hex("010600 3903f326 0000 0000"), fill(16),
              from_hex("020000000001"), fill(202), from_hex(after), fill(60));
}

TEST(Dhcp, TheOperationTellsTheSides) {
  expect_client(udp(68, 67, bootp("01", "63825363 350101")), kDhcp);
  expect_server(udp(67, 68, bootp("02", "63825363 350102")), kDhcp);
  expect_client(udp(67, 67, bootp("01", "63825363 350101")), kDhcp);  // a relay
}

TEST(Dhcp, WithoutTheCookieThePortsHaveToSupportIt) {
  expect_client(udp(68, 67, bootp("01", "00000000")), kDhcp);
  expect_nothing(udp(6800, 6700, bootp("01", "00000000")));
}

TEST(Dhcp, NearMisses) {
  expect_nothing(udp(68, 67, bootp("03", "63825363 350101")));
  Bytes long_address = bootp("01", "63825363 350101");
  long_address[2] = 17;
  expect_nothing(udp(68, 67, long_address));
}

TEST(Dhcpv6, TheMessageTypeTellsTheSides) {
  const Bytes options = from_hex("0001 000a 0003000102000000 0001 0006 0004 00170018");
  expect_client(udp(546, 547, join(from_hex("01 112233"), options)), Application::kDhcpv6);
  expect_server(udp(547, 546, join(from_hex("02 112233"), options)), Application::kDhcpv6);
  expect_server(udp(547, 546, join(from_hex("07 112233"), options)), Application::kDhcpv6);
  expect_client(udp(547, 547, join(from_hex("0c 00"), fill(32, 0xfe), options)),
                Application::kDhcpv6);
}

TEST(Dhcpv6, NearMisses) {
  expect_nothing(udp(5460, 5470, from_hex("01 112233 0001 0002 0003")));  // other ports
  expect_nothing(udp(546, 547, from_hex("63 112233 0001 0002 0003")));    // no such type
  expect_nothing(udp(546, 547, from_hex("01 112233 0001 0022 0003")));    // an option too long
}

}  // namespace
}  // namespace flowsnoop::test
