// What a run says on standard error when it ends: all that the records do not tell.
#pragma once

#include <span>

#include "capture/filter.h"
#include "cli/options.h"
#include "flowsnoop/analyzer.h"
#include "flowsnoop/packet_source.h"
#include "output/buffered_output.h"
#include "output/text_style.h"

namespace flowsnoop {

// --stats: with the table that people read, or beside the records.
void show_stats(const Config& config, const PacketSource& source, const Analyzer& analyzer,
                Output& output, const TextStyle& style);

// `filter` may be null. All of it is about the run as it is now.
void report(const Config& config, const PacketSource& source, const Analyzer& analyzer,
            const PacketFilter* filter);

}  // namespace flowsnoop
