#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kRfb = Application::kRfb;

TEST(Rfb, BothSidesGreet) {
  expect_anyone(tcp(5900, 50000, text("RFB 003.008\n")), kRfb);
  expect_anyone(tcp(50000, 60000, text("RFB 003.003\n")), kRfb);
}

TEST(Rfb, TheServerDescribesItsScreen) {
  expect_server(tcp(60000, 50000,
                    join(from_hex("0400 0300 20 18 00 01 00ff 00ff 00ff 10 08 00 000000 00000004"),
                         text("desk"))),
                kRfb);
  expect_server(
      tcp(5900, 50000, join(from_hex("00 00 0001 0000 0000 0010 0010 00000000"), fill(64))), kRfb);
}

TEST(Rfb, TheClientAsksAndPoints) {
  expect_client(tcp(50000, 5900, from_hex("03 01 0000 0000 0400 0300")), kRfb);
  expect_client(tcp(50000, 5900, from_hex("04 01 0000 0000ff0d")), kRfb);
  expect_client(tcp(50000, 5900, from_hex("05 00 0100 0100 05 01 0100 0100")), kRfb);
  expect_client(tcp(50000, 5901, from_hex("02 00 0002 00000000 00000001")), kRfb);
}

TEST(Rfb, NearMisses) {
  expect_nothing(tcp(50000, 50059, from_hex("03 01 0000 0000 0400 0300")));  // not the port
  expect_nothing(tcp(5900, 50000, text("RFB 3.8\n")));
  expect_nothing(tcp(50000, 5900, from_hex("03 02 0000 0000 0400 0300")));
}

}  // namespace
}  // namespace flowsnoop::test
