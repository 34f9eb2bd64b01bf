#include "capture/savefile.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::SizeIs;

Bytes text(std::string_view string) {
  return Bytes(string.begin(), string.end());
}

std::string refusal_of(const Bytes& bytes) {
  return message_of([&] { read_bytes(bytes); });
}

TEST(OpenSavefile, RecognisesTheFormatByContentAndNotByName) {
  const TemporaryDirectory directory;
  PcapngWriter file;
  file.section().interface().packet(0, 7, payload(4));
  const auto source = open_savefile(directory.write("capture.pcap.txt", file.bytes));
  EXPECT_THAT(read_all(*source).packets, SizeIs(1));
}

TEST(OpenSavefile, DamagesNameTheFileAsItWasGiven) {
  const TemporaryDirectory directory;
  Bytes bytes = PcapWriter().packet(1, 0, payload(4)).bytes;
  bytes.pop_back();
  const std::string path = directory.write("cut.pcap", bytes);
  const ReadResult result = read_all(*open_savefile(path));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].file, path);
}

TEST(OpenSavefile, SaysThatAFileIsEmpty) {
  EXPECT_EQ(refusal_of({}), "test.pcap: is empty (0 bytes): not a capture");
}

TEST(OpenSavefile, SaysWhatTheFileLooksLikeInstead) {
  const std::string no = "test.pcap: not a pcap or pcapng capture: ";
  EXPECT_EQ(refusal_of(text("hello\n")), no + "it begins with the bytes 68 65 6c 6c 6f 0a");
  EXPECT_EQ(refusal_of(text("id,bytes,packets")), no + "it begins with the text \"id,bytes,pac\"");
  EXPECT_EQ(refusal_of({0xa1, 0xb2, 0xc3}), no + "it begins with the bytes a1 b2 c3");
  // Begins as a pcapng does, and is none.
  EXPECT_EQ(refusal_of({10, 13, 13, 10, 28, 0, 0, 0, 1, 2, 3, 4}),
            no + "it begins with the bytes 0a 0d 0d 0a 1c 00 00 00 01 02 03 04");
}

TEST(OpenSavefile, ReportsAReadErrorAtTheStart) {
  EXPECT_EQ(message_of([] {
              open_savefile(std::make_unique<MemoryStream>(Bytes{}, SIZE_MAX, StreamStatus::kError),
                            "x");
            }),
            "x: the disk is on fire");
}

}  // namespace
}  // namespace flowsnoop
