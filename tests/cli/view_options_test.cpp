#include "cli/view_options.h"

#include <gtest/gtest.h>

#include "cli/options.h"

namespace flowsnoop {
namespace {

TEST(ViewOptions, AreNoneByDefault) {
  EXPECT_FALSE(check_view_options({}).any());
}

TEST(ViewOptions, EachAsksForTextForPeople) {
  EXPECT_TRUE(check_view_options({.view = "hosts", .explain = {}, .local = {}}).any());
  EXPECT_TRUE(check_view_options({.view = {}, .explain = "7", .local = {}}).any());
  EXPECT_TRUE(
      check_view_options({.view = {}, .explain = {}, .self_check = true, .local = {}}).any());
}

TEST(ViewOptions, RefuseWhatMakesNoSense) {
  EXPECT_THROW(check_view_options({.view = "flows", .explain = {}, .local = {}}), UsageError);
  EXPECT_THROW(check_view_options({.view = {}, .explain = "nonsense", .local = {}}), UsageError);
  EXPECT_THROW(check_view_options({.view = "netstat", .explain = {}, .local = {"nonsense"}}),
               UsageError);
}

}  // namespace
}  // namespace flowsnoop
