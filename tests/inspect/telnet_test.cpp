#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kTelnet = Application::kTelnet;

TEST(Telnet, ATerminalIsTheClients) {
  expect_client(tcp(50000, 23, from_hex("fffb18 fffb1f")), kTelnet);
  expect_client(tcp(50000, 23, from_hex("fffa1f0050001efff0")), kTelnet);  // its size
  expect_client(tcp(50000, 23, join(from_hex("fffa1800"), text("XTERM"), from_hex("fff0"))),
                kTelnet);
}

TEST(Telnet, WhoAsksForATerminalIsTheServer) {
  expect_server(tcp(23, 50000, from_hex("fffd18 fffd20 fffd23 fffd27")), kTelnet);
  expect_server(tcp(23, 50000, from_hex("fffa1801fff0")), kTelnet);
}

TEST(Telnet, EchoIsAHintAndTheRestSaysNothing) {
  expect_server(tcp(23, 50000, from_hex("fffb01 fffb03")), kTelnet, Strength::kHint);
  expect_anyone(tcp(23, 50000, from_hex("fffd01 fffb03")), kTelnet);
}

TEST(Telnet, NearMisses) {
  expect_nothing(tcp(50000, 50023, from_hex("fffb18")));  // one alone, and not the port
  expect_nothing(tcp(50000, 23, from_hex("fffb70 fffb18")));
  expect_nothing(tcp(50000, 23, from_hex("ffee18 fffb18")));
}

}  // namespace
}  // namespace flowsnoop::test
