// Names of hosts, from packets to records.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {
namespace {

using testing::ElementsAre;

constexpr char kClient[] = "192.0.2.10";
constexpr char kServer[] = "198.51.100.80";

// "server name source" of each TCP conversation.
class Servers final : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override {
    if (record.protocol == 6) lines.push_back(describe(record));
  }
  void on_event(const FlowEvent& event) override {
    if (event.flow->protocol == 6) lines.push_back("event " + describe(*event.flow));
  }

  std::vector<std::string> lines;

 private:
  static std::string describe(const FlowRecord& record) {
    return std::string(record.server_name.text) + " " +
           std::string(to_string(record.server_name.source));
  }
};

// A response that says that `letter`.test is at the server.
Bytes answer(char letter) {
  Bytes message = from_hex("0001 8180 0001 0001 0000 0000 0161 0474657374 00 0001 0001");
  message[13] = static_cast<std::uint8_t>(letter);
  const Bytes record = from_hex("c00c 0001 0001 0000003c 0004 c6336450");
  message.insert(message.end(), record.begin(), record.end());
  return PacketBuilder()
      .ethernet()
      .ipv4("192.0.2.53", kClient)
      .udp(53, 40000)
      .payload(message)
      .build();
}

Bytes syn() {
  return PacketBuilder().ethernet().ipv4(kClient, kServer).tcp(50000, 443, {.flags = 0x02}).build();
}

class HostNames : public testing::Test {
 protected:
  // Hears so many answers of one conversation, then a connection begins.
  void run(const AnalyzerOptions& options, int answers, std::vector<HostName> names = {}) {
    Analyzer analyzer(options, servers);
    std::int64_t time_ns = 0;
    for (int i = 0; i < answers; ++i) {
      const Bytes frame = answer(static_cast<char>('a' + i));
      const Packet packet = as_packet(frame, time_ns += 1000, 1);
      analyzer.add_packets({&packet, 1});
    }
    analyzer.add_host_names(names);
    const Bytes frame = syn();
    const Packet packet = as_packet(frame, time_ns += 1000, 2);
    analyzer.add_packets({&packet, 1});
    analyzer.finish();
  }

  Servers servers;
};

TEST_F(HostNames, ComeWithTheRecord) {
  run({}, 1);
  EXPECT_THAT(servers.lines, ElementsAre("a.test dns"));
}

// Payloads are looked at four a side, but all answers are heard.
TEST_F(HostNames, AreOfAllAnswersOfOneConversation) {
  run({}, 20);
  EXPECT_THAT(servers.lines, ElementsAre("t.test dns"));
}

TEST_F(HostNames, AreInEventsToo) {
  run({.events = true}, 1);
  ASSERT_FALSE(servers.lines.empty());
  EXPECT_EQ(servers.lines.front(), "event a.test dns");
}

TEST_F(HostNames, OfTheCapture) {
  run({}, 0, {{*parse_ip_address(kServer), "build-server"}});
  EXPECT_THAT(servers.lines, ElementsAre("build-server capture"));
}

TEST_F(HostNames, AreNotLookedForWhereNobodyWantsThem) {
  run({.names = false}, 1, {{*parse_ip_address(kServer), "build-server"}});
  EXPECT_THAT(servers.lines, ElementsAre(" none"));
}

}  // namespace
}  // namespace flowsnoop::test
