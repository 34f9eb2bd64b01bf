#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kKerberos = Application::kKerberos;

// A message of an application tag; requests number their fields from 1.
Bytes message(std::uint8_t type, bool request) {
  const std::uint8_t first = request ? 0xa1 : 0xa0;
  return join(Bytes{static_cast<std::uint8_t>(0x60 | type), 16, 0x30, 14, first, 3, 2, 1, 5,
                    static_cast<std::uint8_t>(first + 1), 3, 2, 1, type},
              fill(4, 0x30));
}

TEST(Kerberos, TheTagTellsTheSides) {
  expect_client(udp(50000, 88, message(10, true)), kKerberos);
  expect_server(udp(88, 50000, message(11, false)), kKerberos);
  expect_client(udp(50000, 88, message(12, true)), kKerberos);
  expect_server(udp(88, 50000, message(30, false)), kKerberos);
  expect_anyone(udp(50000, 60000, message(21, false)), kKerberos);
}

TEST(Kerberos, OverTcpAfterALength) {
  expect_client(tcp(50000, 88, join(from_hex("00000012"), message(10, true))), kKerberos);
  expect_server(tcp(88, 50000, join(from_hex("00000012"), message(13, false))), kKerberos);
}

TEST(Kerberos, NearMisses) {
  expect_nothing(udp(50000, 88, message(10, false)));
  expect_nothing(udp(50000, 88, message(16, false)));
  Bytes version_4 = message(10, true);
  version_4[8] = 4;
  expect_nothing(udp(50000, 88, version_4));
  Bytes other_type = message(10, true);
  other_type[13] = 12;
  expect_nothing(udp(50000, 88, other_type));
  expect_nothing(tcp(50000, 88, join(from_hex("00000011"), message(10, true))));
}

}  // namespace
}  // namespace flowsnoop::test
