// A part of a writer's records, written to memory on a thread of its own, and from there to the
// writer's output in one piece.
#pragma once

#include <memory>

#include "flowsnoop/analyzer.h"
#include "output/buffered_output.h"

namespace flowsnoop {

// A Writer can be made from another one and the output that it is to write to, which it keeps
// whatever it is told.
template <typename Writer>
class MemoryPart final : public RecordPart {
 public:
  // Borrows `output`, which `writer` writes to.
  MemoryPart(const Writer& writer, Output& output)
      : output_(output), text_(Output::to_memory()), writer_(writer, text_) {}

  void on_record(const FlowRecord& record) override { writer_.on_record(record); }
  void hand_over() override {
    output_.append_lines(text_.text());
    text_.clear();
  }

 private:
  Output& output_;
  Output text_;
  Writer writer_;
};

}  // namespace flowsnoop
