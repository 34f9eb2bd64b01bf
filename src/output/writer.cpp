#include "output/writer.h"

#include "output/csv.h"
#include "output/events.h"
#include "output/json.h"
#include "output/text_table.h"

namespace flowsnoop {

std::unique_ptr<RecordWriter> make_writer(Format format, Output& output, TextStyle style,
                                          bool numeric, std::size_t memory, unsigned threads) {
  switch (format) {
    case Format::kEvents:
      return std::make_unique<EventWriter>(output, style, numeric);
    case Format::kJson:
      return std::make_unique<JsonWriter>(output);
    case Format::kCsv:
      return std::make_unique<CsvWriter>(output);
    case Format::kText:
      break;
  }
  return std::make_unique<TableWriter>(output, style, numeric, memory, threads);
}

}  // namespace flowsnoop
