// The frames in hexadecimal were checked with tshark: same ports.
#include "decode/wireless.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

const std::string kAddresses = "020000000001 020000000002 020000000003";
const std::string kData = "0801 0000" + kAddresses + "1000";
const std::string kQosData = "8802 0000" + kAddresses + "1000 0000";

TEST(Ieee80211, CarriesIpInDataFrames) {
  expect_carried(kData + kSnapIpv4, LinkType::kIeee80211);
  expect_carried(kData + "aaaa03 000000 86dd" + kCarriedIpv6, LinkType::kIeee80211);
  expect_carried(kQosData + kSnapIpv4, LinkType::kIeee80211);
}

TEST(Ieee80211, KnowsWhatMakesTheHeaderLonger) {
  expect_carried("0803 0000" + kAddresses + "1000 020000000004" + kSnapIpv4, LinkType::kIeee80211);
  expect_carried("8803 0000" + kAddresses + "1000 020000000004 0000" + kSnapIpv4,
                 LinkType::kIeee80211);
  expect_carried("8882 0000" + kAddresses + "1000 0000 00000000" + kSnapIpv4, LinkType::kIeee80211);
}

TEST(Ieee80211, DecodesTheFirstOfAggregatedPackets) {
  const std::string first = kMacs + "0024" + kSnapIpv4;
  expect_carried("8801 0000" + kAddresses + "1000 8000" + first, LinkType::kIeee80211);
  expect_carried("8801 0000" + kAddresses + "1000 8000" + first + kMacs + "0024" + kSnapIpv4,
                 LinkType::kIeee80211);
}

TEST(Ieee80211, CountsProtectedFramesAsEncrypted) {
  EXPECT_EQ(bucket_of("0841 0000" + kAddresses + "1000" + kSnapIpv4, LinkType::kIeee80211),
            FrameBucket::kEncrypted);
  EXPECT_EQ(bucket_of("0841", LinkType::kIeee80211), FrameBucket::kEncrypted);
}

TEST(Ieee80211, CountsWhatCarriesNothingAsNonIp) {
  for (const char* frame_control : {"8000", "d400", "4801", "c801", "0901"}) {
    EXPECT_EQ(bucket_of(frame_control + ("0000" + kAddresses) + "1000", LinkType::kIeee80211),
              FrameBucket::kNonIp)
        << frame_control;
  }
}

TEST(Ieee80211, DoesNotTakeALaterFragmentForAPacket) {
  EXPECT_EQ(bucket_of("0801 0000" + kAddresses + "1100" + kSnapIpv4, LinkType::kIeee80211),
            FrameBucket::kNonIp);
}

TEST(Radiotap, IsTakenOffByItsLength) {
  expect_carried("0000 0800 00000000" + kData + kSnapIpv4, LinkType::kRadiotap);
  expect_carried("0000 1100 03000000 0000000000000000 10" + kData + kSnapIpv4 + "00000000",
                 LinkType::kRadiotap);
}

TEST(Radiotap, TellsOfPaddingBehindTheHeader) {
  expect_carried("0000 0900 02000000 20" + kQosData + "0000" + kSnapIpv4, LinkType::kRadiotap);
  // Behind a timer that is aligned to eight bytes, and behind a second word of what is present.
  expect_carried(
      "0000 1900 03000080 00000000 00000000 0000000000000000 20" + kQosData + "0000" + kSnapIpv4,
      LinkType::kRadiotap);
}

TEST(Radiotap, IsNotBelievedWhereItContradictsItself) {
  EXPECT_EQ(bucket_of("0000 0700 00000000" + kData + kSnapIpv4, LinkType::kRadiotap),
            FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of("0100 0800 00000000" + kData + kSnapIpv4, LinkType::kRadiotap),
            FrameBucket::kNonIp);
}

TEST(Prism, IsTakenOff) {
  expect_carried("44000000 90000000" + zeros(136) + kData + kSnapIpv4, LinkType::kPrism);
}

TEST(Avs, IsTakenOffByItsLength) {
  const std::string header = "80211001 00000040" + zeros(56);
  expect_carried(header + kData + kSnapIpv4, LinkType::kAvs);
  expect_carried(header + kData + kSnapIpv4, LinkType::kPrism);
  EXPECT_EQ(bucket_of("80211001 00000007" + kData + kSnapIpv4, LinkType::kAvs),
            FrameBucket::kNonIp);
}

TEST(Ppi, NamesTheLinkTypeThatFollows) {
  expect_carried("0000 0800 69000000" + kData + kSnapIpv4, LinkType::kPpi);
  expect_carried("0000 0c00 01000000 00000000" + kCarriedEthernet, LinkType::kPpi);
  EXPECT_EQ(bucket_of("0000 0800 e7030000" + kData, LinkType::kPpi),
            FrameBucket::kUnsupportedLinkType);
}

}  // namespace
}  // namespace flowsnoop::test
