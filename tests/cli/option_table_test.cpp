#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "cli/options.h"

namespace flowsnoop {
namespace {

TEST(OptionTable, HasEachNameOnce) {
  std::set<std::string_view> names;
  for (const OptionSpec& spec : option_specs()) {
    EXPECT_TRUE(names.insert(spec.long_name).second) << spec.long_name;
    if (!spec.short_name.empty()) {
      EXPECT_TRUE(names.insert(spec.short_name).second);
    }
    EXPECT_LE(spec.short_name.size(), 1u) << spec.long_name;
    EXPECT_GT(spec.long_name.size(), 1u);
  }
}

TEST(OptionTable, ExplainsEachOptionUnderOneHeading) {
  std::set<std::string_view> ended;
  std::string_view group;
  for (const OptionSpec& spec : option_specs()) {
    EXPECT_TRUE(spec.help.ends_with('.')) << spec.long_name;
    if (spec.group == group) continue;
    EXPECT_TRUE(ended.insert(spec.group).second) << spec.group << " stands twice";
    group = spec.group;
  }
}

}  // namespace
}  // namespace flowsnoop
