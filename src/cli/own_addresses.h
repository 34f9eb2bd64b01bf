// The addresses of the machine that this runs on.
#pragma once

#include <vector>

#include "output/network.h"

namespace flowsnoop {

// Of all interfaces, each a network of one address. Empty where the system does not say.
std::vector<Network> own_addresses();

}  // namespace flowsnoop
