// The whole of flowsnoop behind one class: packets in, named conversations out.
//
// An Analyzer is used by one thread. Records and events are handed to the sink while
// add_packets(), advance_clock() or finish() runs; they are valid for the duration of the call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "flowsnoop/accounting.h"
#include "flowsnoop/flow_event.h"
#include "flowsnoop/flow_record.h"
#include "flowsnoop/flow_timeouts.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

// Where an Analyzer sends what it finds.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void on_record(const FlowRecord& record) = 0;
  virtual void on_event(const FlowEvent& /*event*/) {}
};

struct AnalyzerOptions {
  FlowTimeouts timeouts{};
  bool events = false;  // call RecordSink::on_event
  // Conversations that do not prove their roles wait for finish(), when all that the capture's
  // conversations show together is known.
  bool second_look = false;
};

class Analyzer {
 public:
  // `sink` is borrowed and outlives the Analyzer.
  Analyzer(const AnalyzerOptions& options, RecordSink& sink);
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  // Takes packets in the order of the capture; their bytes are not needed after the call.
  void add_packets(std::span<const Packet> packets);

  // Counts frames that were read but are not to be analyzed.
  void add_filtered(std::uint64_t frames);

  // Live: tells the time when no packet did, so that silent conversations end.
  void advance_clock(std::int64_t now_ns);

  // Ends all conversations that are still open, as EndReason::kCaptureEnd, in order of flow_id.
  void finish();

  const Accounting& accounting() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace flowsnoop
