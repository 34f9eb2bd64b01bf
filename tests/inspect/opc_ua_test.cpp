#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kOpcUa = Application::kOpcUa;

Bytes message(std::string_view type) {
  return join(text("MSGF"), from_hex("20000000 01000000 01000000 02000000 02000000 0100"),
              from_hex(type), fill(4));
}

TEST(OpcUa, HelloAndAcknowledge) {
  expect_client(tcp(50000, 4840, join(text("HELF"), from_hex("20000000"), fill(24))), kOpcUa);
  expect_server(tcp(4840, 50000, join(text("ACKF"), from_hex("1c000000"), fill(20))), kOpcUa);
  expect_anyone(tcp(4840, 50000, join(text("OPNF"), from_hex("20000000"), fill(24))), kOpcUa);
}

TEST(OpcUa, ServicesTellTheSides) {
  expect_client(tcp(50000, 60000, message("7702")), kOpcUa);  // ReadRequest, 631
  expect_server(tcp(60000, 50000, message("7a02")), kOpcUa);  // ReadResponse, 634
  expect_anyone(tcp(60000, 50000, message("ffff")), kOpcUa);
}

TEST(OpcUa, NearMisses) {
  expect_nothing(tcp(50000, 4840, join(text("HELF"), from_hex("21000000"), fill(24))));
  expect_nothing(tcp(50000, 4840, join(text("HELX"), from_hex("20000000"), fill(24))));
  expect_nothing(tcp(50000, 4840, join(text("HALF"), from_hex("20000000"), fill(24))));
}

}  // namespace
}  // namespace flowsnoop::test
