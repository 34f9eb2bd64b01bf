#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kOracleTns = Application::kOracleTns;

Bytes packet(std::string_view type, std::string_view rest) {
  return join(from_hex("0020 0000"), from_hex(type), from_hex("00 0000"), from_hex(rest), fill(20));
}

TEST(OracleTns, ConnectAndAccept) {
  expect_client(tcp(50000, 1521, packet("01", "0136 012c")), kOracleTns);
  expect_server(tcp(1521, 50000, packet("02", "0136 0000")), kOracleTns);
  expect_client(tcp(50000, 60000, packet("01", "0139 012c")), kOracleTns);
}

TEST(OracleTns, TheRestNeedsThePort) {
  expect_server(tcp(1521, 50000, packet("04", "0000 0000")), kOracleTns);
  expect_server(tcp(1521, 50000, from_hex("0008 0000 0b 00 0000")), kOracleTns);
  expect_anyone(tcp(1521, 50000, packet("06", "0000 0000")), kOracleTns);
  expect_nothing(tcp(60000, 50000, packet("06", "0000 0000")));
}

TEST(OracleTns, NearMisses) {
  expect_nothing(tcp(50000, 1521, packet("01", "0236 012c")));
  Bytes longer = packet("01", "0136 012c");
  longer.push_back(0);
  expect_nothing(tcp(50000, 1521, longer));
}

}  // namespace
}  // namespace flowsnoop::test
