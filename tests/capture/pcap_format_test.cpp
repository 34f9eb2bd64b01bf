#include "capture/pcap_format.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

PcapFormat format_of(const PcapOptions& options) {
  const Bytes bytes = PcapWriter(options).bytes;
  auto format = recognise_pcap(bytes.data());
  if (!format) {
    ADD_FAILURE() << "not recognised";
    return {};
  }
  parse_pcap_file_header(bytes.data(), *format);
  return *format;
}

TEST(RecognisePcap, KnowsEachMagicInBothByteOrders) {
  for (const bool big_endian : {false, true}) {
    EXPECT_EQ(format_of({big_endian, 0xa1b2c3d4}).fraction_unit_ns, 1000U);
    EXPECT_EQ(format_of({big_endian, 0xa1b23c4d}).fraction_unit_ns, 1U);
    EXPECT_TRUE(format_of({big_endian, 0xa1b2cd34}).modified);
    EXPECT_EQ(format_of({big_endian, 0x1c0001ac}).file_header_size, 28U);
    EXPECT_EQ(format_of({big_endian, 0x1c0001ab}).fraction_unit_ns, 1000U);
  }
  const Bytes other = {0xa1, 0xb2, 0xc3, 0xd5};
  EXPECT_FALSE(recognise_pcap(other.data()));
}

TEST(ParsePcapFileHeader, TakesTheLinkTypeFromTheLowHalfOfItsWord) {
  // The high bits here say that frames end with a frame check sequence of 4 bytes.
  EXPECT_EQ(format_of({.link_word = 0x24000001}).link_type, LinkType::kEthernet);
  EXPECT_EQ(format_of({.big_endian = true, .link_word = 0x24000071}).link_type,
            LinkType::kLinuxSll);
}

TEST(ParsePcapFileHeader, KeepsTheSnaplen) {
  EXPECT_EQ(format_of({.snaplen = 96}).snaplen, 96U);
  EXPECT_EQ(format_of({.snaplen = 0}).snaplen, 0U);
}

TEST(ParsePcapFileHeader, AllowsLongMessagesWhereTheLinkTypeHasThem) {
  EXPECT_EQ(format_of({.link_word = 1}).max_captured_length, kMaxCapturedLength);
  EXPECT_EQ(format_of({.link_word = 231}).max_captured_length, kMaxCapturedMessage);  // D-Bus
}

TEST(PcapRecordHeader, LengthsAreInTheOrderOfTheVersion) {
  const Bytes header = ByteWriter().u32(7).u32(8).u32(100).u32(60).bytes;
  const auto lengths = [&](std::uint16_t major, std::uint16_t minor) {
    const auto parsed =
        format_of({.major = major, .minor = minor}).parse_record_header(header.data());
    return std::pair(parsed.captured_length, parsed.original_length);
  };
  EXPECT_EQ(lengths(2, 4), std::pair(100U, 60U));
  EXPECT_EQ(lengths(2, 2), std::pair(60U, 100U));
  EXPECT_EQ(lengths(543, 0), std::pair(60U, 100U));
  EXPECT_EQ(lengths(2, 3), std::pair(60U, 100U));  // the smaller is the captured one
}

TEST(PcapFormat, CarriesAFractionOfMoreThanASecond) {
  const PcapFormat micro = format_of({});
  EXPECT_EQ(micro.timestamp_ns({10, 2'500'000, 0, 0}), 12'500'000'000);
  const PcapFormat nano = format_of({.magic = 0xa1b23c4d});
  EXPECT_EQ(nano.timestamp_ns({10, 4'000'000'001, 0, 0}), 14'000'000'001);
}

TEST(PcapFormat, SecondsReachBeyond2038) {
  EXPECT_EQ(format_of({}).timestamp_ns({0xffffffff, 0, 0, 0}), 4'294'967'295'000'000'000);
}

TEST(PcapFormat, ImpossibleIsWhatNoPacketHas) {
  const PcapFormat format = format_of({});
  EXPECT_FALSE(format.is_impossible({1, 0, kMaxCapturedLength, 0}));
  EXPECT_TRUE(format.is_impossible({1, 0, kMaxCapturedLength + 1, 0}));
  EXPECT_TRUE(format.is_impossible({0, 0, 0, 0}));
  EXPECT_FALSE(format.is_impossible({1, 0, 0, 0}));
}

TEST(PcapFormat, ProbeTellsRecordsFromOtherBytes) {
  const PcapFormat format = format_of({});
  const auto size_of = [&](std::uint32_t seconds, std::uint32_t fraction, std::uint32_t captured,
                           std::uint32_t original) {
    return format.probe({5, 1'700'000'000})
        .size(ByteWriter().u32(seconds).u32(fraction).u32(captured).u32(original).bytes);
  };
  EXPECT_EQ(size_of(1'700'000'010, 5, 60, 60), 76U);
  EXPECT_EQ(size_of(1'699'999'990, 5, 60, 1500), 76U);
  EXPECT_EQ(size_of(1'800'000'000, 5, 60, 60), 0U) << "three years later";
  EXPECT_EQ(size_of(1'600'000'000, 5, 60, 60), 0U) << "three years earlier";
  EXPECT_EQ(size_of(1'700'000'010, 1'000'000, 60, 60), 0U) << "more than a second";
  EXPECT_EQ(size_of(1'700'000'010, 5, 60, 59), 0U) << "more captured than there was";
  EXPECT_EQ(size_of(1'700'000'010, 5, 0, 60), 0U) << "nothing captured";
  EXPECT_EQ(size_of(1'700'000'010, 5, 300'000, 300'000), 0U) << "too long";
  EXPECT_EQ(format.probe({}).size(ByteWriter().u32(1).bytes), 0U) << "no whole header";
}

}  // namespace
}  // namespace flowsnoop
