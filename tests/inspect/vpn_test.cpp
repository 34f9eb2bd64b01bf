#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Wireguard, WhoBeginsIsAHint) {
  expect_client(udp(50000, 51820, join(from_hex("01000000"), fill(144, 0x5c))),
                Application::kWireguard, Strength::kHint);
  expect_server(udp(51820, 50000, join(from_hex("02000000"), fill(88, 0x5c))),
                Application::kWireguard, Strength::kHint);
  expect_anyone(
      udp(50000, 51820, join(from_hex("04000000 11223344 0100000000000000"), fill(32, 0x5c))),
      Application::kWireguard);
}

TEST(Wireguard, NearMisses) {
  expect_nothing(udp(50000, 51820, join(from_hex("01000000"), fill(143, 0x5c))));
  expect_nothing(udp(50000, 51820, join(from_hex("01000001"), fill(144, 0x5c))));
  expect_nothing(
      udp(50000, 51820, join(from_hex("04000000 11223344 0100000000000001"), fill(32, 0x5c))));
}

const Bytes kClientReset = from_hex("38 0102030405060708 00 00000000");
const Bytes kServerReset = from_hex("40 1112131415161718 01 00000000 0102030405060708 00000000");

TEST(Openvpn, ResetsTellTheSides) {
  expect_client(udp(50000, 60000, kClientReset), Application::kOpenvpn);
  expect_server(udp(60000, 50000, kServerReset), Application::kOpenvpn);
  expect_client(tcp(50000, 1194, join(from_hex("000e"), kClientReset)), Application::kOpenvpn);
  expect_server(tcp(1194, 50000, join(from_hex("001a"), kServerReset)), Application::kOpenvpn);
}

TEST(Openvpn, WithAKeyForAuthentication) {
  expect_client(udp(50000, 1194,
                    join(from_hex("38 0102030405060708"), fill(20, 0x6d),
                         from_hex("00000001 65000000 00 00000000"))),
                Application::kOpenvpn);
}

TEST(Openvpn, WithAKeyForEncryption) {
  const Bytes rest = join(from_hex("65000000"), fill(37, 0x6d));
  expect_client(udp(50000, 60000, join(from_hex("38 0102030405060708 00000001"), rest)),
                Application::kOpenvpn);
  expect_client(udp(50000, 60000, join(from_hex("50 0102030405060708 0f000001"), rest)),
                Application::kOpenvpn);
  expect_server(udp(60000, 50000, join(from_hex("40 1112131415161718 00000001"), rest)),
                Application::kOpenvpn);
}

// A game's answer, "PONG" and zeros, was taken for a reset of the third method.
TEST(Openvpn, AWordAndZerosAreNoReset) {
  expect_nothing(udp(9999, 50000, join(text("PONG"), fill(50))));
  expect_nothing(udp(9999, 50000, join(from_hex("38"), fill(13))));
}

TEST(Openvpn, DataNeedsThePort) {
  expect_anyone(udp(50000, 1194, join(from_hex("48000000"), fill(60, 0x6d))),
                Application::kOpenvpn);
  expect_nothing(udp(50000, 60000, join(from_hex("48000000"), fill(60, 0x6d))));
}

TEST(Openvpn, NearMisses) {
  expect_nothing(udp(50000, 60000, from_hex("38 0102030405060708 00 00000001")));
  expect_nothing(udp(50000, 60000, from_hex("39 0102030405060708 00 00000000")));
}

Bytes ike(std::string_view responder, std::string_view version, std::string_view flags) {
  return join(from_hex("0102030405060708"), from_hex(responder), from_hex("21"), from_hex(version),
              from_hex("22"), from_hex(flags), from_hex("00000000 00000020"), fill(4, 9));
}
constexpr std::string_view kNobody = "0000000000000000", kSomebody = "1112131415161718";

TEST(Ike, TheInitiatorSaysSo) {
  expect_client(udp(50000, 500, ike(kNobody, "20", "08")), Application::kIke);
  expect_server(udp(500, 50000, ike(kSomebody, "20", "20")), Application::kIke);
  expect_client(udp(500, 500, ike(kNobody, "20", "08")), Application::kIke, Strength::kHint);
}

TEST(Ike, Version1TellsOnlyAtItsBegin) {
  expect_client(udp(50000, 500, ike(kNobody, "10", "00")), Application::kIke);
  expect_anyone(udp(50000, 500, ike(kSomebody, "10", "00")), Application::kIke);
}

TEST(Ike, BehindTheMarkerOfPort4500) {
  expect_client(udp(50000, 4500, join(from_hex("00000000"), ike(kSomebody, "20", "08"))),
                Application::kIke);
}

TEST(Ike, NearMisses) {
  expect_nothing(udp(50000, 500, ike(kNobody, "30", "08")));
  Bytes longer = ike(kNobody, "20", "08");
  longer.push_back(0);
  expect_nothing(udp(50000, 500, longer));
}

TEST(L2tp, ControlMessages) {
  const auto control = [](std::string_view type) {
    return join(from_hex("c802 0014 0000 0000 0000 0000 8008 0000 0000"), from_hex(type));
  };
  expect_client(udp(1701, 1701, control("0001")), Application::kL2tp);
  expect_server(udp(1701, 1701, control("0002")), Application::kL2tp);
  expect_anyone(udp(1701, 1701, control("0006")), Application::kL2tp);
  expect_nothing(udp(1702, 1702, control("0001")));
}

TEST(Gtp, NodesOfOneRankAskEachOther) {
  expect_client(udp(2123, 2123, from_hex("32 01 0004 00000000 00010000")), Application::kGtp,
                Strength::kHint);
  expect_server(udp(2123, 2123, from_hex("32 02 0006 00000000 00010000 0e01")), Application::kGtp,
                Strength::kHint);
  expect_client(udp(2123, 2123, from_hex("48 20 0008 00000000 00000100")), Application::kGtp,
                Strength::kHint);
  expect_anyone(udp(2152, 2152, from_hex("30 ff 0004 00000001 45000000")), Application::kGtp);
  expect_nothing(udp(2152, 2152, from_hex("30 ff 0005 00000001 45000000")));
}

}  // namespace
}  // namespace flowsnoop::test
