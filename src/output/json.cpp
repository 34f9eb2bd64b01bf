#include "output/json.h"

#include "output/memory_part.h"

namespace flowsnoop {

void JsonWriter::on_record(const FlowRecord& record) {
  line_.append(*output_, record);
  output_->end_line();
}

std::unique_ptr<RecordPart> JsonWriter::make_part() {
  return std::make_unique<MemoryPart<JsonWriter>>(*this, *output_);
}

void JsonWriter::finish(const RunSummary&) {
  output_->flush();
}

}  // namespace flowsnoop
