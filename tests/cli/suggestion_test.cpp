#include "cli/suggestion.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(Suggestion, ATypingErrorFindsItsOption) {
  EXPECT_EQ(suggest_option("--fromat"), "--format");
  EXPECT_EQ(suggest_option("--formt=json"), "--format");
  EXPECT_EQ(suggest_option("--idle-timeot"), "--idle-timeout");
  EXPECT_EQ(suggest_option("--numeric"), "--numeric");
}

TEST(Suggestion, AnotherWordFindsNothing) {
  EXPECT_EQ(suggest_option("--promiscuous"), "");
  EXPECT_EQ(suggest_option("-x"), "");
  EXPECT_EQ(suggest_option("--"), "");
}

}  // namespace
}  // namespace flowsnoop
