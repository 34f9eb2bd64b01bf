#include "output/hosts_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;

std::string to_text(const std::vector<FlowRecord>& records, int width = 0,
                    std::size_t max_hosts = HostsView::kMaxHosts) {
  const test::ScopedTimeZone utc("UTC");
  test::MemoryOutput memory;
  HostsView view(memory.output(), {width, false, true}, false, max_hosts);
  for (const FlowRecord& record : records) view.on_record(record);
  view.finish({});
  return memory.text();
}

TEST(HostsView, CountsEachAddressInBothRoles) {
  EXPECT_EQ(
      to_text({test::https_record(), test::dns_record()}),
      "HOST          AS CLIENT  AS SERVER     OUT      IN  USES           OFFERS  FIRST     LAST\n"
      "140.82.114.5          0          1  8.4 KB  2.1 KB                 https   09:14:02  "
      "09:14:03\n"
      "192.168.1.1           0          1   218 B    74 B                 domain  09:14:02  "
      "09:14:02\n"
      "192.168.1.23          2          0  2.2 KB  8.6 KB  https, domain          09:14:02  "
      "09:14:03\n"
      "\n"
      "3 hosts\n"
      "0 frames read\n");
}

TEST(HostsView, NamesAFewServicesOnly) {
  std::vector<FlowRecord> records;
  for (std::uint16_t port = 9001; port <= 9005; ++port) {
    records.push_back(test::https_record());
    records.back().service = {};
    records.back().server.port = port;
  }
  EXPECT_THAT(to_text(records), HasSubstr("tcp/9001, tcp/9002, tcp/9003, tcp/9004 and more"));
}

TEST(HostsView, OffersWhatAnsweredOnly) {
  FlowRecord refused = test::https_record();
  refused.state = FlowState::kRefused;
  const std::string text = to_text({refused});
  EXPECT_EQ(text.find("https"), text.rfind("https")) << "used by one, offered by none";
}

TEST(HostsView, KeepsWithinTheTerminal) {
  for (const int width : {80, 100}) {
    for (const std::string& line : test::split_lines(to_text(
             {test::https_record(), test::dns_record(), test::long_ipv6_record()}, width))) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
}

TEST(HostsView, SaysWhatItDidNotKeep) {
  EXPECT_THAT(to_text({test::https_record(), test::dns_record()}, 0, 2),
              HasSubstr("1 side of flows are of further hosts, which are not shown"));
}

}  // namespace
}  // namespace flowsnoop
