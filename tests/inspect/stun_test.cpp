#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kStun = Application::kStun;

const Bytes kTransaction = from_hex("2112a442 0102030405060708090a0b0c");

Bytes message(std::string_view type, std::string_view attributes = "") {
  const Bytes content = from_hex(attributes);
  return join(from_hex(type), Bytes{0, static_cast<std::uint8_t>(content.size())}, kTransaction,
              content);
}

TEST(Stun, TheClassTellsTheSides) {
  expect_client(udp(50000, 3478, message("0001")), kStun);
  expect_server(udp(3478, 50000, message("0101", "0020 0008 0001 e1f2 e1baa54a")), kStun);
  expect_anyone(udp(50000, 3478, message("0011")), kStun);  // an indication keeps a mapping alive
}

TEST(Stun, RelaysHaveServers) {
  expect_client(udp(50000, 60000, message("0003", "0019 0004 11000000")), kStun);
  expect_server(udp(60000, 50000, message("0113", "0009 0004 00000401")), kStun);
  expect_client(udp(50000, 60000, message("0016")), kStun);  // Send
  expect_server(udp(60000, 50000, message("0017")), kStun);  // Data
}

TEST(Stun, BothEndsOfAnIceConversationAskAndAnswer) {
  expect_peer(udp(50000, 60000, message("0001", "0024 0004 6e0001ff 802a 0008 0000000000000001")),
              kStun);
  expect_peer(udp(60000, 50000, message("0101", "0008 0004 01020304")), kStun);
}

TEST(Stun, BeforeItsCookie) {
  const Bytes old = join(from_hex("0001 0008"), fill(16, 0x77), from_hex("0003 0004 00000006"));
  expect_client(udp(50000, 3478, old), kStun);
  const Bytes bare = join(from_hex("0001 0000"), fill(16, 0x77));
  expect_client(udp(50000, 3478, bare), kStun);
  expect_nothing(udp(50000, 50001, bare));
}

TEST(Stun, NearMisses) {
  expect_nothing(
      udp(50000, 60000, join(from_hex("0001 0006"), kTransaction, fill(6))));  // not by 4
  expect_nothing(
      udp(50000, 60000, join(from_hex("0001 0040"), kTransaction)));  // longer than it is
  expect_nothing(udp(50000, 60000, join(from_hex("4001 0000"), kTransaction)));
}

}  // namespace
}  // namespace flowsnoop::test
