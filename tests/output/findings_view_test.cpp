#include "output/findings_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/decoded.h"
#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;

std::string to_text(const std::vector<FlowRecord>& records, int width = 0) {
  const test::ScopedTimeZone utc("UTC");
  test::MemoryOutput memory;
  FindingsView view(memory.output(), {width, false, true});
  for (const FlowRecord& record : records) view.on_record(record);
  view.finish({});
  return memory.text();
}

// One host, ports 1 to 12: one open, one closed, ten filtered.
std::vector<FlowRecord> syn_scan() {
  std::vector<FlowRecord> records;
  for (std::uint16_t port = 1; port <= 12; ++port) {
    FlowRecord record = test::https_record();
    record.client.payload_bytes = record.server.payload_bytes = 0;
    record.client.tcp_flags = kTcpSyn;
    record.server.port = port;
    if (port == 1) record.server.tcp_flags = kTcpSyn | kTcpAck;
    if (port == 2) record.server.tcp_flags = kTcpRst | kTcpAck;
    if (port > 2) record.server.packets = 0;
    records.push_back(record);
  }
  return records;
}

TEST(FindingsView, AScanIsOneFinding) {
  EXPECT_EQ(to_text(syn_scan()),
            "SYN scan, vertical from 192.168.1.23, 09:14:02 to 09:14:03: 12 ports of 140.82.114.5: "
            "1 open, 1 closed, 10 filtered\n"
            "\n"
            "0 frames read\n");
}

TEST(FindingsView, PasswordsInPlainTextAreFindings) {
  FlowRecord telnet = test::https_record();
  telnet.application = "telnet";
  telnet.server.port = 2323;
  EXPECT_THAT(to_text({telnet, telnet}),
              HasSubstr("plain text: telnet at 140.82.114.5:2323, 2 flows: passwords can be read"));
  telnet.application = "ssh";
  EXPECT_EQ(to_text({telnet}), "no findings\n\n0 frames read\n");
}

TEST(FindingsView, AConnectionThatTurnedToTlsIsNone) {
  FlowRecord imap = test::https_record();
  imap.application = "imap";
  Labels labels;
  imap.labels = &labels;
  EXPECT_THAT(to_text({imap}), HasSubstr("plain text: imap"));
  labels.add(LabelKind::kTlsVersion, "1.3");
  EXPECT_EQ(to_text({imap}), "no findings\n\n0 frames read\n");
}

TEST(FindingsView, APasswordInHttpIsAFinding) {
  FlowRecord http = test::https_record();
  http.application = "http";
  http.server.port = 8080;
  EXPECT_EQ(to_text({http}), "no findings\n\n0 frames read\n");
  Labels labels;
  labels.add(LabelKind::kFinding, kFindingHttpBasic);
  http.labels = &labels;
  EXPECT_THAT(to_text({http}), HasSubstr("plain text: http basic at 140.82.114.5:8080, 1 flow: "
                                         "a password was sent that can be read on the way"));
}

TEST(FindingsView, KeepsWithinTheTerminal) {
  for (const std::string& line : test::split_lines(to_text(syn_scan(), 80))) {
    EXPECT_LE(display_width(line), 80u) << line;
  }
}

}  // namespace
}  // namespace flowsnoop
