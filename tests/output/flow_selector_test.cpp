#include "output/flow_selector.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

bool matches(std::string_view text, const FlowRecord& record) {
  const auto selector = parse_flow_selector(text);
  return selector && selector->matches(record);
}

TEST(FlowSelector, MatchesTheIdOfTheFlow) {
  EXPECT_TRUE(matches("1", test::https_record()));
  EXPECT_FALSE(matches("2", test::https_record()));
}

TEST(FlowSelector, MatchesTheSocketsInEitherOrder) {
  EXPECT_TRUE(matches("192.168.1.23:51514-140.82.114.5:443", test::https_record()));
  EXPECT_TRUE(matches("140.82.114.5:443-192.168.1.23:51514", test::https_record()));
  EXPECT_FALSE(matches("140.82.114.5:51514-192.168.1.23:443", test::https_record()));
  EXPECT_FALSE(matches("192.168.1.23:51514-192.168.1.23:51514", test::https_record()));
}

TEST(FlowSelector, ReadsIpv6InBrackets) {
  EXPECT_TRUE(
      matches("[2001:db8:85a3:8d3:1319:8a2e:a370:7348]:61514-"
              "[2001:DB8:aaaa:bbbb:cccc:dddd:eeee:ffff]:44300",
              test::long_ipv6_record()));
}

TEST(FlowSelector, RefusesWhatIsNeither) {
  for (const char* text :
       {"", "0", "-", "x", "1x", "-1", "18446744073709551616", "192.0.2.1:80", "192.0.2.1:80-",
        "192.0.2.1-192.0.2.2", "192.0.2.1:80-192.0.2.2:65536",
        "192.0.2.1:80-192.0.2.2:", "2001:db8::1:80-2001:db8::2:80", "[192.0.2.1]:80-192.0.2.2:80",
        "[]:1-[]:2", "192.0.2.1:80-192.0.2.2:80-192.0.2.3:80"}) {
    EXPECT_FALSE(parse_flow_selector(text)) << text;
  }
}

}  // namespace
}  // namespace flowsnoop
