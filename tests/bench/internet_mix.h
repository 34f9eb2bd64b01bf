// A mix of applications and packet sizes as on an internet link, with flows that begin and end.
#pragma once

#include <cstdint>
#include <memory>

#include "traffic.h"

namespace flowsnoop::bench {

std::unique_ptr<Traffic> make_internet_mix(std::uint32_t flows, std::uint64_t seed);

}  // namespace flowsnoop::bench
