#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kKafka = Application::kKafka;

TEST(Kafka, RequestsNameTheirClient) {
  expect_client(
      tcp(50000, 60000, join(from_hex("00000010 0003 0001 00000001 0006"), text("client"))),
      kKafka);
}

TEST(Kafka, WithoutANameThePortSupportsItAndTheDirectionIsOpen) {
  expect_anyone(tcp(50000, 9092, from_hex("0000000e 0003 0001 00000001 ffff 00000000")), kKafka);
  expect_nothing(tcp(50000, 60000, from_hex("0000000e 0003 0001 00000001 ffff 00000000")));
}

TEST(Kafka, NearMisses) {
  const Bytes name = text("client");
  expect_nothing(tcp(50000, 9092, join(from_hex("00000011 0003 0001 00000001 0006"), name)));
  expect_nothing(tcp(50000, 9092, join(from_hex("00000010 0103 0001 00000001 0006"), name)));
  expect_nothing(tcp(50000, 9092, join(from_hex("00000010 0003 0101 00000001 0006"), name)));
}

}  // namespace
}  // namespace flowsnoop::test
