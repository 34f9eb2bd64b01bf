// Makes the lengths and checksums of a frame right again after bytes of it were changed, so that a
// fuzzer gets past the checks of them. Pure functions; they share no code with decode/.
#pragma once

#include <optional>

#include "fuzz_input.h"

namespace flowsnoop::fuzz {

// Where the headers of a frame are that a mutator knows.
struct FramePlaces {
  std::size_t ip = 0;
  std::size_t transport = 0;  // behind the IPv6 extension headers
  std::size_t payload = 0;    // behind the TCP, UDP or ICMP header; at most the frame's size
  std::uint8_t protocol = 0;
};

// Nothing where no IP header is found: it is looked for where the link type has it.
std::optional<FramePlaces> find_places(ByteView frame, std::uint16_t link_type);

// Lengths of IP and UDP, checksums of IPv4, TCP, UDP and ICMP; the same inside of the tunnels that
// follow IP directly or are VXLAN. A frame without IP is left as it is.
void repair_frame(std::span<std::uint8_t> frame, std::uint16_t link_type);

}  // namespace flowsnoop::fuzz
