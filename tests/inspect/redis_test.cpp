#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kRedis = Application::kRedis;

TEST(Redis, CommandsAreTheClients) {
  expect_client(tcp(50000, 6379, text("*2\r\n$3\r\nGET\r\n$1\r\na\r\n")), kRedis);
  expect_client(tcp(50000, 60000, text("*1\r\n$4\r\nping\r\n")), kRedis);
  expect_client(tcp(50000, 60000, text("*2\r\n$10\r\nPSUBSCRIBE\r\n$1\r\n*\r\n")), kRedis);
}

TEST(Redis, RepliesAreTheServers) {
  expect_server(tcp(6379, 50000, text("+PONG\r\n")), kRedis);
  expect_server(tcp(6379, 50000, text("$5\r\nhello\r\n")), kRedis);
  expect_server(tcp(6379, 50000, text(":42\r\n")), kRedis);
  expect_server(tcp(6379, 50000, text("$-1\r\n")), kRedis);
  expect_server(tcp(60000, 50000, text("-NOAUTH Authentication required.\r\n")), kRedis);
  expect_server(tcp(60000, 50000, text("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n")), kRedis);
}

TEST(Redis, AnArrayMayBeAReply) {
  expect_anyone(tcp(6379, 50000, text("*2\r\n$5\r\ngreen\r\n$5\r\nworld\r\n")), kRedis);
}

TEST(Redis, NearMisses) {
  expect_nothing(tcp(60000, 50000, text("+PONG\r\n")));
  expect_nothing(tcp(50000, 60000, text("*2\r\n$4\r\nGET\r\n$1\r\na\r\n")));
  expect_nothing(tcp(50000, 60000, text("*2\r\n$5\r\ngreen\r\n$5\r\nworld\r\n")));
  expect_nothing(tcp(6379, 50000, text("+PONG")));
}

}  // namespace
}  // namespace flowsnoop::test
