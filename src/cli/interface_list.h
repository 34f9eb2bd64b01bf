// What -D prints. Pure.
#pragma once

#include <span>
#include <string>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// A line an interface: name, state, addresses, description.
std::string describe_interfaces(std::span<const LiveInterface> interfaces);

}  // namespace flowsnoop
