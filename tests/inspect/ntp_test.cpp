#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kNtp = Application::kNtp;

Bytes message(std::string_view begin) {
  const Bytes header = from_hex(begin);
  return join(header, fill(48 - header.size(), 0x11));
}

TEST(Ntp, ModesTellTheSides) {
  expect_client(udp(50000, 123, message("23000000")), kNtp);
  expect_server(udp(123, 50000, message("240106ec")), kNtp);
  expect_client(udp(123, 123, message("1b0006e9")), kNtp);
}

TEST(Ntp, PeersAreSymmetric) {
  expect_peer(udp(123, 123, message("210206ec")), kNtp);
  expect_peer(udp(123, 123, message("220206ec")), kNtp);
}

TEST(Ntp, WhoBroadcastsServesNobodyInParticular) {
  expect_anyone(udp(123, 123, message("250106ec")), kNtp);
}

TEST(Ntp, ControlMessagesHaveAResponseBit) {
  expect_client(udp(50000, 123, from_hex("160200010000000000000000")), kNtp);
  expect_server(udp(123, 50000, from_hex("168200010615000000000000")), kNtp);
  expect_client(udp(50000, 123, join(from_hex("1700032a"), fill(4))), kNtp);  // monlist
  expect_server(udp(123, 50000, join(from_hex("9700032a"), fill(4))), kNtp);
}

TEST(Ntp, NearMisses) {
  expect_nothing(udp(50000, 1230, message("23000000")));  // not the port
  expect_nothing(udp(50000, 123, message("3b000000")));   // version 7
  expect_nothing(udp(50000, 123, message("23770000")));   // stratum 119
  expect_nothing(udp(50000, 123, fill(40, 0x23)));        // too short
}

}  // namespace
}  // namespace flowsnoop::test
