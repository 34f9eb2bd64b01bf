// Who talks to whom: the sockets of a flow follow from its number, so that nothing has to be kept
// for them. Pure functions.
#pragma once

#include <cstdint>

#include "frame.h"
#include "random.h"

namespace flowsnoop::bench {

// Each flow has a client address of its own in 10.0.0.0/8, in an order that looks random, and one
// of the ports that Linux gives to clients. `generation` tells the flows apart that a client has
// one after the other: each has another port, far from the last, until all were used. (Ports that
// just count up would make ndpiReader's trees into lists.)
inline Socket client_of(std::uint32_t flow, std::uint32_t generation = 0) {
  constexpr std::uint32_t kFirstPort = 32768;
  constexpr std::uint32_t kPorts = 60999 - kFirstPort + 1;
  // A product with an odd number hits every value modulo a power of two once.
  const std::uint32_t host = (flow * 0x9e3779b1u + 0x5bd1e9u) & 0xffffff;
  constexpr std::uint32_t kStep = 17389;  // has no divisor in common with kPorts
  const auto drawn = static_cast<std::uint32_t>(mix(flow) & 0xffff);
  const auto place =
      static_cast<std::uint32_t>((drawn + std::uint64_t{generation} * kStep) % kPorts);
  return {0x0a000000 | host, static_cast<std::uint16_t>(kFirstPort + place)};
}

// One of 512 servers in 198.51.100.0/24 and 203.0.113.0/24.
inline Socket server_of(std::uint32_t flow, std::uint16_t port) {
  const auto drawn = static_cast<std::uint32_t>(mix(flow + 0x51ed27));
  const std::uint32_t network = (drawn & 0x100) != 0 ? 0xc6336400 : 0xcb007100;
  return {network | (drawn & 0xff), port};
}

}  // namespace flowsnoop::bench
