#include "cli/run.h"

#include <gtest/gtest.h>

#include "flowsnoop/packet_source.h"
#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop {
namespace {

Config config_for(const std::string& capture, const std::string& output) {
  Config config;
  config.savefiles = {FLOWSNOOP_SOURCE_DIR "/captures/" + capture};
  config.format = Format::kCsv;
  config.output_path = output;
  return config;
}

TEST(Run, TellsAWholeCaptureFromADamagedOne) {
  const test::TemporaryDirectory directory;
  const std::string output = directory.path() / "out.csv";
  EXPECT_EQ(run_analysis(config_for("github-https.pcapng", output)), ExitStatus::kDone);
  EXPECT_EQ(run_analysis(config_for("pcap-truncated.pcap", output)), ExitStatus::kDamaged);
  EXPECT_NE(test::read_file(output).find("client.ip"), std::string::npos);
}

TEST(Run, CreatesNoOutputForAFilterThatDoesNotCompile) {
  const test::TemporaryDirectory directory;
  const std::string output = directory.path() / "out.csv";
  Config config = config_for("github-https.pcapng", output);
  config.filter = "tpc";
  EXPECT_THROW(run_analysis(config), CaptureError);
  EXPECT_FALSE(std::filesystem::exists(output));
}

}  // namespace
}  // namespace flowsnoop
