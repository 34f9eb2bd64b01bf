#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kPostgresql = Application::kPostgresql;

TEST(Postgresql, TheClientStarts) {
  expect_client(tcp(50000, 5432, from_hex("00000008 04d2162f")), kPostgresql);
  expect_client(
      tcp(50000, 60000,
          join(from_hex("00000014 00030000"), text("user"), Bytes{0}, text("alice"), Bytes{0, 0})),
      kPostgresql);
  expect_client(tcp(50000, 5432, from_hex("00000010 04d2162e 00000001 00000002")), kPostgresql);
}

TEST(Postgresql, MessagesOfTheClient) {
  expect_client(tcp(50000, 5432, join(from_hex("51 0000000d"), text("SELECT 1"), Bytes{0})),
                kPostgresql);
  expect_client(tcp(50000, 60000,
                    join(from_hex("50 00000010 00"), text("SELECT 1"), from_hex("00 0000"),
                         from_hex("53 00000004"))),
                kPostgresql);
  expect_client(tcp(50000, 5432, from_hex("58 00000004")), kPostgresql);
}

TEST(Postgresql, MessagesOfTheServer) {
  expect_server(tcp(5432, 50000, from_hex("52 00000008 00000000")), kPostgresql);
  expect_server(tcp(60000, 50000, from_hex("5a 00000005 49")), kPostgresql);
  expect_server(
      tcp(5432, 50000,
          join(from_hex("43 0000000d"), text("SELECT 1"), Bytes{0}, from_hex("5a 00000005 49"))),
      kPostgresql);
}

TEST(Postgresql, NearMisses) {
  expect_nothing(tcp(60000, 50000, from_hex("5a 00000006 49")));  // the chain does not end
  expect_nothing(tcp(60000, 50000, from_hex("5a 00000005 4a")));  // no such state
  expect_nothing(tcp(50000, 60000, from_hex("00000009 04d2162f")));
  expect_nothing(tcp(50000, 60000, from_hex("00000008 00020000")));
}

}  // namespace
}  // namespace flowsnoop::test
