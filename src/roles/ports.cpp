#include "flowsnoop/ports.h"

#include "roles/services_data.h"

namespace flowsnoop {

std::string_view to_string(PortClass port_class) {
  switch (port_class) {
    case PortClass::kSystem:
      return "system";
    case PortClass::kUser:
      return "user";
    case PortClass::kDynamic:
      return "dynamic";
  }
  return {};
}

std::string_view common_name(PortClass port_class) {
  switch (port_class) {
    case PortClass::kSystem:
      return "well-known";
    case PortClass::kUser:
      return "registered";
    case PortClass::kDynamic:
      return "ephemeral";
  }
  return {};
}

std::string_view service_name(std::uint16_t port, std::uint8_t protocol) {
  std::uint16_t position = 0;
  if (protocol == kProtocolTcp) position = kServiceIndex.tcp.position(port);
  if (protocol == kProtocolUdp || protocol == kProtocolUdpLite) {
    position = kServiceIndex.udp.position(port);
  }
  if (position == 0) return {};
  return kRegisteredServices[position - std::size_t{1}].name;
}

}  // namespace flowsnoop
