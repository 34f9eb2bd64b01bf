#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kAmqp = Application::kAmqp;

Bytes method(std::string_view class_and_method) {
  return join(from_hex("01 0001 00000008"), from_hex(class_and_method), fill(4), from_hex("ce"));
}

TEST(Amqp, TheProtocolHeader) {
  expect_client(tcp(50000, 5672, from_hex("414d5150 00000901")), kAmqp);
  expect_anyone(tcp(50000, 5672, from_hex("414d5150 00010000")), kAmqp);  // 1.0: both send it
}

TEST(Amqp, MethodsTellTheSides) {
  expect_server(tcp(5672, 50000, method("000a 000a")), kAmqp);  // connection.start
  expect_client(tcp(50000, 5672, method("000a 000b")), kAmqp);
  expect_client(tcp(50000, 60000, method("003c 0028")), kAmqp);  // basic.publish
  expect_server(tcp(60000, 50000, method("003c 003c")), kAmqp);  // basic.deliver
  expect_client(tcp(50000, 60000, method("0032 000a")), kAmqp);  // queue.declare
  expect_server(tcp(60000, 50000, method("0032 000b")), kAmqp);
  expect_client(tcp(50000, 60000, method("0014 000a")), kAmqp);  // channel.open
  expect_server(tcp(60000, 50000, method("0014 000b")), kAmqp);
}

TEST(Amqp, BothSidesCloseAndBeat) {
  expect_anyone(tcp(50000, 5672, method("000a 0032")), kAmqp);
  expect_anyone(tcp(50000, 5672, from_hex("08 0000 00000000 ce")), kAmqp);
}

TEST(Amqp, NearMisses) {
  Bytes no_end = method("003c 0028");
  no_end.back() = 0xcd;
  expect_nothing(tcp(50000, 60000, no_end));
  expect_nothing(tcp(50000, 60000, method("0100 0028")));
  expect_nothing(tcp(50000, 60000, from_hex("414d5140 00000901")));
}

}  // namespace
}  // namespace flowsnoop::test
