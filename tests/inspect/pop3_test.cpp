#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kPop3 = Application::kPop3;

TEST(Pop3, CommandsAreTheClients) {
  expect_client(tcp(50000, 110, text("USER alice\r\n")), kPop3);
  expect_client(tcp(50000, 110, text("STAT\r\n")), kPop3);
  expect_client(tcp(50000, 10110, text("CAPA\r\n")), kPop3);
  expect_client(tcp(50000, 10110, text("RETR 1\r\n")), kPop3);
}

TEST(Pop3, ResponsesAreTheServers) {
  expect_server(tcp(110, 50000, text("+OK ready\r\n")), kPop3);
  expect_server(tcp(110, 50000, text("-ERR no such message\r\n")), kPop3);
  expect_server(tcp(10110, 50000, text("+OK POP3 server ready\r\n")), kPop3);
}

TEST(Pop3, WhatRedisSaysTooCountsOnThePortOnly) {
  expect_nothing(tcp(10110, 50000, text("+OK\r\n")));
}

TEST(Pop3, NearMisses) {
  expect_nothing(tcp(50000, 110, text("XYZZY 1\r\n")));
  expect_nothing(tcp(50000, 10110, text("CAPA now\r\n")));
  expect_nothing(tcp(110, 50000, text("+KO ready\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
