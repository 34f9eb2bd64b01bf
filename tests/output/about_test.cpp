#include "output/about.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sample.h"

namespace flowsnoop {
namespace {

std::string about(const std::vector<std::pair<LabelKind, std::string_view>>& values) {
  FlowRecord record = test::https_record();
  Labels labels;
  for (const auto& [kind, text] : values) labels.add(kind, text);
  record.labels = &labels;
  return about_text(record);
}

TEST(About, IsTheMostTellingLabel) {
  using enum LabelKind;
  EXPECT_EQ(about({{kHttpHost, "proxy.example:3128"}, {kTlsServerName, "www.example.org"}}),
            "www.example.org");
  EXPECT_EQ(about({{kHttpMethod, "GET"}, {kHttpHost, "a.example"}}), "a.example");
  EXPECT_EQ(about({{kDnsAddress, "192.0.2.1"}, {kDnsQuestionName, "b.example"}}), "b.example");
  EXPECT_EQ(about({{kDhcpHostName, "laptop"}}), "laptop");
  EXPECT_EQ(about({{kSshClient, "SSH-2.0-client"}, {kSshServer, "SSH-2.0-server"}}),
            "SSH-2.0-server");
  EXPECT_EQ(about({{kTlsVersion, "1.3"}}), "");
  EXPECT_EQ(about_text(test::https_record()), "");
}

TEST(About, DoesNotRepeatTheServersAddress) {
  FlowRecord record = test::https_record();
  const std::string address = to_string(record.server.address);
  EXPECT_EQ(about({{LabelKind::kHttpHost, address}}), "");
  EXPECT_EQ(about({{LabelKind::kHttpHost, address + ":443"}}), "");
  EXPECT_EQ(about({{LabelKind::kHttpHost, address + ":444"}}), address + ":444");
}

TEST(About, HasNothingInItThatATerminalActsOn) {
  EXPECT_EQ(about({{LabelKind::kTlsServerName, "\x1b[2J\n\xff\\m\u00fc"}}),
            R"(\x1b[2J\x0a\xff\\m\u{fc})");
}

}  // namespace
}  // namespace flowsnoop
