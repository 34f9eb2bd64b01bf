// Does what a Config says: joins a source, the analyzer and a writer.
#pragma once

#include "cli/options.h"

namespace flowsnoop {

// What the program's exit status says.
enum class ExitStatus : int {
  kDone = 0,
  kFailed = 1,   // it could not start or go on
  kUsage = 2,    // the command line makes no sense
  kDamaged = 3,  // a capture is cut short or damaged; what could be read of it was shown
};

// Reads all packets and writes all records. Throws CaptureError, OutputError or ClosedPipe. One run
// at a time: SIGINT and SIGTERM end it cleanly while it lasts, a second one ends the process.
ExitStatus run_analysis(const Config& config);

}  // namespace flowsnoop
