#include "output/escape.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace flowsnoop {
namespace {

std::string json(std::string_view text) {
  std::string out(kMaxEscapeGrowth * text.size(), '\0');
  out.resize(static_cast<std::size_t>(escape_json(text, out.data()) - out.data()));
  return out;
}

TEST(EscapeJson, LeavesPlainTextAlone) {
  EXPECT_EQ(json("www.example.org/~a?b=c d"), "www.example.org/~a?b=c d");
  EXPECT_EQ(json("münchen.example → 東京 🦊"), "münchen.example → 東京 🦊");
  EXPECT_EQ(json(""), "");
}

// Texts are looked at in pieces: every byte at every place of every length that has another last
// piece is written as it is alone.
TEST(EscapeJson, WritesEveryByteTheSameWhereverItStands) {
  for (int byte = 0; byte < 0x100; ++byte) {
    const std::string alone(1, static_cast<char>(byte));
    const std::string escaped = json(alone);
    const bool is_plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
    EXPECT_EQ(escaped == alone, is_plain) << byte;
    for (std::size_t size = 1; size <= 25; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        const std::string before(at, 'a');
        const std::string behind(size - at - 1, '~');
        ASSERT_EQ(json(before + alone + behind), before + escaped + behind) << byte;
      }
    }
  }
}

TEST(EscapeJson, EscapesWhatJsonRequires) {
  EXPECT_EQ(json("a\"b\\c"), R"(a\"b\\c)");
  EXPECT_EQ(json("\n\r\t"), R"(\n\r\t)");
  EXPECT_EQ(json(std::string_view("\0\x1f", 2)), R"(\u0000\u001f)");
}

TEST(EscapeJson, KeepsTerminalControlsOut) {
  EXPECT_EQ(json("\x1b[31m"), R"(\u001b[31m)");
  EXPECT_EQ(json("\x7f"), R"(\u007f)");
  EXPECT_EQ(json("\xc2\x9b"), R"(\u009b)");         // CSI, one of the C1 controls
  EXPECT_EQ(json("\xe2\x80\xae"), R"(\u202e)");     // right-to-left override
  EXPECT_EQ(json("\xe2\x80\xa8"), R"(\u2028)");     // line separator
  EXPECT_EQ(json("\xe2\x81\xa6"), R"(\u2066)");     // left-to-right isolate
  EXPECT_EQ(json("\xc2\xa0"), "\xc2\xa0");          // no-break space: the first after C1
  EXPECT_EQ(json("\xe2\x80\xa7"), "\xe2\x80\xa7");  // U+2027, before the separators
}

TEST(EscapeJson, ReplacesBytesThatAreNotUtf8) {
  const std::string replacement = "\xef\xbf\xbd";
  EXPECT_EQ(json("a\xff"
                 "b"),
            "a" + replacement + "b");
  EXPECT_EQ(json("\xc0\xaf"), replacement + replacement);  // an overlong slash
  EXPECT_EQ(json("\xe0\x80\xaf"), replacement + replacement + replacement);
  EXPECT_EQ(json("\xed\xa0\x80"), replacement + replacement + replacement);  // a surrogate
  EXPECT_EQ(json("\xf4\x90\x80\x80"), replacement + replacement + replacement + replacement);
  EXPECT_EQ(json("\xe2\x86"), replacement + replacement);  // an arrow cut short
  EXPECT_EQ(json("\xc3"
                 "a"),
            replacement + "a");
}

// No pair of bytes gets past with a control in it, or outgrows the room that was promised.
TEST(EscapeJson, NeverLetsAControlThrough) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char pair[] = {static_cast<char>(first), static_cast<char>(second)};
      const std::string escaped = json({pair, 2});
      ASSERT_LE(escaped.size(), 2 * kMaxEscapeGrowth);
      for (std::size_t at = 0; at < escaped.size();) {
        const Utf8Character character = decode_utf8(std::string_view(escaped).substr(at));
        ASSERT_GT(character.size, 0u) << first << ' ' << second;
        ASSERT_FALSE(is_unsafe(character.code_point)) << first << ' ' << second;
        at += character.size;
      }
    }
  }
}

TEST(EscapeForTerminal, ShowsControlsInsteadOfSendingThem) {
  EXPECT_EQ(escape_for_terminal("\x1b]0;x\a", true), R"(\x1b]0;x\x07)");
  EXPECT_EQ(escape_for_terminal("a\nb", true), R"(a\x0ab)");
  EXPECT_EQ(escape_for_terminal("\xe2\x80\xae", true), R"(\u{202e})");
  EXPECT_EQ(escape_for_terminal("\xc2\x9b", true), R"(\u{9b})");
}

TEST(EscapeForTerminal, LosesNothing) {
  EXPECT_EQ(escape_for_terminal("\xff\\x", true), R"(\xff\\x)");
  EXPECT_EQ(escape_for_terminal("plain \"text\"", true), "plain \"text\"");
}

TEST(EscapeForTerminal, StaysInAsciiWhereTheTerminalDoes) {
  EXPECT_EQ(escape_for_terminal("münchen", true), "münchen");
  EXPECT_EQ(escape_for_terminal("m\xc3\xbcnchen", false), R"(m\u{fc}nchen)");
  EXPECT_EQ(escape_for_terminal("🦊", false), R"(\u{1f98a})");
}

}  // namespace
}  // namespace flowsnoop
