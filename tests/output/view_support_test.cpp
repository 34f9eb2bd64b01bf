#include "output/view_support.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

TEST(ViewSupport, ATimeSpanHoldsAllThatItIncludes) {
  TimeSpan span;
  span.include(5, 7);
  span.include(2, 3);
  EXPECT_EQ(span.first_ns, 2);
  EXPECT_EQ(span.last_ns, 7);
}

TEST(ViewSupport, ServiceNamesStandOnceAndEndWithMore) {
  ServiceNames names;
  FlowRecord record = test::https_record();
  names.add(record, false);
  names.add(record, false);
  EXPECT_EQ(names.text(), "https");
  record.service = {};
  for (std::uint16_t port = 8001; port <= 8004; ++port) {
    record.server.port = port;
    names.add(record, false);
  }
  EXPECT_NE(names.text().find("more"), std::string::npos);
}

TEST(ViewSupport, ProtocolsWithoutPortsStandForThemselves) {
  ServiceNames names;
  names.add(test::ping_record(), false);
  EXPECT_EQ(names.text(), "icmp");
  EXPECT_FALSE(shows_listener(test::ping_record()));
}

TEST(ViewSupport, NobodyListensWhereASynWasRefused) {
  FlowRecord record = test::https_record();
  EXPECT_TRUE(shows_listener(record));
  record.state = FlowState::kRefused;
  EXPECT_FALSE(shows_listener(record));
}

}  // namespace
}  // namespace flowsnoop
