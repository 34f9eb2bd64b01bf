// Joins inspect/ and flow/: what a payload shows is noted in its flow. Pure functions on a Flow.
#pragma once

#include <cstdint>
#include <optional>

#include "flow/flow.h"
#include "flow/flow_packet.h"

namespace flowsnoop {

// Looks at one payload and adds what it shows to the flow's findings. Returns the port on which the
// sender says it will be listening, if it does (FTP's PORT, PASV and their like). The address that
// such a message names is not used: behind NAT it is another one than the packets have.
std::optional<std::uint16_t> inspect_flow_payload(Flow& flow, Side sender,
                                                  const FlowPacket& packet);

}  // namespace flowsnoop
