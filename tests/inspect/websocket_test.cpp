#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kWebsocket = Application::kWebsocket;

Bytes masked(std::string_view characters) {
  Bytes bytes = text(characters);
  const Bytes mask = from_hex("37fa213d");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ mask[i % 4]);
  }
  return join(mask, bytes);
}

TEST(Websocket, OnlyAClientMasksItsText) {
  expect_client(tcp(50000, 60000, join(from_hex("8185"), masked("Hello"))), kWebsocket);
  expect_server(tcp(60000, 50000, join(from_hex("8105"), text("Hello"))), kWebsocket);
}

TEST(Websocket, ALongLengthIsEnough) {
  expect_server(tcp(60000, 50000, join(from_hex("827e 0080"), fill(128, 3))), kWebsocket);
  expect_client(tcp(50000, 60000, join(from_hex("82fe 0080 37fa213d"), fill(128, 3))), kWebsocket);
}

TEST(Websocket, ShortFramesCountOnPortsOfHttp) {
  expect_server(tcp(8080, 50000, from_hex("8900")), kWebsocket, Strength::kHint);
  expect_client(tcp(50000, 80, from_hex("8a80 37fa213d")), kWebsocket, Strength::kHint);
  expect_nothing(tcp(60000, 50000, from_hex("8900")));
}

TEST(Websocket, NearMisses) {
  expect_nothing(tcp(60000, 50000, join(from_hex("8106"), text("Hello"))));
  expect_nothing(tcp(60000, 50000, from_hex("8105 01020304 05")));
  expect_nothing(tcp(60000, 50000, join(from_hex("b105"), text("Hello"))));
  expect_nothing(tcp(60000, 50000, join(from_hex("827e 0010"), fill(16, 3))));
}

}  // namespace
}  // namespace flowsnoop::test
