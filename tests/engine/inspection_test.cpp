#include "engine/inspection.h"

#include <gtest/gtest.h>

#include <string>
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

Application application_of(const Flow& flow) {
  return static_cast<Application>(flow.payload.application);
}

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

TEST(Inspection, NotesTheApplicationAndWhoServes) {
  Flow flow;
  say(flow, Side::kLow, kRequest, 4);
  EXPECT_EQ(application_of(flow), Application::kHttp);
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

constexpr std::string_view kCotpRequest("\3\0\0\x0b\6\xe0\0\0\0\1\0", 11);
constexpr std::string_view kCotpConfirm("\3\0\0\x0b\6\xd0\0\1\0\2\0", 11);
constexpr std::string_view kCotpData("\3\0\0\7\2\xf0\0", 7);  // without user data
constexpr std::string_view kS7Job(
    "\3\0\0\x19\2\xf0\x80\x32\1\0\0\0\1\0\x08\0\0\xf0\0\0\1\0\1\3\xc0", 25);

// The connection request of the carrier came first, and its name stayed.
TEST(Inspection, WhatIsoTransportCarriesNamesTheConversation) {
  Flow flow;
  say(flow, Side::kLow, kCotpRequest, 1, 102);
  say(flow, Side::kHigh, kCotpConfirm, 2, 102);
  EXPECT_EQ(application_of(flow), Application::kCotp);
  say(flow, Side::kLow, kS7Job, 3, 102);
  EXPECT_EQ(application_of(flow), Application::kS7comm);
  say(flow, Side::kLow, kCotpData, 4, 102);
  EXPECT_EQ(application_of(flow), Application::kS7comm) << "the carrier does not come back";
  EXPECT_EQ(flow.payload.strong_votes[index(Side::kHigh)], 3) << "each message votes once";
  EXPECT_EQ(flow.payload.strong_votes[index(Side::kLow)], 0);
  EXPECT_EQ(flow.payload.strong_frame, 1u);
}

TEST(Inspection, MmsAndRdpAreCarriedByIsoTransportToo) {
  constexpr std::string_view kMmsRequest(
      "\3\0\0\x1b\2\xf0\x80\1\0\1\0\x61\x0e\x30\x0c\2\1\3\xa0\7\xa0\5\2\1\1\x82\0", 27);
  constexpr std::string_view kMcsConnect("\3\0\0\x0b\2\xf0\x80\x7f\x65\2\4", 11);
  Flow mms;
  say(mms, Side::kLow, kCotpRequest, 1, 102);
  say(mms, Side::kLow, kMmsRequest, 2, 102);
  EXPECT_EQ(application_of(mms), Application::kMms);
  Flow rdp;
  say(rdp, Side::kLow, kCotpRequest, 1, 13389);
  say(rdp, Side::kLow, kMcsConnect, 2, 13389);
  EXPECT_EQ(application_of(rdp), Application::kRdp);
}

TEST(Inspection, WhatANetbiosSessionCarriesNamesTheConversation) {
  const std::string name = " " + std::string(32, 'C') + std::string(1, '\0');
  Flow flow;
  say(flow, Side::kLow, std::string("\x81\0\0\x44", 4) + name + name, 1, 139);
  say(flow, Side::kHigh, std::string_view("\x82\0\0\0", 4), 2, 139);
  EXPECT_EQ(application_of(flow), Application::kNetbiosSession);
  say(flow, Side::kLow, std::string("\0\0\0\x23\xffSMB\x72", 9) + std::string(30, '\0'), 3, 139);
  EXPECT_EQ(application_of(flow), Application::kSmb);
}

TEST(Inspection, OnlyWhatACarrierCarriesTakesItsPlace) {
  Flow flow;
  say(flow, Side::kLow, kCotpRequest);
  say(flow, Side::kLow, kRequest);
  EXPECT_EQ(application_of(flow), Application::kCotp);
  Flow other;
  say(other, Side::kLow, kRequest);
  say(other, Side::kLow, kS7Job, 2, 102);
  EXPECT_EQ(application_of(other), Application::kHttp) << "the first one stays";
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
