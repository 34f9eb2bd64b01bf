// Why a conversation's client is called its client: the evidence piece by piece, with what the
// verdict would have been without each.
//
// Conversations are explained as they end; nothing is kept.
#pragma once

#include <string>

#include "output/flow_selector.h"
#include "output/layout.h"
#include "output/writer.h"

namespace flowsnoop {

// The verdict that evidence leads to, seen from the one that was given.
struct Alternative {
  bool undecided = false;  // there is nothing on either side
  bool reversed = false;   // the server would be called the client
  double confidence = 0.5;
  bool alone = false;  // `by` decides, and nothing else is weighed
  EvidenceKind by = EvidenceKind::kFirstSpeaker;
};

// What the verdict would be without the piece of evidence at `position`, which is below
// roles.evidence_count.
Alternative verdict_without(const Roles& roles, std::size_t position);

class ExplainWriter final : public RecordWriter {
 public:
  ExplainWriter(Output& output, TextStyle style, const FlowSelector& selector);

  void on_record(const FlowRecord& record) override;
  void finish(const RunSummary& summary) override;
  std::string problem() const override;

 private:
  void explain(const FlowRecord& record);
  void explain_verdict(const FlowRecord& record);
  void explain_evidence(const FlowRecord& record, std::size_t position);
  void write_indented(std::string_view text);

  Output& output_;
  FlowSelector selector_;
  LineBuilder line_;
  bool found_ = false;
};

}  // namespace flowsnoop
