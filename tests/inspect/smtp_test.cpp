#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kSmtp = Application::kSmtp;

TEST(Smtp, CommandsAreTheClients) {
  expect_client(tcp(50000, 25, text("EHLO mail.example.com\r\n")), kSmtp);
  expect_client(tcp(50000, 10025, text("MAIL FROM:<a@example.com>\r\n")), kSmtp);
  expect_client(tcp(50000, 10025, text("rcpt to:<b@example.com>\r\n")), kSmtp);
  expect_client(tcp(50000, 587, text("STARTTLS\r\n")), kSmtp);
  expect_client(tcp(50000, 25, text("QUIT\r\n")), kSmtp);
}

TEST(Smtp, RepliesAreTheServers) {
  expect_server(tcp(25, 50000, text("220 mx.example.com ESMTP\r\n")), kSmtp);
  expect_server(tcp(10025, 50000, text("220 mx.example.com ESMTP Postfix\r\n")), kSmtp);
  expect_server(tcp(25, 50000, text("250-mx.example.com\r\n250 PIPELINING\r\n")), kSmtp);
  expect_server(tcp(25, 50000, text("354 go on\r\n")), kSmtp);
  expect_server(tcp(25, 50000, text("550 no such user\r\n")), kSmtp);
}

TEST(Smtp, WhatOthersSayTooCountsOnThePortOnly) {
  expect_nothing(tcp(50000, 50025, text("NOOP\r\n")));
  expect_nothing(tcp(50025, 50000, text("354 go on\r\n")));
}

TEST(Smtp, NearMisses) {
  expect_nothing(tcp(50000, 25, text("EHLO\r\n")));
  expect_nothing(tcp(50000, 25, text("MAIL TO:<a@example.com>\r\n")));
  expect_nothing(tcp(25, 50000, text("2200 mx.example.com\r\n")));
  expect_nothing(tcp(25, 50000, text("199 mx.example.com\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
