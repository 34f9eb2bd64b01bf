#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Sip, RequestsAndResponsesAreHints) {
  expect_client(
      udp(5060, 5060, text("INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n")),
      Application::kSip, Strength::kHint);
  expect_server(udp(5060, 5060, text("SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP a\r\n")),
                Application::kSip, Strength::kHint);
  expect_client(tcp(50000, 5061, text("REGISTER sips:example.com SIP/2.0\r\n")), Application::kSip,
                Strength::kHint);
}

TEST(Sip, NearMisses) {
  expect_nothing(udp(5060, 5060, text("INVITE http://example.com SIP/2.0\r\n")));
  expect_nothing(udp(5060, 5060, text("LOOKUP sip:bob@example.com SIP/2.0\r\n")));
  expect_nothing(udp(5060, 5060, text("SIP/2.0 OK\r\n")));
}

TEST(Rtsp, RequestsAndResponses) {
  expect_client(tcp(50000, 554, text("DESCRIBE rtsp://example.com/a RTSP/1.0\r\nCSeq: 2\r\n")),
                Application::kRtsp);
  expect_client(tcp(50000, 554, text("OPTIONS rtsp://example.com/a RTSP/1.0\r\nCSeq: 1\r\n")),
                Application::kRtsp, Strength::kHint);
  expect_server(tcp(554, 50000, text("RTSP/1.0 200 OK\r\nCSeq: 2\r\n")), Application::kRtsp);
  expect_nothing(tcp(50000, 554, text("DESCRIBE example.com RTSP\r\n")));
}

TEST(Ssdp, SearchesAnnouncementsAndAnswers) {
  expect_client(udp(50000, 1900, text("M-SEARCH * HTTP/1.1\r\nMX: 1\r\n")), Application::kSsdp);
  expect_server(udp(1900, 50000, text("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n")),
                Application::kSsdp);
  expect_client(udp(1900, 1900, text("NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\n")),
                Application::kSsdp, Strength::kHint);
  expect_nothing(udp(50000, 1900, text("M-SEARCH / HTTP/1.1\r\n")));
}

TEST(Mgcp, CommandsAndReplies) {
  expect_client(udp(2727, 2427, text("AUEP 1200 aaln/1@gw.example.com MGCP 1.0\r\n")),
                Application::kMgcp, Strength::kHint);
  expect_server(udp(2427, 2727, text("200 1200 OK\r\n")), Application::kMgcp, Strength::kHint);
  expect_nothing(udp(2727, 2427, text("AUEP 1200 aaln/1@gw.example.com\r\n")));
  expect_nothing(udp(5000, 5001, text("200 1200 OK\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
