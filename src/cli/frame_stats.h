// What --stats shows: where every frame went, by reason and by capture. Pure.
#pragma once

#include <span>
#include <string>

#include "flowsnoop/accounting.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// A table of lines; each number is the sum of those of the next deeper lines under it. A capture's
// frames are those of the interfaces that name it as their file; live, an interface stands for
// itself. `by_interface` is Analyzer::accounting_by_interface(). Without `utf8` it is all ASCII.
std::string describe_frames(std::span<const Interface> interfaces,
                            std::span<const Accounting> by_interface, bool utf8);

}  // namespace flowsnoop
