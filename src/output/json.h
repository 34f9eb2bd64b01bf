// JSON Lines (RFC 8259, one object a line): a dotted field name becomes nested objects, and a field
// that a record does not have is left out. Writing a record allocates nothing.
#pragma once

#include <memory>

#include "output/field_table.h"
#include "output/json_line.h"
#include "output/writer.h"

namespace flowsnoop {

class JsonWriter final : public RecordWriter {
 public:
  // `output` outlives the writer.
  explicit JsonWriter(Output& output) : output_(&output) {}

  // Another writer of the same records, which writes elsewhere.
  JsonWriter(const JsonWriter& /*other*/, Output& output) : JsonWriter(output) {}

  void on_record(const FlowRecord& record) override;
  std::unique_ptr<RecordPart> make_part() override;
  void finish(const RunSummary& summary) override;

 private:
  Output* output_;
  JsonLine<kFieldTable> line_;
};

}  // namespace flowsnoop
