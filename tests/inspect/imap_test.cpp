#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kImap = Application::kImap;

TEST(Imap, CommandsHaveATag) {
  expect_client(tcp(50000, 143, text("a001 LOGIN alice secret\r\n")), kImap);
  expect_client(tcp(50000, 10143, text("A2 SELECT INBOX\r\n")), kImap);
  expect_client(tcp(50000, 143, text("x.7 UID FETCH 1:* (FLAGS)\r\n")), kImap);
}

TEST(Imap, ResponsesAreTheServers) {
  expect_server(tcp(143, 50000, text("* OK IMAP4rev1 ready\r\n")), kImap);
  expect_server(tcp(10143, 50000, text("* 23 EXISTS\r\n")), kImap);
  expect_server(tcp(143, 50000, text("a001 OK LOGIN completed\r\n")), kImap);
  expect_server(tcp(143, 50000, text("+ go on\r\n")), kImap);
}

TEST(Imap, NearMisses) {
  expect_nothing(tcp(50000, 143, text("a001 DANCE\r\n")));
  expect_nothing(tcp(143, 50000, text("* 23 SHEEP\r\n")));
  expect_nothing(tcp(143, 50000, text("* HELLO\r\n")));
  expect_nothing(tcp(50000, 50001, text("please FETCH 1\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
