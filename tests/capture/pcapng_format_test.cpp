#include "capture/pcapng_format.h"

#include <limits>

#include "capture_support.h"

namespace flowsnoop {
namespace {

constexpr std::uint64_t kMax64 = std::numeric_limits<std::uint64_t>::max();

TEST(PcapngClock, DecimalResolutions) {
  EXPECT_EQ(PcapngClock(6, 0).to_ns(1'700'000'000'123'456), 1'700'000'000'123'456'000);
  EXPECT_EQ(PcapngClock(9, 0).to_ns(1'700'000'000'123'456'789), 1'700'000'000'123'456'789);
  EXPECT_EQ(PcapngClock(3, 0).to_ns(1'700'000'000'123), 1'700'000'000'123'000'000);
  EXPECT_EQ(PcapngClock(0, 0).to_ns(1'700'000'000), 1'700'000'000'000'000'000);
  EXPECT_EQ(PcapngClock(12, 0).to_ns(1'700'000'000'123), 1'700'000'000);
  EXPECT_EQ(PcapngClock(28, 0).to_ns(kMax64 >> 1), 0);
  EXPECT_EQ(PcapngClock(27, 0).to_ns(kMax64 >> 1), 9);
  EXPECT_EQ(PcapngClock(127, 0).to_ns(kMax64), 0);
}

TEST(PcapngClock, BinaryResolutions) {
  EXPECT_EQ(PcapngClock(0x80 | 10, 0).to_ns(1024 + 512), 1'500'000'000);
  EXPECT_EQ(PcapngClock(0x80 | 32, 0).to_ns((1'700'000'000ULL << 32) + (1ULL << 31)),
            1'700'000'000'500'000'000);
  EXPECT_EQ(PcapngClock(0x80, 0).to_ns(7), 7'000'000'000);
  EXPECT_EQ(PcapngClock(0x80 | 64, 0).to_ns(1ULL << 63), 500'000'000);
  EXPECT_EQ(PcapngClock(0xff, 0).to_ns(kMax64), 0);
}

TEST(PcapngClock, TheOffsetIsAddedInSeconds) {
  EXPECT_EQ(PcapngClock(6, 100).to_ns(5), 100'000'005'000);
  EXPECT_EQ(PcapngClock(6, -1).to_ns(5), -999'995'000);
  EXPECT_EQ(PcapngClock(0x80 | 1, 1).to_ns(1), 1'500'000'000);
}

TEST(PcapngClock, DecimalUnitsFrom2To63OnAreNegative) {
  EXPECT_EQ(PcapngClock(6, 0).to_ns(kMax64), -1000);
  EXPECT_EQ(PcapngClock(9, 1).to_ns(kMax64), 999'999'999);
  EXPECT_EQ(PcapngClock(10, 0).to_ns(kMax64 - 19), -2);
}

TEST(PcapngClock, TimesAreWithinTheirBound) {
  constexpr std::int64_t kMaxOffset_s = std::numeric_limits<std::int64_t>::max();
  for (const std::uint8_t resolution : Bytes{0, 6, 9, 0x80, 0x81}) {
    const auto to_ns = [&](std::int64_t offset_s, std::uint64_t units) {
      return PcapngClock(resolution, offset_s).to_ns(units);
    };
    EXPECT_EQ(to_ns(0, kMax64 >> 1), kMaxTimestamp_ns) << int{resolution};
    EXPECT_EQ(to_ns(kMaxOffset_s, kMax64 >> 1), kMaxTimestamp_ns) << int{resolution};
    EXPECT_EQ(to_ns(-kMaxOffset_s, 0), -kMaxTimestamp_ns) << int{resolution};
  }
  EXPECT_EQ(PcapngClock(0, 0).to_ns(1ULL << 63), -kMaxTimestamp_ns);
  EXPECT_EQ(PcapngClock(9, 1).to_ns(kMaxTimestamp_ns - 1'000'000'000), kMaxTimestamp_ns);
  EXPECT_EQ(PcapngClock(9, 1).to_ns(kMaxTimestamp_ns - 1'000'000'001), kMaxTimestamp_ns - 1);
  EXPECT_EQ(PcapngClock(9, 1).to_ns(kMaxTimestamp_ns), kMaxTimestamp_ns);
}

Bytes interface_body(const Bytes& options, bool big_endian = false) {
  return ByteWriter(big_endian).u16(113).u16(0).u32(96).raw(options).bytes;
}

TEST(ParseInterface, TakesLinkTypeSnaplenNameAndClockInEitherByteOrder) {
  for (const bool big_endian : {false, true}) {
    const PcapngWriter writer(big_endian);
    Bytes options = writer.option(2, {'e', 't', 'h', '0', '1'});
    for (const Bytes& more :
         {writer.option(9, {9}), writer.option(14, ByteWriter(big_endian).u64(10).bytes),
          writer.option(0, {}), writer.option(2, {'x'})}) {
      options.insert(options.end(), more.begin(), more.end());
    }
    const bool swapped = big_endian;  // on the little-endian machines that run this
    const PcapngInterface interface = parse_interface(interface_body(options, big_endian), swapped);
    EXPECT_EQ(interface.shown.name, "eth01");
    EXPECT_EQ(interface.shown.link_type, LinkType::kLinuxSll);
    EXPECT_EQ(interface.shown.snaplen, 96U);
    EXPECT_EQ(interface.clock.to_ns(1), 10'000'000'001);
    EXPECT_FALSE(interface.options_damaged);
  }
}

TEST(ParseInterface, WithoutOptionsTimesAreMicroseconds) {
  const PcapngInterface interface = parse_interface(interface_body({}), false);
  EXPECT_EQ(interface.clock.to_ns(1), 1000);
  EXPECT_FALSE(interface.options_damaged);
}

TEST(ParseInterface, AnOptionPastTheEndIsDamageAndKeepsWhatWasReadBefore) {
  Bytes options = PcapngWriter().option(2, {'l', 'o'});
  const Bytes broken = ByteWriter().u16(9).u16(400).u32(9).bytes;
  options.insert(options.end(), broken.begin(), broken.end());
  const PcapngInterface interface = parse_interface(interface_body(options), false);
  EXPECT_TRUE(interface.options_damaged);
  EXPECT_EQ(interface.shown.name, "lo");
  EXPECT_TRUE(parse_interface(interface_body({1, 0}), false).options_damaged);
}

TEST(ParseStatistics, TakesTheDropCounts) {
  const PcapngWriter writer;
  ByteWriter body = writer.body().u32(0).u64(0);
  body.raw(writer.option(4, ByteWriter().u64(1000).bytes));  // received
  body.raw(writer.option(5, ByteWriter().u64(7).bytes));
  body.raw(writer.option(7, ByteWriter().u64(9).bytes));
  CaptureDrops drops;
  parse_statistics(body.bytes, false, drops);
  EXPECT_EQ(drops.interface, 7U);
  EXPECT_EQ(drops.kernel, 9U);
}

// Numbers with a dot after each.
std::string dotted(const std::uint8_t* octets, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += std::to_string(octets[i]) + '.';
  return text;
}

// One record: an address and names, each ended by a zero byte.
Bytes name_record(const PcapngWriter& writer, std::uint16_t type, Bytes address,
                  std::string_view names) {
  address.insert(address.end(), names.begin(), names.end());
  return writer.option(type, address);
}

std::vector<std::pair<std::string, std::string>> names_in(const Bytes& body, bool swapped,
                                                          std::size_t limit = 100) {
  std::vector<HostName> names;
  parse_host_names(body, swapped, limit, names);
  std::vector<std::pair<std::string, std::string>> texts;
  for (const HostName& name : names) {
    const auto& bytes = name.address.bytes;
    texts.emplace_back(
        name.address.is_ipv4() ? dotted(bytes.data() + 12, 4) : dotted(bytes.data(), 16),
        name.name);
  }
  return texts;
}

TEST(ParseHostNames, TakesAllNamesOfBothAddressTypesAndNothingElse) {
  using namespace std::string_view_literals;
  for (const bool big_endian : {false, true}) {
    const PcapngWriter writer(big_endian);
    ByteWriter body = writer.body();
    body.raw(name_record(writer, 1, {192, 0, 2, 1}, "www.example\0example\0"sv));
    body.raw(name_record(writer, 3, {1, 2, 3, 4, 5, 6, 7, 8}, "eui64\0"sv));
    body.raw(name_record(writer, 2, payload(16), "six"sv));  // without its zero byte
    body.raw(name_record(writer, 1, {192, 0, 2}, ""sv));     // too short for an address
    body.raw(name_record(writer, 1, {192, 0, 2, 2}, std::string(256, 'x')));
    body.raw(writer.option(0, {}));
    body.raw(name_record(writer, 1, {192, 0, 2, 3}, "after.the.end\0"sv));
    EXPECT_THAT(names_in(body.bytes, big_endian),
                testing::ElementsAre(std::pair("192.0.2.1.", "www.example"),
                                     std::pair("192.0.2.1.", "example"),
                                     std::pair("0.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.", "six")));
    EXPECT_THAT(names_in(body.bytes, big_endian, 1), testing::SizeIs(1));
  }
}

TEST(ParseHostNames, CutAnywhereTakesWhatIsWhole) {
  using namespace std::string_view_literals;
  const PcapngWriter writer;
  const Bytes body = name_record(writer, 1, {192, 0, 2, 1}, "a\0b\0"sv);
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Bytes cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_THAT(names_in(cut, false), testing::SizeIs(0)) << size;
  }
}

TEST(PcapngProbe, NeedsAKnownTypeAndTheLengthTwice) {
  for (const bool big_endian : {false, true}) {
    PcapngWriter writer(big_endian);
    writer.packet(0, 0, payload(5));
    const RecordProbe probe = pcapng_probe();
    EXPECT_EQ(probe.size(writer.bytes), writer.bytes.size());
    for (const std::size_t byte : {0U, 4U, 36U}) {  // type, length, length at the end
      Bytes broken = writer.bytes;
      broken[byte] ^= 0x60;
      EXPECT_EQ(probe.size(broken), 0U) << byte;
    }
    EXPECT_EQ(probe.size(std::span(writer.bytes).first(writer.bytes.size() - 1)), 0U);
  }
}

}  // namespace
}  // namespace flowsnoop
