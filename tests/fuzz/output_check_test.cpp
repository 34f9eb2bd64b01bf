// What the engine's target takes for well formed, and what it does not.
#include "output_check.h"

#include <gtest/gtest.h>

namespace flowsnoop::fuzz {
namespace {

TEST(OutputCheck, InertTextHasNothingThatATerminalActsOn) {
  EXPECT_TRUE(is_inert("plain \xc3\xa4 \xe2\x86\x92 \xf0\x9f\x98\x80\r\nnext\n"));
  EXPECT_FALSE(is_inert("\x1b[31m"));
  EXPECT_FALSE(is_inert("a\rb"));
  EXPECT_FALSE(is_inert("a\xc2\x9bm"));        // a control character beyond ASCII
  EXPECT_FALSE(is_inert("\xe2\x80\xae"));      // writes from right to left
  EXPECT_FALSE(is_inert("\xc3"));              // cut
  EXPECT_FALSE(is_inert("\xc0\xaf"));          // longer than it need be
  EXPECT_FALSE(is_inert("\xed\xa0\x80"));      // half a surrogate pair
  EXPECT_FALSE(is_inert("\xf4\x90\x80\x80"));  // beyond Unicode
}

TEST(OutputCheck, JsonLinesAreOneObjectEach) {
  EXPECT_TRUE(is_json_lines(""));
  EXPECT_TRUE(is_json_lines(R"({"a":{"b":[1,-2.5e3,"x\u001b\"",true,null]},"c":{}})"
                            "\n{}\n"));
  EXPECT_FALSE(is_json_lines("{}"));  // no line end
  EXPECT_FALSE(is_json_lines("[]\n"));
  EXPECT_FALSE(is_json_lines("{\"a\":1,}\n"));
  EXPECT_FALSE(is_json_lines("{\"a\":01}\n"));
  EXPECT_FALSE(is_json_lines("{\"a\":nan}\n"));
  EXPECT_FALSE(is_json_lines("{\"a\":\"\\x\"}\n"));
  EXPECT_FALSE(is_json_lines("{\"a\":\"\x01\"}\n"));
  EXPECT_FALSE(is_json_lines("{\"a\":1} {}\n"));
}

TEST(OutputCheck, CsvHasAsManyCellsInEachLine) {
  EXPECT_TRUE(is_csv("a,b\r\n1,\"x,\"\"y\r\nz\"\r\n"));
  EXPECT_FALSE(is_csv("a,b\r\n1\r\n"));
  EXPECT_FALSE(is_csv("a,b\n"));
  EXPECT_FALSE(is_csv("a,b"));
  EXPECT_FALSE(is_csv(""));
}

}  // namespace
}  // namespace flowsnoop::fuzz
