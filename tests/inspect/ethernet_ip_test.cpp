#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kEthernetIp = Application::kEthernetIp;

Bytes message(std::string_view command, std::string_view session, const Bytes& body) {
  return join(from_hex(command), Bytes{static_cast<std::uint8_t>(body.size()), 0},
              from_hex(session), fill(16), body);
}

TEST(EthernetIp, OnlyAnAnswerHasASession) {
  expect_client(tcp(50000, 44818, message("6500", "00000000", from_hex("01000000"))), kEthernetIp);
  expect_server(tcp(44818, 50000, message("6500", "78563412", from_hex("01000000"))), kEthernetIp);
}

TEST(EthernetIp, TheServiceInsideHasAResponseBit) {
  const Bytes items = from_hex("00000000 0000 0200 0000 0000 b200 0600");
  expect_client(
      tcp(50000, 44818, message("6f00", "78563412", join(items, from_hex("0102 2006 2401")))),
      kEthernetIp);
  expect_server(
      tcp(44818, 50000, message("6f00", "78563412", join(items, from_hex("8100 0000 1234")))),
      kEthernetIp);
  const Bytes connected = from_hex("00000000 0000 0200 a100 0400 11223344 b100 0600 0100");
  expect_client(
      tcp(50000, 60000, message("7000", "78563412", join(connected, from_hex("4c02 2072")))),
      kEthernetIp);
}

TEST(EthernetIp, OnlyAnAnswerToAListHasContent) {
  expect_client(udp(50000, 44818, message("6300", "00000000", {})), kEthernetIp);
  expect_server(udp(44818, 50000, message("6300", "00000000", fill(40, 1))), kEthernetIp);
  expect_nothing(udp(50000, 60000, message("6300", "00000000", {})));
}

TEST(EthernetIp, NearMisses) {
  expect_nothing(tcp(50000, 44818, message("6500", "00000000", from_hex("0100"))));
  expect_nothing(tcp(50000, 44818, message("6700", "00000000", from_hex("01000000"))));
}

}  // namespace
}  // namespace flowsnoop::test
