#include "cli/frame_stats.h"

#include <gtest/gtest.h>

#include <vector>

namespace flowsnoop {
namespace {

Accounting frames(std::initializer_list<std::pair<FrameBucket, std::uint64_t>> buckets) {
  Accounting accounting;
  for (const auto& [bucket, count] : buckets) accounting.add(bucket, count);
  return accounting;
}

Interface interface_of(std::string file, LinkType link_type) {
  return {"eth0", link_type, 0, std::move(file)};
}

constexpr auto kBluetooth = static_cast<LinkType>(187);

TEST(DescribeFrames, OneCaptureIsShownByReasonAndLinkType) {
  const std::vector<Interface> interfaces{interface_of("a.pcap", LinkType::kEthernet),
                                          interface_of("a.pcap", kBluetooth)};
  const std::vector<Accounting> counts{
      frames({{FrameBucket::kTcpFlow, 1990}, {FrameBucket::kArp, 2}}),
      frames({{FrameBucket::kUnsupportedLinkType, 8}})};
  EXPECT_EQ(describe_frames(interfaces, counts, true),
            "FRAMES  SHARE\n"
            " 2,000   100%  a.pcap\n"
            " 1,990    99%    in TCP flows\n"
            "     2    <1%    ARP\n"
            "     8    <1%    unsupported link type\n"
            "     8    <1%      BLUETOOTH_HCI_H4 (Bluetooth HCI UART transport layer)\n");
}

TEST(DescribeFrames, SeveralCapturesComeAfterTheirSum) {
  const std::vector<Interface> interfaces{interface_of("a", LinkType::kEthernet),
                                          interface_of("-", LinkType::kEthernet),
                                          interface_of("empty", LinkType::kEthernet)};
  const std::vector<Accounting> counts{
      frames({{FrameBucket::kTcpFlow, 1}}),
      frames({{FrameBucket::kTcpFlow, 2}, {FrameBucket::kArp, 1}})};
  EXPECT_EQ(describe_frames(interfaces, counts, true),
            "FRAMES  SHARE\n"
            "     4   100%  all 3 captures\n"
            "     3    75%    in TCP flows\n"
            "     1    25%    ARP\n"
            "     1    25%  a\n"
            "     1    25%    in TCP flows\n"
            "     3    75%  standard input\n"
            "     2    50%    in TCP flows\n"
            "     1    25%    ARP\n"
            "     0     0%  empty\n");
}

TEST(DescribeFrames, LiveAnInterfaceStandsForItself) {
  EXPECT_EQ(describe_frames(std::vector{interface_of("", LinkType::kEthernet)},
                            std::vector{frames({{FrameBucket::kUdpFlow, 5}})}, true),
            "FRAMES  SHARE\n"
            "     5   100%  eth0\n"
            "     5   100%    in UDP flows\n");
}

TEST(DescribeFrames, OfNothingIsNothing) {
  EXPECT_EQ(describe_frames(std::vector{interface_of("a", LinkType::kEthernet)}, {}, true),
            "FRAMES  SHARE\n"
            "     0         a\n");
}

TEST(DescribeFrames, NamesCannotActOnATerminal) {
  const std::string text =
      describe_frames(std::vector{interface_of("a\x1b[2J", LinkType::kEthernet)}, {}, true);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace flowsnoop
