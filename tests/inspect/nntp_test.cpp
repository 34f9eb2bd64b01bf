#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kNntp = Application::kNntp;

TEST(Nntp, CommandsAndResponses) {
  expect_client(tcp(50000, 119, text("GROUP comp.lang.c\r\n")), kNntp);
  expect_client(tcp(50000, 10119, text("MODE READER\r\n")), kNntp);
  expect_server(tcp(119, 50000, text("211 1234 3000 4234 comp.lang.c\r\n")), kNntp);
  expect_server(tcp(10119, 50000, text("200 news.example.com NNTP ready\r\n")), kNntp);
}

TEST(Nntp, NearMisses) {
  expect_nothing(tcp(50000, 119, text("GROUPS comp.lang.c\r\n")));
  expect_nothing(tcp(50000, 10119, text("GROUP comp.lang.c\r\n")));
  expect_nothing(tcp(10119, 50000, text("211 1234 3000 4234 comp.lang.c\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
