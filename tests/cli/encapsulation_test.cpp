// The options that tell how packets are looked at, through the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/program.h"

namespace flowsnoop::test {
namespace {

using testing::HasSubstr;
using testing::Not;

ProgramResult run(std::vector<std::string> arguments) {
  return run_program({.arguments = std::move(arguments)});
}

TEST(TunnelsOption, ShowsWhatIsInsideUnlessToldNotTo) {
  const std::string capture = "captures/tunnel-vxlan.pcapng";
  const ProgramResult inside = run({"-r", capture, "--format", "json"});
  EXPECT_THAT(inside.output, HasSubstr(R"("tunnel":"vxlan:100")"));
  EXPECT_THAT(inside.output, HasSubstr(R"("tunnel":"vxlan:200")"));
  EXPECT_THAT(inside.error, HasSubstr("12 in TCP flows"));
  const ProgramResult outside = run({"-r", capture, "--format", "json", "--no-tunnels"});
  EXPECT_THAT(outside.output, HasSubstr(R"("port":4789)"));
  EXPECT_THAT(outside.output, Not(HasSubstr("vxlan:")));
  EXPECT_THAT(outside.error, HasSubstr("15 in UDP flows"));
  EXPECT_EQ(outside.exit_status, 0);
}

TEST(ChecksumsOption, CountsWrongOnesAndSaysOnceThatTheyAreOffloaded) {
  const std::string capture = "captures/bad-checksums.pcapng";
  const ProgramResult verified = run({"-r", capture, "--format", "json", "--checksums"});
  EXPECT_THAT(verified.output, HasSubstr(R"("bad_checksums":12)"));
  EXPECT_THAT(verified.output, HasSubstr(R"("bad_checksums":1,)"));
  EXPECT_THAT(verified.error, HasSubstr("12 of 12 checksums sent by 192.0.2.10 are wrong"));
  EXPECT_EQ(verified.exit_status, 0);
  const ProgramResult ignored = run({"-r", capture, "--format", "json"});
  EXPECT_THAT(ignored.output, Not(HasSubstr("bad_checksums")));
  EXPECT_THAT(ignored.error, Not(HasSubstr("checksum")));
}

}  // namespace
}  // namespace flowsnoop::test
