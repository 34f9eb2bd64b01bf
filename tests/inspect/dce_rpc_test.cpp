#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kDceRpc = Application::kDceRpc;

Bytes packet(std::string_view type) {
  return join(from_hex("0500"), from_hex(type), from_hex("03 10000000 3000 0000 01000000"),
              fill(32));
}

TEST(DceRpc, PacketTypesTellTheSides) {
  expect_client(tcp(50000, 135, packet("0b")), kDceRpc);
  expect_server(tcp(135, 50000, packet("0c")), kDceRpc);
  expect_client(tcp(50000, 60000, packet("00")), kDceRpc);
  expect_server(tcp(60000, 50000, packet("02")), kDceRpc);
}

TEST(DceRpc, InTheOtherByteOrder) {
  expect_client(tcp(50000, 135, join(from_hex("05000b03 00000000 0030 0000 00000001"), fill(32))),
                kDceRpc);
}

TEST(DceRpc, OverUdpBothSidesCall) {
  const auto datagram = [](std::string_view type) {
    return join(from_hex("04"), from_hex(type), from_hex("2000 100000 00"), fill(66),
                from_hex("0400"), fill(4), fill(4, 9));
  };
  expect_client(udp(50000, 34964, datagram("00")), kDceRpc, Strength::kHint);
  expect_server(udp(34964, 50000, datagram("02")), kDceRpc, Strength::kHint);
  expect_nothing(udp(50000, 34964, datagram("0b")));
}

TEST(DceRpc, NearMisses) {
  expect_nothing(tcp(50000, 135, packet("06")));  // connectionless only
  Bytes version_6 = packet("0b");
  version_6[0] = 6;
  expect_nothing(tcp(50000, 60000, version_6));
  Bytes short_length = packet("0b");
  short_length[8] = 8;
  expect_nothing(tcp(50000, 60000, short_length));
}

}  // namespace
}  // namespace flowsnoop::test
