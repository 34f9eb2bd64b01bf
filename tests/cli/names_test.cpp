// Names of hosts as the program shows them. Runs the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "output/layout.h"
#include "support/program.h"

namespace flowsnoop::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kNames[] = "captures/names.pcapng";

std::string output_of(std::vector<std::string> arguments,
                      std::vector<std::string> environment = {}) {
  return run_program({.arguments = std::move(arguments), .environment = std::move(environment)})
      .output;
}

// The line of the conversation from a port of the client's.
std::string line_of(const std::string& output, const std::string& port) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(port) != line.npos) return line;
  }
  return "no line with " + port;
}

TEST(NamesOutput, AHostHasTheNameThatTheClientAskedFor) {
  const std::string output = output_of({"-r", kNames});
  EXPECT_THAT(line_of(output, ":51001"), HasSubstr("→ www.example.com:443"));  // through aliases
  EXPECT_THAT(line_of(output, ":51002"), HasSubstr("→ cdn.example.org:443"));
  EXPECT_THAT(line_of(output, ":51003"), HasSubstr("192.0.2.11:51003"));
  EXPECT_THAT(line_of(output, ":51005"), HasSubstr("→ printer.local:9100"));
  EXPECT_THAT(output, HasSubstr("laptop:68"));
}

TEST(NamesOutput, AnswersCountHoweverManyThereAreOnOneSocket) {
  EXPECT_THAT(line_of(output_of({"-r", kNames}), ":51004"), HasSubstr("n11.example.com:443"));
}

TEST(NamesOutput, RecordsSayWhereANameIsFrom) {
  const std::string output = output_of({"-r", kNames, "--format", "json"});
  const std::string asked = line_of(output, "\"port\":51001");
  EXPECT_THAT(asked, HasSubstr(R"("client":{"ip":"192.0.2.10","domain":"laptop")"));
  EXPECT_THAT(asked, HasSubstr(R"("server":{"ip":"198.51.100.80","domain":"www.example.com")"));
  EXPECT_THAT(asked, HasSubstr(R"("server":{"name_source":"dns")"));
  EXPECT_THAT(asked, HasSubstr(R"("client":{"name_source":"dhcp")"));
  EXPECT_THAT(line_of(output, "\"port\":51003"),
              HasSubstr(R"("server":{"name_source":"dns_other")"));
  EXPECT_THAT(line_of(output, "\"port\":51005"), HasSubstr(R"("server":{"name_source":"mdns")"));
}

TEST(NamesOutput, NumericShowsAddressesToPeopleAndNamesToPrograms) {
  EXPECT_THAT(output_of({"-r", kNames, "-n"}),
              AllOf(HasSubstr("192.0.2.10:51001"), Not(HasSubstr("www.example.com:443")),
                    Not(HasSubstr("laptop:"))));
  EXPECT_THAT(output_of({"-r", kNames, "-n", "--format", "events"}), Not(HasSubstr("example.com")));
  EXPECT_THAT(output_of({"-r", kNames, "-n", "--view", "netstat"}), Not(HasSubstr("laptop")));
  EXPECT_EQ(output_of({"-r", kNames, "-n", "--format", "json"}),
            output_of({"-r", kNames, "--format", "json"}));
}

TEST(NamesOutput, LongNamesKeepTo80Columns) {
  for (const std::string format : {"text", "events"}) {
    std::istringstream lines(output_of({"-r", kNames, "--format", format}, {"COLUMNS=80"}));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), 80u) << line;
    }
  }
  EXPECT_THAT(line_of(output_of({"-r", kNames}, {"COLUMNS=80"}), ":51007"),
              AllOf(HasSubstr("ec2-203-0-"), HasSubstr("…"), HasSubstr("example:443")));
}

// The name has the C1 control character that begins a terminal's commands, and a space.
TEST(NamesOutput, NamesAreInert) {
  const std::string line = line_of(output_of({"-r", kNames}), ":51006");
  EXPECT_THAT(line, HasSubstr(R"(\\194\\15531m\\032red.example:443)"));
}

TEST(NamesOutput, TheNetstatViewAndExplainShowThem) {
  EXPECT_THAT(output_of({"-r", kNames, "--view", "netstat"}),
              AllOf(HasSubstr("laptop:51001"), HasSubstr("www.example.com:443")));
  EXPECT_THAT(output_of({"-r", kNames, "--explain", "192.0.2.10:51001-198.51.100.80:443"}),
              HasSubstr("198.51.100.80:443, www.example.com (dns)"));
}

}  // namespace
}  // namespace flowsnoop::test
