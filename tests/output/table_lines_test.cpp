#include "output/table_lines.h"

#include <gtest/gtest.h>

#include <string>

#include "output/table_content.h"
#include "sample.h"

namespace flowsnoop {
namespace {

// The heading and the records' lines in a table of one day.
std::string to_text(const std::vector<FlowRecord>& records, const TextStyle& style) {
  const test::ScopedTimeZone utc("UTC");
  TableContent content(style, false, SIZE_MAX);
  for (const FlowRecord& record : records) content.add(record);
  const TableLayout layout(style, false, content.extent(), test::kSampleStart_ns,
                           test::kSampleStart_ns);
  TableLines lines(layout);
  test::MemoryOutput memory;
  lines.write_heading(memory.output());
  content.rows().for_each([&](const FlowRow& row) { lines.write_row(memory.output(), row); });
  memory.output().flush();
  return memory.text();
}

TEST(TableLines, StandInTheColumnsOfTheirHeadings) {
  EXPECT_EQ(to_text({test::ping_record(), test::dns_record()}, {0, false, false}),
            "START         PROTO  CLIENT                           SERVER                          "
            "SERVICE  STATE    PACKETS  BYTES     DURATION  SURE\n"
            "09:14:02.118  icmp   192.0.2.10                       -> 192.0.2.1                    "
            "         two way  1> 1<    98>  98<       0 s   99% payload\n"
            "09:14:02.218  udp    192.168.1.23:40312 (registered)  -> 192.168.1.1:53 (well-known)  "
            "domain   two way  1> 1<    74> 218<   23.4 ms   89% port class\n");
}

TEST(TableLines, ElideNamesToAQuarterOfTheLine) {
  FlowRecord record = test::https_record();
  record.server_name = {"a.very.long.name.of.one.of.all.the.hosts.example.org", NameSource::kDns};
  const std::string text = to_text({record}, {160, false, false});
  EXPECT_NE(text.find("-> a.very.long.name.of..e.hosts.example.org:443 "), std::string::npos)
      << text;
}

TEST(TableLines, ShowSumsWhereThereIsNoRoomForEachWay) {
  const std::string text = to_text({test::https_record()}, {80, false, false});
  EXPECT_NE(text.find(" BYTES "), std::string::npos);
  EXPECT_NE(text.find("  11K 100%\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace flowsnoop
