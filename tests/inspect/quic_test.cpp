#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kQuic = Application::kQuic;

Bytes padded(const Bytes& begin, std::size_t size = 1200) {
  return join(begin, fill(size - begin.size(), 0x3c));
}

const Bytes kEightToNone = from_hex("c0 00000001 08 0102030405060708 00 00 449e");
const Bytes kNoneToEight = from_hex("c0 00000001 00 08 0102030405060708 00 4080");

TEST(Quic, BrowsersHaveShortIdsAndServersHaveNot) {
  expect_client(udp(50000, 443, padded(kEightToNone)), kQuic);
  expect_server(udp(443, 50000, padded(kNoneToEight)), kQuic);
  expect_client(
      udp(50000, 443, padded(from_hex("c0 00000001 08 0102030405060708 03 aabbcc 00 449b"))),
      kQuic);
}

TEST(Quic, OnlyAClientHasATokenAndEarlyData) {
  expect_client(
      udp(50000, 443,
          padded(from_hex("c0 00000001 08 0102030405060708 08 1112131415161718 02 beef"))),
      kQuic);
  expect_client(udp(50000, 443, padded(from_hex("d0 00000001 08 0102030405060708 00 4480"))),
                kQuic);
}

TEST(Quic, OnlyAServerSendsRetryAndVersionNegotiation) {
  expect_server(udp(443, 50000, padded(from_hex("f0 00000001 00 08 0102030405060708"), 100)),
                kQuic);
  expect_server(udp(443, 50000, from_hex("80 00000000 00 08 0102030405060708 00000001")), kQuic);
}

TEST(Quic, TypesOfVersion2AreNumberedOtherwise) {
  expect_server(udp(443, 50000, padded(from_hex("c0 6b3343cf 00 08 0102030405060708"), 100)),
                kQuic);
  expect_client(udp(50000, 443, padded(from_hex("d0 6b3343cf 08 0102030405060708 00 01 aa 449d"))),
                kQuic);
}

TEST(Quic, LongIdsOnBothSidesLeaveHints) {
  const Bytes ids = from_hex("c0 00000001 08 0102030405060708 08 1112131415161718 00");
  expect_client(udp(50000, 443, padded(join(ids, from_hex("4497")))), kQuic, Strength::kHint);
  expect_anyone(udp(443, 50000, padded(join(ids, from_hex("4080")))), kQuic);  // another follows
  expect_server(udp(443, 50000, padded(join(ids, from_hex("4016")), 47)), kQuic, Strength::kHint);
}

TEST(Quic, AHandshakePacketHasNoDirection) {
  expect_anyone(udp(443, 50000, padded(from_hex("e0 00000001 00 08 0102030405060708"), 100)),
                kQuic);
}

TEST(Quic, GooglesVersions) {
  expect_client(udp(50000, 443, padded(from_hex("0d 0102030405060708 51303339 01"))), kQuic);
  expect_client(udp(50000, 443, padded(from_hex("c3 51303436 50 0102030405060708"))), kQuic);
  expect_server(udp(443, 50000, padded(from_hex("c3 51303436 05 0102030405060708"), 100)), kQuic);
}

TEST(Quic, NearMisses) {
  expect_nothing(udp(50000, 443, padded(from_hex("c0 00000007 08 0102030405060708 00 00 449e"))));
  expect_nothing(udp(50000, 443, padded(from_hex("80 00000001 08 0102030405060708 00 00 449e"))));
  expect_nothing(udp(50000, 443, padded(from_hex("c0 00000001 15 0102030405060708 00 00 449e"))));
  expect_nothing(udp(50000, 443, padded(from_hex("43 0102030405060708"), 60)));  // a short header
}

}  // namespace
}  // namespace flowsnoop::test
