#include "cli/help.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/options.h"

namespace flowsnoop {
namespace {

TEST(Help, NamesEveryOption) {
  const std::string text = help_text();
  for (const OptionSpec& spec : option_specs()) {
    EXPECT_NE(text.find("--" + std::string(spec.long_name)), std::string::npos) << spec.long_name;
    if (!spec.short_name.empty()) {
      EXPECT_NE(text.find("  -" + std::string(spec.short_name) + ", "), std::string::npos);
    }
  }
}

TEST(Help, FitsEightyColumns) {
  std::istringstream lines(help_text());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Help, StatesTheDefaultTimeouts) {
  const FlowTimeouts timeouts;
  ASSERT_EQ(timeouts.tcp_established_ns, (2 * 3600 + 4 * 60) * kSecond_ns);
  ASSERT_EQ(timeouts.tcp_half_open_ns, 120 * kSecond_ns);
  ASSERT_EQ(timeouts.tcp_closed_ns, 15 * kSecond_ns);
  ASSERT_EQ(timeouts.udp_ns, 300 * kSecond_ns);
  ASSERT_EQ(timeouts.icmp_ns, 60 * kSecond_ns);
  ASSERT_EQ(timeouts.other_ns, 300 * kSecond_ns);
  ASSERT_EQ(timeouts.active_ns, 0);
  const std::string text = help_text();
  for (const char* part :
       {"established=2h4m", "half-open=2m", "closed=15s", "udp=5m", "icmp=1m", "other=5m"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace flowsnoop
