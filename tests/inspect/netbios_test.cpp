#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

// 32 letters: the name "FRED" and blanks, first-level encoded.
const Bytes kName = join(from_hex("20"), text("EGFCEFEECACACACACACACACACACACAAA"), from_hex("00"));

TEST(NetbiosName, TheResponseBitTellsTheSides) {
  expect_client(
      udp(137, 137, join(from_hex("8001 0110 0001 0000 0000 0000"), kName, from_hex("0020 0001"))),
      Application::kNetbiosName);
  expect_server(udp(137, 137,
                    join(from_hex("8001 8580 0000 0001 0000 0000"), kName,
                         from_hex("0020 0001 00000e10 0006 0000 c0000207"))),
                Application::kNetbiosName);
}

TEST(NetbiosName, NearMisses) {
  const Bytes plain =
      join(from_hex("20"), text("EGFCEFEECACACACACACACACACACACAaa"), from_hex("00"));
  expect_nothing(udp(50000, 50137, join(from_hex("8001 0110 0002 0000 0000 0000"), kName)));
  expect_nothing(udp(50000, 50137, join(from_hex("8001 1810 0001 0000 0000 0000"), plain)));
  // In DNS the same name is a host's.
  EXPECT_EQ(look(udp(50000, 53,
                     join(from_hex("8001 0100 0001 0000 0000 0000"), kName, from_hex("0001 0001"))))
                .application,
            Application::kDns);
}

TEST(NetbiosSession, ARequestAndItsResponses) {
  expect_client(tcp(50000, 139, join(from_hex("81000044"), kName, kName)),
                Application::kNetbiosSession);
  expect_server(tcp(139, 50000, from_hex("82000000")), Application::kNetbiosSession);
  expect_server(tcp(139, 50000, from_hex("8300000182")), Application::kNetbiosSession);
  expect_server(tcp(139, 50000, from_hex("84000006c00002070089")), Application::kNetbiosSession);
  expect_anyone(tcp(139, 50000, from_hex("85000000")), Application::kNetbiosSession);
}

TEST(NetbiosSession, ShortMessagesCountOnThePortOnly) {
  expect_nothing(tcp(1390, 50000, from_hex("82000000")));
  expect_nothing(tcp(139, 50000, from_hex("82000001")));
}

TEST(NetbiosDatagram, HasNoDirection) {
  expect_anyone(udp(138, 138, join(from_hex("1102 0001 c0000207 008a 0044 0000"), kName, kName)),
                Application::kNetbiosDatagram);
  expect_nothing(
      udp(1138, 1138, join(from_hex("1102 0001 c0000207 008a 0044 0000"), kName, kName)));
}

}  // namespace
}  // namespace flowsnoop::test
