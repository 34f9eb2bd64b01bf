#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

Bytes radius(std::string_view code) {
  return join(from_hex(code), from_hex("01 001b"), fill(16, 0x3c), from_hex("01 07"),
              text("alice"));
}

TEST(Radius, CodesTellTheSides) {
  expect_client(udp(50000, 1812, radius("01")), Application::kRadius);
  expect_server(udp(1812, 50000, radius("02")), Application::kRadius);
  expect_client(udp(50000, 60000, radius("04")), Application::kRadius);
  expect_server(udp(60000, 50000, radius("05")), Application::kRadius);
}

TEST(Radius, NearMisses) {
  expect_nothing(udp(50000, 1812, radius("0a")));
  Bytes longer = radius("01");
  longer.push_back(0);
  expect_nothing(udp(50000, 1812, longer));
  Bytes attribute = radius("01");
  attribute[21] = 1;
  expect_nothing(udp(50000, 1812, attribute));
}

TEST(Tacacs, TheClientCountsOdd) {
  expect_client(tcp(50000, 49, join(from_hex("c0 01 01 00 11223344 00000008"), fill(8, 0x7f))),
                Application::kTacacs);
  expect_server(tcp(49, 50000, join(from_hex("c1 01 02 04 11223344 00000008"), fill(8, 0x7f))),
                Application::kTacacs);
  expect_nothing(tcp(50000, 49, join(from_hex("c0 04 01 00 11223344 00000008"), fill(8))));
  expect_nothing(tcp(50000, 49, join(from_hex("c0 01 01 00 11223344 00000009"), fill(8))));
}

Bytes diameter(std::string_view flags, std::string_view command) {
  return join(from_hex("01 000020"), from_hex(flags), from_hex(command), fill(12), fill(12, 1));
}

TEST(Diameter, WhoConnectsAsksForCapabilities) {
  expect_client(tcp(50000, 3868, diameter("80", "000101")), Application::kDiameter);
  expect_server(tcp(3868, 50000, diameter("00", "000101")), Application::kDiameter);
}

TEST(Diameter, LaterBothAsk) {
  expect_client(tcp(50000, 3868, diameter("c0", "000110")), Application::kDiameter,
                Strength::kHint);
  expect_server(tcp(3868, 50000, diameter("40", "000110")), Application::kDiameter,
                Strength::kHint);
}

TEST(Diameter, NearMisses) {
  expect_nothing(tcp(50000, 3868, diameter("81", "000101")));
  expect_nothing(tcp(50000, 3868, diameter("80", "000001")));
}

}  // namespace
}  // namespace flowsnoop::test
