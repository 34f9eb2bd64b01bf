#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kCoap = Application::kCoap;

TEST(Coap, CodesTellTheSides) {
  expect_client(udp(50000, 5683, from_hex("44 01 0001 11223344 b4 74657374")), kCoap);
  expect_server(udp(5683, 50000, from_hex("64 45 0001 11223344 ff 6869")), kCoap);
  expect_anyone(udp(50000, 5683, from_hex("40 00 0001")), kCoap);
}

TEST(Coap, NearMisses) {
  expect_nothing(udp(50000, 60000, from_hex("44 01 0001 11223344 b4 74657374")));
  expect_nothing(udp(50000, 5683, from_hex("84 01 0001 11223344")));
  expect_nothing(udp(50000, 5683, from_hex("44 61 0001 11223344")));
  expect_nothing(udp(50000, 5683, from_hex("49 01 0001 112233445566778899")));
}

}  // namespace
}  // namespace flowsnoop::test
