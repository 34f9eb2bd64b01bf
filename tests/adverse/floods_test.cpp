// More conversations than there is memory for, and connections that last among them. tests/adverse/
// floods does the same with millions, and measures.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {
namespace {

constexpr std::uint64_t kPackets = 60'000;
constexpr std::uint64_t kConnections = 20;
constexpr std::uint64_t kEach = 10;  // every so many packets one of a connection

// Keeps of the connections that last what their records say, and of all the sum.
class Sums : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override {
    packets += record.client.packets + record.server.packets;
    if (record.protocol == 6 && record.server.port == 443)
      lasting[record.client.port].push_back(record);
  }

  std::uint64_t packets = 0;
  std::map<std::uint16_t, std::vector<FlowRecord>> lasting;
};

Bytes flood_frame(std::mt19937_64& random, std::uint8_t protocol) {
  const std::uint64_t drawn = random();
  const std::string source = "100." + std::to_string(drawn & 0xff) + "." +
                             std::to_string(drawn >> 8 & 0xff) + "." +
                             std::to_string(drawn >> 16 & 0xff);
  const auto port = static_cast<std::uint16_t>(drawn >> 24);
  PacketBuilder builder;
  builder.ethernet().ipv4(source, "192.0.2.2");
  if (protocol == 6) {
    builder.tcp(port, 80, {.flags = 0x02});
  } else {
    builder.udp(port, static_cast<std::uint16_t>(drawn >> 40 | 1024));
  }
  return builder.build();
}

// The packet of a round: SYN, SYN-ACK, ACK, and then data.
Bytes connection_frame(std::uint64_t connection, std::uint64_t round) {
  const bool from_client = round % 2 == 0;
  const auto port = static_cast<std::uint16_t>(50'000 + connection);
  const std::uint8_t flags = round == 0 ? 0x02 : round == 1 ? 0x12 : 0x18;
  PacketBuilder builder;
  builder.ethernet().ipv4(from_client ? "192.0.2.1" : "192.0.2.2",
                          from_client ? "192.0.2.2" : "192.0.2.1");
  builder.tcp(from_client ? port : 443, from_client ? 443 : port,
              {.flags = flags, .sequence = static_cast<std::uint32_t>(round)});
  return builder.payload(round < 3 ? "" : "x").build();
}

class Flood : public testing::TestWithParam<std::uint8_t> {};

TEST_P(Flood, EvictsOthersThanConnectionsThatLast) {
  Sums sums;
  Analyzer analyzer({.memory = AnalyzerOptions::kLeastMemory}, sums);
  std::mt19937_64 random(1);
  std::uint64_t of_connections = 0;
  for (std::uint64_t i = 0; i < kPackets; ++i) {
    const bool lasts = i % kEach == 0;
    const Bytes frame =
        lasts ? connection_frame(of_connections % kConnections, of_connections / kConnections)
              : flood_frame(random, GetParam());
    of_connections += lasts;
    const Packet packet = as_packet(frame, static_cast<std::int64_t>(i) * 10'000, i + 1);
    analyzer.add_packets({&packet, 1});
  }
  analyzer.finish();
  EXPECT_GT(analyzer.evicted(), kPackets / 2);
  EXPECT_EQ(sums.packets, kPackets);
  EXPECT_EQ(sums.lasting.size(), kConnections);
  for (const auto& [port, records] : sums.lasting) {
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].client.packets + records[0].server.packets, of_connections / kConnections);
    EXPECT_EQ(records[0].end_reason, EndReason::kCaptureEnd);
  }
}

INSTANTIATE_TEST_SUITE_P(Protocol, Flood, testing::Values(std::uint8_t{6}, std::uint8_t{17}));

}  // namespace
}  // namespace flowsnoop::test
