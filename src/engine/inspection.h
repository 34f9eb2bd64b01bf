// Joins inspect/ and flow/: what a payload shows is noted in its flow. Pure functions on a Flow.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "flow/flow.h"
#include "flow/flow_packet.h"
#include "inspect/inspect.h"

namespace flowsnoop {

// Adds what a payload, the one of the frame with this number, has shown by other means than below.
void note_finding(Flow& flow, Side sender, const Finding& finding, std::uint64_t frame);

// Looks at a message that was put together from several payloads, the last of which is `packet`,
// and adds what it shows where its direction is not known yet.
void inspect_message(Flow& flow, Side sender, std::span<const std::uint8_t> message,
                     const FlowPacket& packet);

// Looks at one payload, adds what it shows to the flow's findings, and returns what it speaks.
Application inspect_flow_payload(Flow& flow, Side sender, const FlowPacket& packet);

// The port on which the sender says in a payload of FTP that it will be listening, if it does
// (PORT, PASV and their like). The address that such a message names is not used: behind NAT it is
// another one than the packets have.
std::optional<std::uint16_t> announced_port(const FlowPacket& packet);

}  // namespace flowsnoop
