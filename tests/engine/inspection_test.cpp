#include "engine/inspection.h"

#include <gtest/gtest.h>

#include <string_view>

#include "flowsnoop/ports.h"
#include "inspect/inspect.h"

namespace flowsnoop {
namespace {

// Says `text` in a flow and returns the port it announces.
std::optional<std::uint16_t> say(Flow& flow, Side sender, std::string_view text,
                                 std::uint64_t frame = 1, std::uint16_t server_port = 8081) {
  FlowPacket packet;
  packet.frame_number = frame;
  packet.headers.protocol = kProtocolTcp;
  packet.headers.payload = reinterpret_cast<const std::uint8_t*>(text.data());
  packet.headers.payload_captured = static_cast<std::uint32_t>(text.size());
  packet.headers.payload_length = packet.headers.payload_captured;
  packet.headers.source_port = sender == Side::kLow ? 51514 : server_port;
  packet.headers.destination_port = sender == Side::kLow ? server_port : 51514;
  const Application spoken = inspect_flow_payload(flow, sender, packet);
  return spoken == Application::kFtp ? announced_port(packet) : std::nullopt;
}

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

TEST(Inspection, NotesTheApplicationAndWhoServes) {
  Flow flow;
  say(flow, Side::kLow, kRequest, 4);
  EXPECT_EQ(static_cast<Application>(flow.payload.application), Application::kHttp);
  EXPECT_EQ(flow.payload.strong_votes[index(Side::kHigh)], 1);
  EXPECT_EQ(flow.payload.strong_votes[index(Side::kLow)], 0);
  EXPECT_EQ(flow.payload.strong_frame, 4u);
  say(flow, Side::kHigh, kResponse, 5);
  EXPECT_EQ(flow.payload.strong_votes[index(Side::kHigh)], 2);
  EXPECT_EQ(flow.payload.strong_frame, 4u) << "the first frame stays";
}

TEST(Inspection, NotesNothingOfNoise) {
  Flow flow;
  EXPECT_EQ(say(flow, Side::kLow, "\x8b\x13\x9c\x77\xe1\x02\x55\xaa\x31\x99"), std::nullopt);
  EXPECT_EQ(flow.payload.application, 0);
  EXPECT_EQ(flow.payload.strong_votes[0] + flow.payload.strong_votes[1], 0);
}

TEST(Inspection, HearsWhereFtpDataConnectionsWillBe) {
  Flow flow;
  flow.payloads_inspected[0] = flow.payloads_inspected[1] = 4;
  EXPECT_EQ(say(flow, Side::kHigh, "227 Entering Passive Mode (192,0,2,1,82,11).\r\n", 1, 21),
            82 * 256 + 11);
  EXPECT_EQ(say(flow, Side::kHigh, "229 Entering Extended Passive Mode (|||21003|)\r\n", 1, 21),
            21003);
  EXPECT_EQ(say(flow, Side::kLow, "PORT 192,0,2,2,200,1\r\n", 1, 21), 200 * 256 + 1);
  EXPECT_EQ(say(flow, Side::kLow, "TYPE I\r\n", 1, 21), std::nullopt);
  EXPECT_EQ(flow.payloads_inspected[0], 0) << "a control connection is listened to on";
}

}  // namespace
}  // namespace flowsnoop
