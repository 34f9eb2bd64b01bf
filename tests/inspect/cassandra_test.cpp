#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kCassandra = Application::kCassandra;

TEST(Cassandra, TheFirstBitOfTheVersionTellsTheSides) {
  expect_client(tcp(50000, 9042, from_hex("04 00 0000 05 00000000")), kCassandra);
  expect_server(tcp(9042, 50000, from_hex("84 00 0000 06 00000002 0000")), kCassandra);
  expect_client(tcp(50000, 60000, from_hex("04 00 0001 07 00000004 00000000")), kCassandra);
}

TEST(Cassandra, NearMisses) {
  expect_nothing(tcp(50000, 9042, from_hex("04 00 0000 06 00000000")));  // a response's opcode
  expect_nothing(tcp(50000, 9042, from_hex("84 00 0000 05 00000000")));
  expect_nothing(tcp(50000, 9042, from_hex("04 00 0000 05 00000001")));
  expect_nothing(tcp(50000, 9042, from_hex("09 00 0000 05 00000000")));
}

}  // namespace
}  // namespace flowsnoop::test
