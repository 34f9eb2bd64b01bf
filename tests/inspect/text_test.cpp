#include "inspect/text.h"

#include <gtest/gtest.h>

#include <array>

namespace flowsnoop::test {
namespace {

TEST(Text, ReadsACommand) {
  const Command command = read_command("mail from:<a>\r\nmore");
  EXPECT_EQ(command.word, "mail");
  EXPECT_EQ(command.arguments(), "from:<a>");
  EXPECT_TRUE(command.is_whole());
}

TEST(Text, ACommandNeedsABlankOrTheEndOfTheLine) {
  EXPECT_EQ(read_command("QUIT\r\n").word, "QUIT");
  EXPECT_EQ(read_command("QUIT\r\n").arguments(), "");
  EXPECT_EQ(read_command("QUIT").word, "");  // cut: it may be QUITE
  EXPECT_EQ(read_command("QUIT:\r\n").word, "");
  EXPECT_FALSE(read_command("QUIT now").is_whole());
  EXPECT_EQ(read_command("QUIT \x01\r\n").arguments(), "");
}

TEST(Text, ReadsAReply) {
  const ReplyLine last = reply_line("250 fine\r\n");
  EXPECT_EQ(last.code, 250);
  EXPECT_TRUE(last.last);
  EXPECT_EQ(last.text, "fine");
  EXPECT_FALSE(reply_line("250-more\r\n").last);
  EXPECT_EQ(reply_line("25x fine\r\n").code, 0);
  EXPECT_EQ(reply_line("2500 fine\r\n").code, 0);
  EXPECT_EQ(reply_line("250").code, 0);
  EXPECT_EQ(reply_line("250 \x02\r\n").code, 0);
}

TEST(Text, ComparesWordsInEitherCase) {
  constexpr std::array<std::string_view, 2> kWords = {"EHLO", "HELO"};
  EXPECT_TRUE(is_one_of("ehlo", kWords));
  EXPECT_TRUE(is_one_of("HeLo", kWords));
  EXPECT_FALSE(is_one_of("HEL", kWords));
  EXPECT_FALSE(is_one_of("HELOS", kWords));
  EXPECT_FALSE(is_one_of("", kWords));
}

}  // namespace
}  // namespace flowsnoop::test
