#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kMqtt = Application::kMqtt;

TEST(Mqtt, ConnectIsTheClientsOnAnyPort) {
  expect_client(tcp(50000, 60000, from_hex("10 0c 0004 4d515454 04 02 003c 0000")), kMqtt);
  expect_client(tcp(50000, 1883, from_hex("10 0e 0006 4d5149736470 03 02 003c 0000")), kMqtt);
}

TEST(Mqtt, ShortPacketsCountOnThePort) {
  expect_server(tcp(1883, 50000, from_hex("20 02 0000")), kMqtt);
  expect_client(tcp(50000, 1883, from_hex("82 06 0001 0001 61 00")), kMqtt);
  expect_server(tcp(1883, 50000, from_hex("90 03 0001 00")), kMqtt);
  expect_client(tcp(50000, 1883, from_hex("c0 00")), kMqtt);
  expect_server(tcp(1883, 50000, from_hex("d0 00")), kMqtt);
  expect_client(tcp(50000, 1883, from_hex("e0 00")), kMqtt);
  expect_nothing(tcp(50000, 60000, from_hex("c0 00")));
}

TEST(Mqtt, BothSidesPublish) {
  expect_anyone(tcp(50000, 1883, from_hex("30 05 0001 61 6869")), kMqtt);
  expect_anyone(tcp(1883, 50000, from_hex("40 02 0001")), kMqtt);
}

TEST(Mqtt, NearMisses) {
  expect_nothing(tcp(50000, 60000, from_hex("10 0c 0004 4d515453 04 02 003c 0000")));
  expect_nothing(tcp(50000, 60000, from_hex("11 0c 0004 4d515454 04 02 003c 0000")));
  expect_nothing(tcp(50000, 1883, from_hex("80 06 0001 0001 61 00")));
  expect_nothing(tcp(50000, 1883, from_hex("82 16 0001 0001 61 00")));  // longer than it is
}

}  // namespace
}  // namespace flowsnoop::test
