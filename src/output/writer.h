// What every output format has in common: records and events come in while the analysis runs, and
// finish() ends the output.
//
// A writer borrows its Output, which outlives it, and is used by one thread. Its functions throw
// what Output::flush() throws.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "flowsnoop/accounting.h"
#include "flowsnoop/analyzer.h"
#include "output/buffered_output.h"
#include "output/text_style.h"

namespace flowsnoop {

enum class Format : std::uint8_t {
  kText,    // a table for people, sorted by start, and a summary
  kEvents,  // a line for each thing that happens, as it happens
  kJson,    // JSON Lines
  kCsv,     // RFC 4180
};

// What is known when the run ends.
struct RunSummary {
  Accounting accounting;
};

class RecordWriter : public RecordSink {
 public:
  // Writes what comes last and flushes. Called once, after the last record.
  virtual void finish(const RunSummary& summary) = 0;

  // Called now and then while packets are captured: what waits for a time may go out.
  virtual void keep_up() {}

  // The output goes to a new, empty file from now on: what stands at the beginning of one is
  // written.
  virtual void begin_file() {}

  // After finish(): why the output is not what was asked for, as one line; empty where it is.
  virtual std::string problem() const { return {}; }
};

// Whether a format is made of events, so that AnalyzerOptions::events is needed.
constexpr bool needs_events(Format format) {
  return format == Format::kEvents;
}

// `style`, `numeric` (no service names) and `memory` concern the formats for people only: programs
// get the same fields always. The table uses so many bytes for its rows at most, and so many
// threads to write them.
std::unique_ptr<RecordWriter> make_writer(Format format, Output& output, TextStyle style,
                                          bool numeric, std::size_t memory, unsigned threads = 1);

}  // namespace flowsnoop
