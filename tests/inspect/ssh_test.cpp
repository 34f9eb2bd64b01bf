#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kSsh = Application::kSsh;

// A packet of `message`, 4 bytes of padding, filled to a multiple of 8 bytes.
Bytes packet(std::uint8_t message, const Bytes& content) {
  const std::size_t padding = 4 + (8 - (6 + content.size() + 4) % 8) % 8;
  const std::size_t length = 2 + content.size() + padding;
  return join(Bytes{0, 0, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length),
                    static_cast<std::uint8_t>(padding), message},
              content, fill(padding));
}

Bytes kex_init(std::string_view algorithms) {
  return packet(20,
                join(fill(16, 0xc0), Bytes{0, 0, 0, static_cast<std::uint8_t>(algorithms.size())},
                     text(algorithms), fill(60)));
}

TEST(Ssh, BothSidesIdentifyThemselves) {
  expect_anyone(tcp(22, 50000, text("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")), kSsh);
  expect_anyone(tcp(50000, 22, text("SSH-1.99-OpenSSH_3.4\r\n")), kSsh);
}

TEST(Ssh, SoftwareThatIsOneOfTheTwoIsAHint) {
  expect_client(tcp(50000, 22, text("SSH-2.0-PuTTY_Release_0.78\r\n")), kSsh, Strength::kHint);
  expect_server(tcp(22, 50000, text("SSH-2.0-ROSSSH\r\n")), kSsh, Strength::kHint);
}

TEST(Ssh, TheKeyExchangeNamesWhoOffersIt) {
  expect_client(tcp(50000, 22, kex_init("curve25519-sha256,ext-info-c")), kSsh);
  expect_server(tcp(22, 50000, kex_init("curve25519-sha256,kex-strict-s-v00@openssh.com")), kSsh);
  expect_anyone(tcp(22, 50000, kex_init("curve25519-sha256")), kSsh);
}

TEST(Ssh, AnIdentificationAndAKeyExchangeInOneSegment) {
  expect_client(
      tcp(50000, 22, join(text("SSH-2.0-Go\r\n"), kex_init("ecdh-sha2-nistp256,ext-info-c"))),
      kSsh);
}

TEST(Ssh, KeysTellTheSides) {
  expect_client(tcp(50000, 22, packet(30, fill(36, 7))), kSsh);
  expect_server(tcp(22, 50000, packet(31, fill(200, 7))), kSsh);
  expect_client(tcp(50000, 22, packet(34, fill(12, 7))), kSsh);
  expect_server(tcp(22, 50000, text("Protocol mismatch.\n")), kSsh);
}

TEST(Ssh, NearMisses) {
  expect_nothing(tcp(50000, 50022, packet(77, fill(36, 7))));
  Bytes odd = packet(30, fill(36, 7));
  odd[3] = static_cast<std::uint8_t>(odd[3] + 1);  // not a multiple of 8
  expect_nothing(tcp(50000, 50022, odd));
  expect_nothing(tcp(50000, 22, text("SSL-2.0-nothing\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
