#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kMysql = Application::kMysql;

const Bytes kGreeting = join(from_hex("3200 00 00 0a"), text("8.0.36"), from_hex("00 08000000"),
                             fill(8, 0x41), from_hex("00"), fill(29, 0x21));

TEST(Mysql, TheServerGreets) {
  expect_server(tcp(3306, 50000, kGreeting), kMysql);
  expect_server(tcp(60000, 50000, kGreeting), kMysql);
}

TEST(Mysql, TheClientLogsIn) {
  expect_client(
      tcp(50000, 60000,
          join(from_hex("260000 01 05a20f00 00000001 21"), fill(23), text("alice"), Bytes{0})),
      kMysql);
}

TEST(Mysql, CommandsBeginAtZero) {
  expect_client(tcp(50000, 60000, join(from_hex("090000 00 03"), text("SELECT 1"))), kMysql);
  expect_client(tcp(50000, 3306, from_hex("010000 00 0e")), kMysql);  // ping
}

TEST(Mysql, AnswersAreTheServers) {
  expect_server(
      tcp(60000, 50000, join(from_hex("160000 02 ff 1504 23"), text("28000Access denied"))),
      kMysql);
  expect_server(tcp(60000, 50000, join(from_hex("010000 01 01 170000 02 03646566"), fill(19))),
                kMysql);
  expect_server(tcp(3306, 50000, from_hex("070000 02 00 00 00 0200 0000")), kMysql);
}

// An error in place of a greeting, before the client could say that it knows SQL states.
TEST(Mysql, TheServerRefusesInsteadOfGreeting) {
  const Bytes refusal = join(from_hex("170000 00 ff 1004"), text("Too many connections"));
  expect_server(tcp(3306, 50000, refusal), kMysql);
  expect_server(tcp(60000, 50000, refusal), kMysql);
  expect_server(
      tcp(60000, 50000,
          join(from_hex("270000 00 ff 6a04"), text("Host 'a.example' is not allowed here"))),
      kMysql);
  expect_server(tcp(60000, 50000,  // some servers give the SQL state all the same
                    join(from_hex("1d0000 00 ff 1004 23"), text("08004Too many connections"))),
                kMysql);
}

TEST(Mysql, NearMissesOfARefusal) {
  const Bytes words = text("Too many connections");
  expect_nothing(tcp(60000, 50000, join(from_hex("180000 00 ff 1004"), words)));  // the length
  expect_nothing(tcp(60000, 50000, join(from_hex("170000 00 fe 1004"), words)));
  expect_nothing(tcp(60000, 50000, join(from_hex("170000 00 ff e703"), words)));  // 999
  expect_nothing(tcp(60000, 50000, join(from_hex("170000 00 ff d007"), words)));  // 2000
  expect_nothing(tcp(60000, 50000, from_hex("030000 00 ff 1004")));               // no text
  expect_nothing(tcp(60000, 50000, join(from_hex("080000 00 ff 1004"), fill(5, 0x80))));
  expect_nothing(tcp(60000, 50000,
                     join(from_hex("080000 00 ff 1004"), text("A\x01"
                                                              "BC\n"))));
}

TEST(Mysql, NearMisses) {
  expect_nothing(tcp(50000, 60000, from_hex("010000 00 0e")));  // a ping, not on the port
  expect_nothing(tcp(50000, 60000, join(from_hex("090000 00 03"), text("DANCE  1"))));
  Bytes version_9 = kGreeting;
  version_9[4] = 9;
  expect_nothing(tcp(60000, 50000, version_9));
}

}  // namespace
}  // namespace flowsnoop::test
