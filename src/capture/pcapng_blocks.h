// Writes the blocks of a pcapng savefile: any link types, interface names and nanoseconds survive.
//
// Source: draft-ietf-opsawg-pcapng. In this machine's byte order, which the section header tells.
// Each function appends one whole block to `out`. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// The section's length is left open.
void append_section_header(std::vector<std::uint8_t>& out);

void append_interface(const Interface& interface, std::vector<std::uint8_t>& out);

// As an Enhanced Packet Block of the interface `interface_id` of the section. A time before 1970,
// which pcapng cannot express, is written as 1970-01-01 00:00.
void append_packet(const Packet& packet, std::uint32_t interface_id,
                   std::vector<std::uint8_t>& out);

// Of the name, kMaxHostName bytes.
void append_host_name(const HostName& host, std::vector<std::uint8_t>& out);

}  // namespace flowsnoop
