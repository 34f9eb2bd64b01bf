// Opens what a Config says packets come from.
#pragma once

#include <memory>

#include "cli/options.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// Says on standard error which files of directories are no captures. Throws CaptureError, and
// UsageError where a file is to be read and written at once.
std::unique_ptr<PacketSource> open_source(const Config& config);

}  // namespace flowsnoop
