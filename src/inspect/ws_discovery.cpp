// WS-Discovery (OASIS, version 1.1 section 5): SOAP messages to a group, and what answers them.
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {

Finding recognise_ws_discovery(const PayloadView& payload) {
  constexpr std::size_t kMaxXml = 1500;
  if (!on_port(payload, 3702)) return no_finding();
  const std::string_view xml(reinterpret_cast<const char*>(payload.bytes.data()),
                             std::min(payload.bytes.size(), kMaxXml));
  if (xml[0] != '<' || xml.find("/discovery") == std::string_view::npos) return no_finding();
  const auto says = [&](std::string_view action) {
    return xml.find(action) != std::string_view::npos;
  };
  if (says("/ProbeMatches") || says("/ResolveMatches")) {
    return from_server(Application::kWsDiscovery);
  }
  if (says("/Probe") || says("/Resolve")) return from_client(Application::kWsDiscovery);
  // Hello and Bye: who sends it is the client of all who listen.
  if (says("/Hello") || says("/Bye"))
    return from_client(Application::kWsDiscovery, Strength::kHint);
  return from_anyone(Application::kWsDiscovery);
}

}  // namespace flowsnoop
