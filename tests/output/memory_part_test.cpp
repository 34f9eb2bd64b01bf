#include "output/memory_part.h"

#include <gtest/gtest.h>

#include "output/csv.h"
#include "output/json.h"
#include "sample.h"

namespace flowsnoop {
namespace {

// A record by the writer itself, and then one by each of two parts, handed over the other way
// round.
template <typename Writer>
void expect_parts_write_as_the_writer() {
  test::MemoryOutput expected;
  Writer alone(expected.output());
  for (const FlowRecord& record : {test::https_record(), test::ping_record(), test::dns_record()}) {
    alone.on_record(record);
  }
  alone.finish({});

  test::MemoryOutput memory;
  Writer writer(memory.output());
  const std::unique_ptr<RecordPart> one = writer.make_part();
  const std::unique_ptr<RecordPart> other = writer.make_part();
  writer.on_record(test::https_record());
  one->on_record(test::dns_record());
  other->on_record(test::ping_record());
  other->hand_over();
  one->hand_over();
  writer.finish({});
  EXPECT_EQ(memory.text(), expected.text());

  one->hand_over();
  EXPECT_EQ(memory.text(), expected.text()) << "there was nothing new";
}

TEST(MemoryPart, WritesAsItsWriterWhenItIsHandedOver) {
  expect_parts_write_as_the_writer<JsonWriter>();
  expect_parts_write_as_the_writer<CsvWriter>();
}

}  // namespace
}  // namespace flowsnoop
