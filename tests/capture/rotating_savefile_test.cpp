#include "capture/rotating_savefile.h"

#include <sys/stat.h>

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::uint32_t kSize = 1000;  // of each packet; its block is a little larger

// Saves packets of one interface to files in a directory of its own.
class RotatingSavefileTest : public testing::Test {
 protected:
  RotatingSavefileTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }

  void save(RotatingSavefile& file, std::int64_t time_ns) {
    Packet packet;
    packet.data = data_.data();
    packet.captured_length = kSize;
    packet.original_length = kSize;
    packet.timestamp_ns = time_ns;
    file.write({&packet, 1}, interfaces_, names_);
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path(""))) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  // When the packets of a file were, in seconds. It is whole, and tells interface and names.
  std::vector<std::int64_t> times(const std::string& name) const {
    const auto source = open_savefile(directory_.path(name));
    const ReadResult result = read_all(*source);
    EXPECT_THAT(result.damages, IsEmpty()) << name;
    EXPECT_EQ(result.interfaces.size(), 1U) << name;
    EXPECT_EQ(source->host_names().size(), names_.size()) << name;
    std::vector<std::int64_t> found;
    for (const CopiedPacket& packet : result.packets) {
      found.push_back(packet.timestamp_ns / kSecond_ns);
    }
    return found;
  }

  std::string path(const std::string& name) const { return directory_.path(name); }

  TemporaryDirectory directory_;
  const Bytes data_ = payload(kSize);
  std::vector<Interface> interfaces_ = {{"eth0", LinkType::kEthernet, 0, {}}};
  std::vector<HostName> names_ = {{IpAddress{}, "a.example"}};
};

TEST_F(RotatingSavefileTest, WithoutRotationTheFileHasItsNameFromTheStart) {
  RotatingSavefile file(path("x"), {});
  EXPECT_THAT(files(), ElementsAre("x"));
  save(file, 7 * kSecond_ns);
  file.close();
  EXPECT_THAT(times("x"), ElementsAre(7));
}

TEST_F(RotatingSavefileTest, BeforeAPacketAFileThatIsTooLargeIsEnded) {
  RotatingSavefile file(path("x"), {.size = 2 * kSize});
  for (std::int64_t i = 0; i < 5; ++i) save(file, i * kSecond_ns);
  EXPECT_THAT(files(), ElementsAre("x", "x1", "x2.part"));
  file.close();
  EXPECT_THAT(files(), ElementsAre("x", "x1", "x2"));
  EXPECT_THAT(times("x"), ElementsAre(0, 1));
  EXPECT_THAT(times("x1"), ElementsAre(2, 3));
  EXPECT_THAT(times("x2"), ElementsAre(4));
}

TEST_F(RotatingSavefileTest, ARingReplacesTheOldestWhenTheNewestIsComplete) {
  RotatingSavefile file(path("x"), {.size = 1, .files = 2});
  for (std::int64_t i = 0; i < 3; ++i) save(file, i * kSecond_ns);
  EXPECT_THAT(files(), ElementsAre("x0", "x0.part", "x1"));
  EXPECT_THAT(times("x0"), ElementsAre(0));
  file.close();
  EXPECT_THAT(times("x0"), ElementsAre(2));
  EXPECT_THAT(times("x1"), ElementsAre(1));
  EXPECT_EQ(file.replaced(), 0U) << "that is what was asked for";
}

TEST_F(RotatingSavefileTest, APeriodBeginsWithItsFirstPacket) {
  RotatingSavefile file(path("%M%S"), {.period_ns = 10 * kSecond_ns});
  EXPECT_THAT(files(), IsEmpty());
  for (const std::int64_t time_s : {3, 12, 13, 40}) save(file, time_s * kSecond_ns);
  file.close();
  EXPECT_THAT(files(), ElementsAre("0003", "0013", "0040"));
  EXPECT_THAT(times("0003"), ElementsAre(3, 12));
}

TEST_F(RotatingSavefileTest, TheClockEndsAPeriodThoughNoPacketComes) {
  RotatingSavefile file(path("%S"), {.period_ns = 10 * kSecond_ns});
  save(file, 3 * kSecond_ns);
  file.advance_clock(12 * kSecond_ns);
  EXPECT_THAT(files(), ElementsAre("03.part"));
  file.advance_clock(13 * kSecond_ns);
  EXPECT_THAT(files(), ElementsAre("03"));
}

TEST_F(RotatingSavefileTest, AClockThatIsSetBackEndsAPeriodToo) {
  RotatingSavefile file(path("%S"), {.period_ns = 10 * kSecond_ns});
  for (const std::int64_t time_s : {30, 21, 20, 25}) save(file, time_s * kSecond_ns);
  file.close();
  EXPECT_THAT(times("30"), ElementsAre(30, 21));
  EXPECT_THAT(times("20"), ElementsAre(20, 25));
}

TEST_F(RotatingSavefileTest, NumbersBeginAgainInEachPeriod) {
  RotatingSavefile file(path("%S-"), {.period_ns = 10 * kSecond_ns, .size = 1});
  for (const std::int64_t time_s : {1, 2, 20, 21}) save(file, time_s * kSecond_ns);
  file.close();
  EXPECT_THAT(files(), ElementsAre("01-", "01-1", "20-", "20-1"));
}

TEST_F(RotatingSavefileTest, AfterSoManyPeriodsItIsComplete) {
  RotatingSavefile file(path("%S"), {.period_ns = 10 * kSecond_ns, .files = 2});
  for (const std::int64_t time_s : {1, 11}) save(file, time_s * kSecond_ns);
  EXPECT_FALSE(file.is_complete());
  save(file, 21 * kSecond_ns);
  EXPECT_TRUE(file.is_complete());
  EXPECT_THAT(files(), ElementsAre("01", "11"));
}

TEST_F(RotatingSavefileTest, FilesThatReplaceOthersOfTheRunAreCounted) {
  RotatingSavefile file(path("same"), {.period_ns = kSecond_ns});
  for (std::int64_t i = 0; i < 4; ++i) save(file, i * kSecond_ns);
  file.close();
  EXPECT_EQ(file.replaced(), 3U);
  EXPECT_THAT(times("same"), ElementsAre(3));
}

TEST_F(RotatingSavefileTest, WhatIsNoPlainFileIsWrittenToAndNeverReplaced) {
  std::filesystem::create_symlink("target", path("x"));
  RotatingSavefile file(path("x"), {.size = 1});
  save(file, 0);
  file.close();
  EXPECT_TRUE(std::filesystem::is_symlink(path("x")));
  EXPECT_THAT(times("target"), ElementsAre(0));
}

TEST_F(RotatingSavefileTest, APartThatIsALinkIsNotFollowed) {
  std::filesystem::create_symlink("target", path("x.part"));
  RotatingSavefile file(path("x"), {.size = 1});
  file.close();
  EXPECT_THAT(files(), ElementsAre("x"));
}

TEST_F(RotatingSavefileTest, AFileThatMustStayIsNotReplaced) {
  EXPECT_THAT(message_of([&] {
                RotatingSavefile file(path("x"), {.size = 1},
                                      [](const std::string& name) { return name.ends_with("x"); });
              }),
              HasSubstr("x: is read, and would be replaced"));
}

TEST_F(RotatingSavefileTest, ADirectoryThatIsMissingIsFoundAtTheStart) {
  EXPECT_THAT(message_of([&] { RotatingSavefile file(path("no/%S"), {.period_ns = kSecond_ns}); }),
              HasSubstr("/no: cannot create files there: No such file or directory"));
}

TEST_F(RotatingSavefileTest, OpenedAgainAFileThatWasMovedAwayIsMadeAnew) {
  RotatingSavefile file(path("x"), {});
  save(file, 1 * kSecond_ns);
  std::filesystem::rename(path("x"), path("y"));
  file.reopen();
  save(file, 2 * kSecond_ns);
  file.close();
  EXPECT_EQ(file.replaced(), 0U);
  EXPECT_THAT(times("y"), ElementsAre(1));
  EXPECT_THAT(times("x"), ElementsAre(2));
}

TEST_F(RotatingSavefileTest, OpenedAgainAFileThatIsStillThereGoesOn) {
  RotatingSavefile file(path("x"), {});
  save(file, 1 * kSecond_ns);
  file.reopen();
  save(file, 2 * kSecond_ns);
  file.close();
  EXPECT_EQ(file.replaced(), 0U);
  const ReadResult result = read_all(*open_savefile(path("x")));
  EXPECT_THAT(result.damages, IsEmpty());
  EXPECT_EQ(result.packets.size(), 2U);
}

}  // namespace
}  // namespace flowsnoop
