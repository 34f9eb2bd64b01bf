#include "inspect/ssh_labels.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace flowsnoop {
namespace {

constexpr LabelKind kKind = LabelKind::kSshServer;

Progress label(std::string_view text, Labels& labels, bool after_lines = false, bool more = true) {
  return label_ssh({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, kKind,
                   after_lines, more, labels);
}

TEST(SshLabels, AreTheIdentificationLineWithoutItsEnd) {
  constexpr std::string_view kText = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\0\0\5";
  Labels labels;
  EXPECT_EQ(label(kText, labels), Progress::kDone);
  EXPECT_EQ(labels.first(kKind), "SSH-2.0-OpenSSH_9.2p1 Debian-2");
  EXPECT_FALSE(labels.has(LabelKind::kSshClient));
}

TEST(SshLabels, WaitForTheEndOfTheLine) {
  constexpr std::string_view kLine = "SSH-2.0-x\r\n";
  for (std::size_t size = 1; size + 2 <= kLine.size(); ++size) {
    Labels labels;
    EXPECT_EQ(label(kLine.substr(0, size), labels), Progress::kNeedMore);
    EXPECT_TRUE(labels.empty());
  }
  Labels labels;
  EXPECT_EQ(label("SSH-2.0-cut", labels, false, false), Progress::kDone);
  EXPECT_EQ(labels.first(kKind), "SSH-2.0-cut");
}

// RFC 4253 section 4.2: a server may send other lines first.
TEST(SshLabels, MayComeAfterOtherLines) {
  Labels labels;
  EXPECT_EQ(label("Welcome\r\nto SSH-2.0-nothing\r\n", labels, true), Progress::kNeedMore);
  EXPECT_EQ(label("Welcome\r\nSSH-2.0-x\r\n", labels, false), Progress::kNotMine);
  EXPECT_TRUE(labels.empty());
  EXPECT_EQ(label("Welcome\r\nto SSH-2.0-nothing\r\nSSH-2.0-x\r\n", labels, true), Progress::kDone);
  EXPECT_EQ(labels.first(kKind), "SSH-2.0-x");
}

TEST(SshLabels, EndAtTheNulThatSomeSend) {
  Labels labels;
  EXPECT_EQ(label(std::string_view("SSH-1.99-Cisco\0\0\0\n", 18), labels), Progress::kDone);
  EXPECT_EQ(labels.first(kKind), "SSH-1.99-Cisco");
}

// RFC 4253 section 4.2: no more than 255 characters.
TEST(SshLabels, AreNotLongerThanTheProtocolAllows) {
  Labels labels;
  EXPECT_EQ(label("SSH-2.0-" + std::string(1000, 'x'), labels), Progress::kDone);
  EXPECT_EQ(labels.first(kKind).size(), 255u);
}

TEST(SshLabels, AreNotMadeOfSomethingElse) {
  Labels labels;
  EXPECT_EQ(label("SMTP\r\n", labels), Progress::kNotMine);
  EXPECT_EQ(label("220 hello\r\n", labels, true, false), Progress::kNotMine);
  EXPECT_TRUE(labels.empty());
}

}  // namespace
}  // namespace flowsnoop
