#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kWsDiscovery = Application::kWsDiscovery;

Bytes envelope(std::string_view action) {
  return join(text("<?xml version=\"1.0\"?><s:Envelope><s:Header><a:Action>"
                   "http://schemas.xmlsoap.org/ws/2005/04/discovery/"),
              text(action), text("</a:Action></s:Header></s:Envelope>"));
}

TEST(WsDiscovery, ActionsTellTheSides) {
  expect_client(udp(50000, 3702, envelope("Probe")), kWsDiscovery);
  expect_client(udp(50000, 3702, envelope("Hello")), kWsDiscovery, Strength::kHint);
}

TEST(WsDiscovery, AMatchIsTheServers) {
  const Finding finding = look(udp(3702, 50000, envelope("ProbeMatches")));
  EXPECT_EQ(finding.application, kWsDiscovery);
  EXPECT_EQ(finding.speaker, Speaker::kServer);
}

TEST(WsDiscovery, NearMisses) {
  expect_nothing(udp(50000, 60000, envelope("Probe")));
  expect_nothing(udp(50000, 3702, text("<?xml version=\"1.0\"?><s:Envelope/>")));
}

}  // namespace
}  // namespace flowsnoop::test
