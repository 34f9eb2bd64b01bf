#include "output/csv.h"

#include "output/memory_part.h"

namespace flowsnoop {

void CsvWriter::on_record(const FlowRecord& record) {
  line_.append(*output_, record);
  output_->end_line();
}

std::unique_ptr<RecordPart> CsvWriter::make_part() {
  return std::make_unique<MemoryPart<CsvWriter>>(*this, *output_);
}

void CsvWriter::finish(const RunSummary&) {
  output_->flush();
}

}  // namespace flowsnoop
