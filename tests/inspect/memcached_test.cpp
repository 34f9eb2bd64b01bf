#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kMemcached = Application::kMemcached;

TEST(Memcached, TextOnThePort) {
  expect_client(tcp(50000, 11211, text("get key\r\n")), kMemcached);
  expect_client(tcp(50000, 11211, text("stats\r\n")), kMemcached);
  expect_server(tcp(11211, 50000, text("VALUE key 0 5\r\nhello\r\nEND\r\n")), kMemcached);
  expect_server(tcp(11211, 50000, text("STORED\r\n")), kMemcached);
  expect_server(tcp(11211, 50000, text("VERSION 1.6.18\r\n")), kMemcached);
  expect_nothing(tcp(50000, 60000, text("get key\r\n")));
}

TEST(Memcached, BinaryTellsBySideOfTheMagic) {
  const Bytes request = from_hex("80 00 0003 00 00 0000 00000003 00000001 0000000000000000 6b6579");
  const Bytes response =
      from_hex("81 00 0000 04 00 0000 00000009 00000001 0000000000000001 00000000 68656c6c6f");
  expect_client(tcp(50000, 11211, request), kMemcached);
  expect_client(tcp(50000, 60000, request), kMemcached);
  expect_server(tcp(11211, 50000, response), kMemcached);
  Bytes longer = request;
  longer.push_back(0);
  expect_nothing(tcp(50000, 60000, longer));
}

TEST(Memcached, OverUdpAfterAFrame) {
  const Bytes frame = from_hex("0001 0000 0001 0000");
  expect_client(udp(50000, 11211, join(frame, text("stats\r\n"))), kMemcached);
  expect_server(udp(11211, 50000, join(frame, text("STAT pid 1\r\n"))), kMemcached);
  expect_nothing(udp(50000, 11211, join(from_hex("0001 0001 0001 0000"), text("stats\r\n"))));
}

}  // namespace
}  // namespace flowsnoop::test
