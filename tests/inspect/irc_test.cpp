#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kIrc = Application::kIrc;

TEST(Irc, OnlyWhatAServerSendsOnHasAPrefix) {
  expect_server(tcp(6667, 50000, text(":irc.example.net 001 alice :Welcome\r\n")), kIrc);
  expect_server(tcp(60000, 50000, text(":bob!b@example.com PRIVMSG #c :hi\r\n")), kIrc);
  expect_server(tcp(6667, 50000, text("NOTICE AUTH :*** Looking up your hostname\r\n")), kIrc);
}

TEST(Irc, CommandsAreTheClients) {
  expect_client(tcp(50000, 60000, text("USER alice 0 * :Alice\r\n")), kIrc);
  expect_client(tcp(50000, 60000, text("JOIN #c\r\n")), kIrc);
  expect_client(tcp(50000, 60000, text("NICK alice\r\nUSER alice 0 * :Alice\r\n")), kIrc);
  expect_client(tcp(50000, 6667, text("NICK alice\r\n")), kIrc);
}

TEST(Irc, MostlyAServerPings) {
  expect_server(tcp(6667, 50000, text("PING :irc.example.net\r\n")), kIrc, Strength::kHint);
}

TEST(Irc, NearMisses) {
  expect_nothing(tcp(50000, 60000, text("NICK alice\r\n")));
  expect_nothing(tcp(50000, 60000, text("JOIN us\r\n")));
  expect_nothing(tcp(50000, 60000, text(":bob DANCE #c\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
