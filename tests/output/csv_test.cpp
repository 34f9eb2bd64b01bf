#include "output/csv.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sample.h"

namespace flowsnoop {
namespace {

std::string to_csv(const FlowRecord& record) {
  test::MemoryOutput memory;
  CsvWriter writer(memory.output());
  writer.on_record(record);
  writer.finish({});
  return memory.text();
}

TEST(Csv, BeginsWithTheNamesOfAllFields) {
  const std::string text = to_csv(test::https_record());
  std::string header;
  for (const Field& field : fields()) {
    if (!header.empty()) header += ',';
    header += field.name;
  }
  EXPECT_EQ(text.substr(0, text.find("\r\n")), header);
}

TEST(Csv, BeginsANewFileWithTheNamesToo) {
  test::MemoryOutput memory;
  CsvWriter writer(memory.output());
  writer.begin_file();
  writer.finish({});
  const std::string text = memory.text();
  EXPECT_EQ(text.substr(0, text.size() / 2), text.substr(text.size() / 2));
}

TEST(Csv, ListsIcmpErrorsInOneCell) {
  FlowRecord record = test::dns_record();
  record.icmp_errors.add(IcmpErrorKind::kTtlExceeded, 0);
  record.icmp_errors.add(IcmpErrorKind::kPortUnreachable, 0);
  EXPECT_NE(to_csv(record).find(",port_unreachable ttl_exceeded,2,,"), std::string::npos)
      << to_csv(record);
}

// The cells of a line without quotes.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

TEST(Csv, WritesARecordInOneLine) {
  const std::string text = to_csv(test::https_record());
  const std::size_t header_end = text.find("\r\n");
  ASSERT_TRUE(text.ends_with("\r\n"));
  const std::string line = text.substr(header_end + 2, text.size() - header_end - 4);
  ASSERT_EQ(line.find('\n'), line.npos);
  const std::vector<std::string> names = cells_of(text.substr(0, header_end));
  const std::vector<std::string> cells = cells_of(line);
  ASSERT_EQ(cells.size(), names.size());
  std::string filled;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].empty()) filled += names[i] + '=' + cells[i] + '\n';
  }
  EXPECT_EQ(filled,
            "@timestamp=2024-05-01T09:14:02.118000000Z\n"
            "event.start=2024-05-01T09:14:02.118000000Z\n"
            "event.end=2024-05-01T09:14:03.428000000Z\n"
            "event.duration=1310000000\n"
            "network.type=ipv4\n"
            "network.transport=tcp\n"
            "network.iana_number=6\n"
            "network.community_id=1:uaW/SxLreC5Ly8KSiwecHoFoPeI=\n"
            "network.bytes=10570\n"
            "network.packets=31\n"
            "client.ip=192.168.1.23\n"
            "client.port=51514\n"
            "client.bytes=2140\n"
            "client.packets=14\n"
            "server.ip=140.82.114.5\n"
            "server.port=443\n"
            "server.bytes=8430\n"
            "server.packets=17\n"
            "flowsnoop.flow_id=1\n"
            "flowsnoop.service=https\n"
            "flowsnoop.state=closed\n"
            "flowsnoop.end_reason=closed\n"
            "flowsnoop.client.port_class=dynamic\n"
            "flowsnoop.client.payload_bytes=1070\n"
            "flowsnoop.server.port_class=system\n"
            "flowsnoop.server.payload_bytes=4215\n"
            "flowsnoop.role.confidence=0.9999\n"
            "flowsnoop.role.by=syn\n"
            "flowsnoop.role.evidence=syn:+9.2@1 first_speaker:-0.405@3\n");
}

TEST(Csv, LeavesCellsOfAbsentValuesEmpty) {
  FlowRecord record = test::dns_record();
  record.service = "";
  const std::string text = to_csv(record);
  EXPECT_NE(text.find(",5,,,,,,two_way,"), std::string::npos);
  EXPECT_TRUE(text.ends_with(",port_class,,\r\n"));
}

}  // namespace
}  // namespace flowsnoop
