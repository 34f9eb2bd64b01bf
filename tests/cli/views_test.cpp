// What a user sees of --explain, --view and --self-check. Runs the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "cli/options.h"
#include "support/program.h"

namespace flowsnoop::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kGithub[] = "captures/github-https.pcapng";
constexpr char kMidstream[] = "captures/github-https-midstream.pcapng";

ProgramResult run(std::vector<std::string> arguments, std::vector<std::string> environment = {}) {
  return run_program({.arguments = std::move(arguments), .environment = std::move(environment)});
}

TEST(Explain, ShowsTheEvidenceOfAFlow) {
  const ProgramResult result =
      run({kMidstream, "--explain", "192.168.1.23:51514-140.82.114.5:443"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output,
              AllOf(StartsWith("flow 1: tcp, https"), HasSubstr("the log-odds below add up to"),
                    HasSubstr("frame 1"), HasSubstr("without it: ")));
  EXPECT_EQ(run({kMidstream, "--explain", "1"}).output, result.output);
  EXPECT_EQ(run({kMidstream, "--explain", "140.82.114.5:443-192.168.1.23:51514"}).output,
            result.output);
}

TEST(Explain, AHandshakeDecidesAloneAndAllFits80Columns) {
  const ProgramResult result = run({kGithub, "--explain", "1"});
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("100%: syn alone decides"), HasSubstr("\n  about  github.com\n"),
                    HasSubstr("it is not weighed and adds nothing")));
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Explain, AFlowThatIsNotThereIsSaidAndExitsWithOne) {
  const ProgramResult result = run({kGithub, "--explain", "999"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.output, IsEmpty());
  EXPECT_THAT(result.error, StartsWith("flowsnoop: no conversation matches --explain"));
}

TEST(Explain, AFlowThatIsNotThereReplacesNoOutput) {
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() / "old";
  test::write_file(file, "old");
  EXPECT_EQ(run({kGithub, "--explain", "999", "-o", file}).exit_status, 1);
  EXPECT_EQ(test::read_file(file), "old");
}

TEST(Views, ServicesOfACapture) {
  const ProgramResult result = run({"captures/port-scan.pcapng", "--view", "services"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output,
              AllOf(StartsWith("LISTENS AT"), HasSubstr("had no server that answered"),
                    HasSubstr("frames read")));
}

TEST(Views, HostsAndTheirServices) {
  const ProgramResult result = run({kGithub, "--view", "hosts"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output, AllOf(StartsWith("HOST"), HasSubstr("192.168.1.23"),
                                   HasSubstr("140.82.114.5"), HasSubstr("https")));
  EXPECT_THAT(run({"-n", kGithub, "--view", "hosts"}).output, Not(HasSubstr("https")));
}

TEST(Views, NetstatOfTheBusiestAddressOrOfANetwork) {
  EXPECT_THAT(run({kGithub, "--view", "netstat"}).output,
              AllOf(StartsWith("local: "), HasSubstr("takes part in most conversations")));
  const std::string output =
      run({"-n", kGithub, "--view", "netstat", "--local", "10.0.0.0/8,140.82.0.0/16"}).output;
  EXPECT_THAT(output, HasSubstr("140.82.114.5:443  192.168.1.23:51514  CLOSED  server"));
}

TEST(Views, FindingsNameTheScanner) {
  const ProgramResult result = run({"captures/port-scan.pcapng", "--view", "findings"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output, StartsWith("SYN scan, vertical from 203.0.113.66, "));
  EXPECT_THAT(run({"captures/telnet.pcapng", "--view", "findings"}).output,
              HasSubstr("plain text: telnet at "));
  EXPECT_THAT(run({"captures/http-basic.pcapng", "--view", "findings"}).output,
              StartsWith("plain text: http basic at 198.51.100.80:8080, 1 flow: a password was "));
  EXPECT_THAT(run({kGithub, "--view", "findings"}).output, StartsWith("no findings"));
}

TEST(Views, FitTheTerminal) {
  for (const char* view : {"services", "hosts", "netstat", "findings"}) {
    const ProgramResult result =
        run({"captures/ipv6.pcapng", "--view", view}, {"COLUMNS=80", "LC_ALL=C"});
    EXPECT_EQ(result.exit_status, 0) << result.error;
    std::istringstream lines(result.output);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
  }
}

TEST(SelfCheck, ReportsAccuracyBesideTheNaiveRules) {
  const ProgramResult result = run({"captures/many-clients.pcapng", "--self-check"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output, AllOf(HasSubstr("have a complete handshake"), HasSubstr("flowsnoop "),
                                   HasSubstr("the lower port serves"), HasSubstr("95% and more"),
                                   HasSubstr("expected calibration error")));
}

std::string usage_error(std::vector<std::string> arguments) {
  try {
    parse_command_line(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ViewOptions, MakeSenseOrSayWhatTo) {
  EXPECT_THAT(usage_error({"-r", "a", "--view", "x"}),
              HasSubstr("services, hosts, netstat and findings"));
  EXPECT_THAT(usage_error({"-r", "a", "--explain", "x"}), HasSubstr("--explain takes"));
  EXPECT_THAT(usage_error({"-r", "a", "--view", "netstat", "--local", "10.0.0.0/33"}),
              HasSubstr("'10.0.0.0/33'"));
  EXPECT_THAT(usage_error({"-r", "a", "--local", "10.0.0.0/8"}), HasSubstr("--view netstat"));
  EXPECT_THAT(usage_error({"-r", "a", "--view", "hosts", "--explain", "1"}), HasSubstr("or the"));
  EXPECT_THAT(usage_error({"-r", "a", "--view", "hosts", "--format", "json"}),
              HasSubstr("without --format"));
  EXPECT_THAT(usage_error({"-i", "lo", "--self-check"}), HasSubstr("needs -r"));
  EXPECT_EQ(usage_error({"-i", "lo", "--view", "netstat"}), "no error");
}

TEST(ViewOptions, AViewIsText) {
  EXPECT_EQ(parse_command_line({"-i", "lo", "--view", "hosts"}).format, Format::kText);
}

}  // namespace
}  // namespace flowsnoop::test
