#include "output/view.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(View, HasAName) {
  EXPECT_EQ(parse_view("services"), View::kServices);
  EXPECT_EQ(parse_view("hosts"), View::kHosts);
  EXPECT_EQ(parse_view("netstat"), View::kNetstat);
  EXPECT_EQ(parse_view("findings"), View::kFindings);
  for (const char* name : {"", "Hosts", "flows"}) EXPECT_EQ(parse_view(name), std::nullopt) << name;
}

TEST(View, TellsItsNames) {
  for (const char* name : {"services", "hosts", "netstat", "findings"}) {
    EXPECT_NE(view_names().find(name), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace flowsnoop
