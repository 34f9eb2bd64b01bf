#include "output/value_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace flowsnoop {
namespace {

std::string real(double value, int decimals = 6) {
  char text[kMaxValueText];
  return {text, write_real(text, value, decimals)};
}

std::string log_odds(float value) {
  char text[kMaxValueText];
  return {text, write_log_odds(text, value)};
}

std::string iso(std::int64_t time_ns) {
  IsoTime iso_time;
  char text[IsoTime::kSize];
  return {text, iso_time.write(text, time_ns)};
}

TEST(WriteInteger, WritesAllLengths) {
  const auto expect_digits = [](std::uint64_t value) {
    char text[kMaxIntegerText];
    ASSERT_EQ(std::string(text, write_integer(text, value)), std::to_string(value));
  };
  for (std::uint64_t value = 0; value < 100'000; ++value) expect_digits(value);
  for (std::uint64_t power = 10; power != 0 && power < UINT64_MAX / 10; power *= 10) {
    for (const std::uint64_t first : {1u, 2u, 5u, 9u}) {
      for (const std::uint64_t off : {UINT64_MAX, std::uint64_t{0}, std::uint64_t{1}}) {
        expect_digits(first * power + off);
        expect_digits(first * power + off + power / 7);
      }
    }
  }
  expect_digits(UINT64_MAX);
  std::uint64_t any = 1;
  for (int i = 0; i < 100'000; ++i) {
    any = any * 6364136223846793005 + 1442695040888963407;
    expect_digits(any >> (any & 63));
  }
}

TEST(WriteReal, DropsZerosAtTheEnd) {
  EXPECT_EQ(real(0), "0");
  EXPECT_EQ(real(1), "1");
  EXPECT_EQ(real(0.975), "0.975");
  EXPECT_EQ(real(0.000001), "0.000001");
  EXPECT_EQ(real(-12.05), "-12.05");
}

TEST(WriteReal, RoundsToTheDecimalsAskedFor) {
  EXPECT_EQ(real(0.9999996), "1");
  EXPECT_EQ(real(0.9999994), "0.999999");
  EXPECT_EQ(real(-0.0000001), "0");
  EXPECT_EQ(real(2.34567, 3), "2.346");
  EXPECT_EQ(real(2.5, 0), "3");
}

TEST(WriteReal, KeepsNumbersThatAreTooLargeForDecimals) {
  EXPECT_EQ(real(999'999'999.5), "999999999.5");
  EXPECT_EQ(real(1e300), "1e+300");
  EXPECT_EQ(real(-std::numeric_limits<double>::max()).substr(0, 4), "-1.7");
}

TEST(WriteLogOdds, ShowsThreeDecimalsAndNeverInfinity) {
  EXPECT_EQ(log_odds(9.2F), "9.2");
  EXPECT_EQ(log_odds(-0.4054651F), "-0.405");
  EXPECT_EQ(log_odds(std::numeric_limits<float>::infinity()).find("inf"), std::string::npos);
  EXPECT_EQ(log_odds(std::nanf("")), "0");
}

TEST(WriteAddress, TellsAMappedAddressOfAnIpv6PacketFromIpv4) {
  const std::uint8_t octets[] = {192, 0, 2, 1};
  const IpAddress address = IpAddress::from_ipv4(octets);
  char text[kMaxValueText];
  EXPECT_EQ(std::string(text, write_address(text, address, 4)), "192.0.2.1");
  EXPECT_EQ(std::string(text, write_address(text, address, 6)), "::ffff:192.0.2.1");
}

TEST(IsoTime, ShowsNanoseconds) {
  EXPECT_EQ(iso(1'714'554'842'118'000'000), "2024-05-01T09:14:02.118000000Z");
  EXPECT_EQ(iso(123'456'789), "1970-01-01T00:00:00.123456789Z");
  EXPECT_EQ(iso(951'825'599'999'999'999), "2000-02-29T11:59:59.999999999Z");
}

TEST(IsoTime, CountsBackwardsFrom1970) {
  EXPECT_EQ(iso(-1), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(iso(-1'000'000'000), "1969-12-31T23:59:59.000000000Z");
  EXPECT_EQ(iso(-86'400'000'000'001), "1969-12-30T23:59:59.999999999Z");
}

TEST(IsoTime, ReachesBothEndsOfTime) {
  EXPECT_EQ(iso(std::numeric_limits<std::int64_t>::max()), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(iso(std::numeric_limits<std::int64_t>::min()), "1677-09-21T00:12:43.145224192Z");
}

TEST(IsoTime, IsNotMisledByTheTimeBefore) {
  IsoTime iso_time;
  char text[IsoTime::kSize];
  const std::int64_t times[] = {0, 59'999'999'999, 60'000'000'000, 59'000'000'001, -1, 0};
  for (const std::int64_t time : times) {
    EXPECT_EQ(std::string(text, iso_time.write(text, time)), iso(time));
  }
}

TEST(WriteWord, WritesAWordOfAnyLengthAndNothingElse) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl";
  for (std::size_t size = 0; size <= kMaxWord; ++size) {
    std::string out(kMaxWord + 1, '?');
    const char* const end = write_word(out.data(), {std::string_view(letters).substr(0, size)});
    EXPECT_EQ(end - out.data(), static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(out, letters.substr(0, size) + std::string(kMaxWord + 1 - size, '?'));
  }
}

TEST(WritePlain, WritesNothingForARealThatIsNotFinite) {
  IsoTime iso_time;
  char text[kMaxValueText];
  const auto length = [&]<FieldKind kind>(std::integral_constant<FieldKind, kind>,
                                          const FieldValue& value) {
    EXPECT_EQ(value.kind(), kind);
    return write_plain<kind>(text, value, iso_time) - text;
  };
  constexpr std::integral_constant<FieldKind, FieldKind::kReal> kReal;
  EXPECT_EQ(length(kReal, std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(length(kReal, 0.5), 3);
}

TEST(WritePlain, WritesTheLongestTunnelPathInTheRoomThereIs) {
  TunnelPath path;
  for (Tunnel& hop : path.hops) {
    hop = {TunnelKind::kVxlanGpe, true, 4, 0xffffffff, {}, {}};
    ++path.count;
  }
  IsoTime iso_time;
  char text[kMaxValueText];
  const FieldValue value = &path;
  const char* const end = write_plain<FieldKind::kTunnels>(text, value, iso_time);
  const std::string_view written(text, static_cast<std::size_t>(end - text));
  EXPECT_TRUE(written.starts_with("vxlan-gpe:4294967295/vxlan-gpe:4294967295/"));
}

TEST(EvidenceText, TellsLogOddsOfOneKindApart) {
  EvidenceText evidence({"<", "=", "@", true});
  char text[EvidenceText::kMaxSize];
  const auto written = [&](EvidenceKind kind, float log_odds, std::uint64_t frame) {
    return std::string(text, evidence.write(text, {kind, log_odds, frame}));
  };
  EXPECT_EQ(written(EvidenceKind::kSyn, 12, 7), "<syn=+12@7");
  EXPECT_EQ(written(EvidenceKind::kSyn, 12, 8), "<syn=+12@8");
  EXPECT_EQ(written(EvidenceKind::kSyn, -0.5F, 8), "<syn=-0.5@8");
  EXPECT_EQ(written(EvidenceKind::kPayload, -0.5F, 0), "<payload=-0.5@0");
  EXPECT_EQ(written(EvidenceKind::kSyn, 12, 7), "<syn=+12@7");
}

// The longest that there is: no kind of evidence has more room.
TEST(EvidenceText, HasRoomForTheLongest) {
  for (std::size_t i = 0; i < kEvidenceKindCount; ++i) {
    EvidenceText evidence({R"({"kind":")", R"(","log_odds":)", R"(,"frame":)"});
    char text[EvidenceText::kMaxSize];
    const auto kind = static_cast<EvidenceKind>(i);
    const char* const end = evidence.write(text, {kind, -std::numeric_limits<float>::max(),
                                                  std::numeric_limits<std::uint64_t>::max()});
    const std::string_view written(text, static_cast<std::size_t>(end - text));
    EXPECT_TRUE(written.starts_with("{\"kind\":\"" + std::string(to_string(kind)))) << written;
    EXPECT_TRUE(written.ends_with(",\"frame\":18446744073709551615")) << written;
  }
}

TEST(DurationNs, TakesTheWholeRangeOfTimes) {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(duration_ns(kFirst, kLast), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(duration_ns(-5, 7), 12u);
}

}  // namespace
}  // namespace flowsnoop
