#include <random>

#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Inspect, AnEmptyPayloadIsNothing) {
  expect_nothing(tcp(50000, 443, {}));
  expect_nothing(udp(50000, 53, {}));
  EXPECT_EQ(look(tcp(50000, 443, fill(10)), 0, 10).application, Application::kUnknown);
}

TEST(Inspect, EachTransportHasItsOwnProtocols) {
  const Bytes client_hello = join(from_hex("16030100c8 010000c4 0303"), fill(194, 0x5a));
  expect_client(tcp(50000, 443, client_hello), Application::kTls);
  expect_nothing(udp(50000, 443, client_hello));
}

TEST(Inspect, TheApplicationDoesNotDependOnThePort) {
  expect_client(tcp(50000, 22, text("GET / HTTP/1.1\r\n\r\n")), Application::kHttp);
  expect_anyone(tcp(50000, 80, text("SSH-2.0-OpenSSH_9.2\r\n")), Application::kSsh);
}

// Bytes of one value are what padding, keep-alives and empty blocks of files look like.
TEST(Inspect, RunsOfOneByteAreNothing) {
  for (int value = 0; value < 256; ++value) {
    for (const std::size_t size : {1u, 2u, 8u, 64u, 300u, 1460u}) {
      const Bytes run = fill(size, static_cast<std::uint8_t>(value));
      EXPECT_EQ(describe(look(tcp(50000, 50001, run))), "nothing") << value << " " << size;
      EXPECT_EQ(describe(look(udp(50000, 50001, run))), "nothing") << value << " " << size;
    }
  }
}

TEST(Inspect, NoiseIsFoundToBeSomethingOnceInTenThousandAtMost) {
  constexpr int kPayloads = 1'000'000;
  constexpr int kMaxFalse = kPayloads / 10'000;
  std::mt19937_64 random(20240229);
  Bytes noise(1464);
  int false_findings = 0;
  for (int i = 0; i < kPayloads; ++i) {
    const std::size_t size = 1 + random() % (i % 4 == 0 ? 1460 : 64);
    for (std::size_t at = 0; at < size; at += 8) {
      const std::uint64_t word = random();
      for (std::size_t byte = 0; byte < 8; ++byte) {
        noise[at + byte] = static_cast<std::uint8_t>(word >> (8 * byte));
      }
    }
    const PayloadView payload{{noise.data(), size},
                              static_cast<std::uint32_t>(size),
                              static_cast<std::uint8_t>(i % 2 == 0 ? 6 : 17),
                              static_cast<std::uint16_t>(49152 + random() % 16384),
                              static_cast<std::uint16_t>(49152 + random() % 16384)};
    if (inspect_payload(payload).application != Application::kUnknown) ++false_findings;
  }
  EXPECT_LE(false_findings, kMaxFalse);
}

// Where a port supports a weak format, noise passes more often, and still rarely.
TEST(Inspect, NoiseOnKnownPortsHasADirectionOnceInAHundredAtMost) {
  constexpr std::uint16_t kPorts[] = {
      21,   23,   25,   53,   67,   69,   88,   102,  110,  111,  119,   123,   137,  138,
      139,  143,  161,  389,  443,  445,  500,  502,  514,  520,  546,   646,   1080, 1194,
      1433, 1521, 1701, 1812, 1883, 2049, 2123, 2404, 3306, 3389, 3478,  3702,  3868, 4500,
      5353, 5355, 5432, 5683, 5900, 6379, 6667, 8080, 9042, 9092, 20000, 27017, 44818};
  constexpr int kPayloads = 2000;
  std::mt19937_64 random(7);
  for (const std::uint16_t port : kPorts) {
    int with_direction = 0;
    for (int i = 0; i < kPayloads; ++i) {
      Bytes noise(1 + random() % 80);
      for (std::uint8_t& byte : noise) byte = static_cast<std::uint8_t>(random());
      // A snaplen may have cut what was sent.
      const std::size_t length = noise.size() + (i % 3 == 0 ? random() % 1400 : 0);
      const Said said = i % 2 == 0 ? tcp(port, 50000, noise) : udp(port, 50000, noise);
      if (has_direction(look(said, noise.size(), length).speaker)) ++with_direction;
    }
    EXPECT_LE(with_direction, kPayloads / 100) << port;
  }
}

}  // namespace
}  // namespace flowsnoop::test
