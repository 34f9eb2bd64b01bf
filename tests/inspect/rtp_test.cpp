#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Rtp, MediaOfFixedSizeIsSymmetric) {
  expect_peer(udp(16384, 16400, join(from_hex("8000 1234 00000001 11223344"), fill(160, 0xd5))),
              Application::kRtp);
  expect_peer(udp(16384, 16400, join(from_hex("8092 1234 00000001 11223344"), fill(20, 0xd5))),
              Application::kRtp);
}

TEST(Rtp, AKnownExtensionSupportsAnyType) {
  expect_peer(udp(50000, 50002,
                  join(from_hex("9078 1234 00000001 11223344 bede 0001 10ff0000"), fill(77, 0x1c))),
              Application::kRtp);
}

TEST(Rtp, NearMisses) {
  expect_nothing(udp(16384, 16400, join(from_hex("8000 1234 00000001 11223344"), fill(161, 0xd5))));
  expect_nothing(udp(16384, 16400, join(from_hex("8060 1234 00000001 11223344"), fill(160, 0xd5))));
  expect_nothing(udp(16384, 16400, join(from_hex("4000 1234 00000001 11223344"), fill(160, 0xd5))));
  expect_nothing(
      udp(50000, 50002, join(from_hex("9078 1234 00000001 11223344 beef 0001"), fill(80))));
}

const Bytes kReport = join(from_hex("80c8 0006 11223344"), fill(20, 0x2a));

TEST(Rtcp, ReportsAreSymmetric) {
  expect_peer(udp(16385, 16401, kReport), Application::kRtcp);
  expect_peer(udp(16385, 16401, join(kReport, from_hex("81ca 0003 11223344 0104 61626364 0000"))),
              Application::kRtcp);
}

TEST(Rtcp, TheFirstReportStaysInTheClearWhenTheRestIsEncrypted) {
  expect_peer(udp(16385, 16401, join(kReport, fill(50, 0x99))), Application::kRtcp);
}

TEST(Rtcp, NearMisses) {
  expect_nothing(udp(16385, 16401, join(from_hex("80c8 0007 11223344"), fill(24, 0x2a))));
  expect_nothing(udp(16385, 16401, join(from_hex("80ce 0007 11223344"), fill(60, 0x2a))));
}

}  // namespace
}  // namespace flowsnoop::test
