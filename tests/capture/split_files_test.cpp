#include "capture/split_files.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Interface kInterface{"eth0", LinkType::kEthernet, 0, {}};

void write(SplitFiles& files, const std::string& name, std::int64_t time_ns, const Bytes& data) {
  Packet packet;
  packet.data = data.data();
  packet.captured_length = static_cast<std::uint32_t>(data.size());
  packet.original_length = packet.captured_length;
  packet.timestamp_ns = time_ns;
  files.write(name, packet, kInterface);
}

TEST(SplitFiles, EachHoldsItsPacketsThoughFewAreOpen) {
  constexpr int kFiles = 7;
  constexpr int kRounds = 5;
  const TemporaryDirectory directory;
  const Bytes data = payload(10);
  SplitFiles files(directory.path(""), 2);
  for (int round = 0; round < kRounds; ++round) {
    for (int file = 0; file < kFiles; ++file) {
      write(files, std::to_string(file), 100 * file + round, data);
    }
  }
  files.close();
  EXPECT_EQ(files.files(), kFiles);
  for (int file = 0; file < kFiles; ++file) {
    const ReadResult result =
        read_all(*open_savefile(directory.path(std::to_string(file) + ".pcapng")));
    EXPECT_THAT(result.damages, IsEmpty());
    ASSERT_THAT(result.packets, SizeIs(kRounds));
    for (int round = 0; round < kRounds; ++round) {
      EXPECT_EQ(result.packets[static_cast<std::size_t>(round)].timestamp_ns, 100 * file + round);
    }
  }
}

TEST(SplitFiles, AFileThatStaysOpenHasOneSection) {
  const TemporaryDirectory directory;
  const Bytes data = payload(10);
  SplitFiles files(directory.path(""), 2);
  for (const char* other : {"b", "c", "d"}) {
    write(files, "a", 1, data);
    write(files, other, 1, data);
  }
  files.close();
  EXPECT_THAT(read_all(*open_savefile(directory.path("a.pcapng"))).interfaces, SizeIs(1));
}

TEST(SplitFiles, FlushShowsWhatWasWrittenSoFar) {
  const TemporaryDirectory directory;
  SplitFiles files(directory.path(""));
  write(files, "a", 1, payload(10));
  files.flush();
  EXPECT_THAT(read_all(*open_savefile(directory.path("a.pcapng"))).packets, SizeIs(1));
}

TEST(SplitFiles, TheDirectoryIsMadeOrEmpty) {
  const TemporaryDirectory directory;
  make_empty_directory(directory.path("new"));
  make_empty_directory(directory.path("new"));
  EXPECT_THAT(message_of([&] { make_empty_directory(directory.path("")); }),
              HasSubstr("is not empty"));
  EXPECT_THAT(message_of([&] { make_empty_directory(directory.path("no/new")); }),
              HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace flowsnoop
