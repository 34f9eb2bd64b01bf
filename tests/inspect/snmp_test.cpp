#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kSnmp = Application::kSnmp;

Bytes version_2(std::string_view pdu_tag) {
  return join(from_hex("3026 020101 0406"), text("public"), from_hex(pdu_tag),
              from_hex("19 020112 020100 020100 300e 300c 06082b06010201010100 0500"));
}

TEST(Snmp, ThePduTellsTheSides) {
  expect_client(udp(50000, 161, version_2("a0")), kSnmp);
  expect_client(udp(50000, 161, version_2("a5")), kSnmp);
  expect_server(udp(161, 50000, version_2("a2")), kSnmp);
}

TEST(Snmp, WhoReportsATrapIsTheClientOfItsListener) {
  expect_client(udp(50000, 162, version_2("a7")), kSnmp);
}

// Flags, then what follows the security parameters.
Bytes version_3(std::string_view flags, std::string_view pdu) {
  const Bytes scoped = from_hex(pdu);
  return join(from_hex("30"), Bytes{static_cast<std::uint8_t>(24 + scoped.size())},
              from_hex("020103 300f 020201aa 020305dc00 0401"), from_hex(flags),
              from_hex("020103 0402 3000"), scoped);
}

TEST(Snmp, Version3TellsByPduOrByReportableFlag) {
  expect_client(udp(50000, 161, version_3("04", "300d 0400 0400 a007 020101 020100 30")), kSnmp);
  expect_server(udp(161, 50000, version_3("00", "300d 0400 0400 a207 020101 020100 30")), kSnmp);
  expect_client(udp(50000, 161, version_3("07", "0408 0102030405060708")), kSnmp, Strength::kHint);
  expect_anyone(udp(161, 50000, version_3("03", "0408 0102030405060708")), kSnmp);
}

TEST(Snmp, NearMisses) {
  Bytes longer = version_2("a0");
  longer.push_back(0);
  expect_nothing(udp(50000, 161, longer));
  expect_nothing(udp(50000, 161, version_2("b0")));
  Bytes version_9 = version_2("a0");
  version_9[4] = 9;
  expect_nothing(udp(50000, 161, version_9));
}

}  // namespace
}  // namespace flowsnoop::test
