// Flows written down for the tests of roles/.
#pragma once

#include <cstdint>

#include "flow/flow.h"
#include "flowsnoop/ports.h"

namespace flowsnoop::test {

inline IpAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  const std::uint8_t octets[] = {a, b, c, d};
  return IpAddress::from_ipv4(octets);
}

// A flow between these ports, by Side, whose low side sent the first packet, frame 9.
inline Flow flow_of(std::uint16_t low_port, std::uint16_t high_port,
                    std::uint8_t protocol = kProtocolTcp) {
  Flow flow;
  flow.key.address[0] = ipv4(192, 0, 2, 1);
  flow.key.address[1] = ipv4(192, 0, 2, 2);
  flow.key.port[0] = low_port;
  flow.key.port[1] = high_port;
  flow.key.protocol = protocol;
  flow.key.ip_version = 4;
  flow.first_sender = Side::kLow;
  flow.first_frame = 9;
  flow.sent[0].packets = flow.sent[1].packets = 1;
  return flow;
}

}  // namespace flowsnoop::test
