// --split of the real program: every packet is in the file that it belongs to.
#include "cli/splitting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop {
namespace {

using test::ProgramResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kCaptures[] = FLOWSNOOP_SOURCE_DIR "/captures/";

ProgramResult run(std::vector<std::string> arguments) {
  return test::run_program({.arguments = std::move(arguments)});
}

// A packet, as far as saving keeps it.
using Frame = std::pair<std::int64_t, std::string>;

std::vector<Frame> frames_of(const std::string& path) {
  std::vector<Frame> frames;
  const auto source = open_savefile(path);
  PacketBatch batch;
  while (source->read(batch) == ReadStatus::kPackets) {
    for (const Packet& packet : batch.view()) {
      frames.emplace_back(
          packet.timestamp_ns,
          std::string(reinterpret_cast<const char*>(packet.data), packet.captured_length));
    }
  }
  EXPECT_THAT(source->damages(), IsEmpty()) << path;
  return frames;
}

class SplittingTest : public testing::Test {
 protected:
  std::string out() const { return directory_.path() / "out"; }

  // What there is, by the name without ".pcapng".
  std::map<std::string, std::vector<Frame>> files() const {
    std::map<std::string, std::vector<Frame>> found;
    for (const auto& entry : std::filesystem::directory_iterator(out())) {
      EXPECT_EQ(entry.path().extension(), ".pcapng");
      found[entry.path().stem()] = frames_of(entry.path());
    }
    return found;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& [name, frames] : files()) found.push_back(name);
    return found;
  }

  test::TemporaryDirectory directory_;
};

std::vector<Frame> sorted(std::vector<Frame> frames) {
  std::ranges::sort(frames);
  return frames;
}

// Whether `some` are frames of `all`, one after the other.
bool is_in_order(const std::vector<Frame>& some, const std::vector<Frame>& all) {
  auto at = all.begin();
  for (const Frame& frame : some) {
    at = std::find(at, all.end(), frame);
    if (at == all.end()) return false;
    ++at;
  }
  return true;
}

TEST_F(SplittingTest, EachConversationIsOneFile) {
  const std::string capture = std::string(kCaptures) + "dns-udp.pcapng";
  const ProgramResult result = run({"-r", capture, "--split", "flows", out()});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_EQ(result.error, "flowsnoop: " + out() + ": files: 4\n");
  EXPECT_EQ(result.output, run({"-r", capture}).output);
  for (const auto& [name, frames] : files()) {
    const std::string file = out() + "/" + name + ".pcapng";
    const std::string lines = run({"-r", file, "--format", "csv"}).output;
    EXPECT_EQ(std::ranges::count(lines, '\n'), 2) << "the header and one conversation";
  }
}

TEST_F(SplittingTest, NoPacketIsLostOrTwice) {
  for (const char* capture : {"many-clients.pcapng", "vlan.pcapng", "fragments.pcapng",
                              "names.pcapng", "pcapng-two-sections.pcapng"}) {
    const std::string path = std::string(kCaptures) + capture;
    for (const char* kind : {"flows", "services"}) {
      std::filesystem::remove_all(out());
      EXPECT_EQ(run({"-r", path, "--split", kind, out()}).exit_status, 0);
      std::vector<Frame> together;
      for (const auto& [name, frames] : files()) {
        EXPECT_TRUE(is_in_order(frames, frames_of(path))) << name;
        together.insert(together.end(), frames.begin(), frames.end());
      }
      EXPECT_EQ(sorted(std::move(together)), sorted(frames_of(path))) << capture << " " << kind;
    }
  }
}

TEST_F(SplittingTest, FragmentsAreAmongThePacketsOfNoConversation) {
  const std::string capture = std::string(kCaptures) + "fragments.pcapng";
  const ProgramResult result = run({"-r", capture, "--split", "hosts", out()});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.error, HasSubstr(", with packets of no conversation in other.pcapng: "));
  EXPECT_THAT(names(), testing::Contains("other"));
}

TEST_F(SplittingTest, AServiceIsThatOfTheRecords) {
  const std::string capture = std::string(kCaptures) + "github-https.pcapng";
  const std::string dns = std::string(kCaptures) + "dns-udp.pcapng";
  EXPECT_EQ(run({"-r", capture, "-r", dns, "--split", "services", out()}).exit_status, 0);
  EXPECT_THAT(names(), ElementsAre("tcp-443-https", "udp-53-domain"));
  EXPECT_EQ(files()["tcp-443-https"], frames_of(capture));
  EXPECT_EQ(files()["udp-53-domain"], frames_of(dns));
}

TEST_F(SplittingTest, AHostHasAllPacketsToAndFromIt) {
  const std::string capture = std::string(kCaptures) + "github-https.pcapng";
  EXPECT_EQ(run({"-r", capture, "--split", "hosts", out()}).exit_status, 0);
  EXPECT_THAT(names(), ElementsAre("140.82.114.5", "192.168.1.23"));
  for (const auto& [name, frames] : files()) EXPECT_EQ(frames, frames_of(capture)) << name;
}

TEST_F(SplittingTest, TheFlowIdIsThatOfTheRecord) {
  const std::string capture = std::string(kCaptures) + "many-clients.pcapng";
  const ProgramResult result = run({"-r", capture, "--split", "flows", out(), "--format", "json"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_EQ(names().size(), 24u);
  for (const std::string& name : names()) {
    const std::string id = name.substr(0, name.find('-'));
    EXPECT_THAT(result.output, HasSubstr("\"flow_id\":" + id + ",")) << name;
  }
}

TEST_F(SplittingTest, WhatDoesNotMatchTheFilterIsNotThere) {
  const std::string capture = std::string(kCaptures) + "many-clients.pcapng";
  EXPECT_EQ(run({"-r", capture, "--split", "flows", out(), "udp"}).exit_status, 0);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(SplittingTest, ADirectoryThatIsNotEmptyIsLeftAlone) {
  const std::string capture = std::string(kCaptures) + "dns-udp.pcapng";
  const ProgramResult result = run({"-r", capture, "--split", "flows", directory_.path()});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  const ProgramResult again = run({"-r", capture, "--split", "flows", directory_.path()});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.error, HasSubstr("is not empty"));
}

TEST_F(SplittingTest, AKindThatThereIsNotIsAUsageError) {
  const std::string capture = std::string(kCaptures) + "dns-udp.pcapng";
  EXPECT_EQ(run({"-r", capture, "--split", "packets", out()}).exit_status, 2);
  EXPECT_EQ(run({"-r", capture, "--split", "flows"}).exit_status, 2);
}

// Hears whether it is told of a new file.
class FileWriter : public RecordWriter {
 public:
  explicit FileWriter(int& files) : files_(files) {}
  void on_record(const FlowRecord& /*record*/) override {}
  void begin_file() override { ++files_; }
  void finish(const RunSummary& /*summary*/) override {}

 private:
  int& files_;
};

// Bug: with --split, CSV that went on in a new file after a SIGHUP had no header there.
TEST_F(SplittingTest, AWriterBehindItBeginsItsFilesAllTheSame) {
  Splitting splitting({SplitKind::kFlows, out()});
  int files = 0;
  SplittingWriter writer(std::make_unique<FileWriter>(files), splitting);
  writer.begin_file();
  EXPECT_EQ(files, 1);
}

}  // namespace
}  // namespace flowsnoop
