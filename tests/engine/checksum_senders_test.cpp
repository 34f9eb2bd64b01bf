#include "engine/checksum_senders.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

constexpr HashKey kHashKey{1, 2};

IpAddress address(std::uint32_t number) {
  const std::uint8_t octets[4] = {10, static_cast<std::uint8_t>(number >> 16 & 0xff),
                                  static_cast<std::uint8_t>(number >> 8 & 0xff),
                                  static_cast<std::uint8_t>(number & 0xff)};
  return IpAddress::from_ipv4(octets);
}

void add(ChecksumSenders& senders, std::uint32_t sender, std::uint64_t right, std::uint64_t wrong) {
  Decoded packet;
  packet.source = address(sender);
  packet.verified_checksums = kIpChecksum | kTransportChecksum;
  for (std::uint64_t i = 0; i < right; ++i) senders.add(packet);
  packet.bad_checksums = kTransportChecksum;
  for (std::uint64_t i = 0; i < wrong; ++i) senders.add(packet);
}

TEST(ChecksumSenders, AreThoseWithNearlyAllWrong) {
  ChecksumSenders senders(kHashKey);
  add(senders, 1, 0, 20);
  add(senders, 2, 10, 90);
  add(senders, 3, 11, 89);  // too many right ones
  add(senders, 4, 100, 0);
  const auto found = senders.offloading();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].address, address(2));
  EXPECT_EQ(found[0].bad, 90u);
  EXPECT_EQ(found[0].packets, 100u);
  EXPECT_EQ(found[1].address, address(1));
}

TEST(ChecksumSenders, NeedEnoughPackets) {
  ChecksumSenders senders(kHashKey);
  add(senders, 1, 0, ChecksumSenders::kMinPackets - 1);
  EXPECT_TRUE(senders.offloading().empty());
  add(senders, 1, 0, 1);
  EXPECT_EQ(senders.offloading().size(), 1u);
}

TEST(ChecksumSenders, LeaveOutWhatWasNotVerified) {
  ChecksumSenders senders(kHashKey);
  Decoded packet;
  packet.source = address(1);
  packet.verified_checksums = kIpChecksum;
  packet.bad_checksums = kIpChecksum;  // no card leaves that to itself
  for (int i = 0; i < 100; ++i) senders.add(packet);
  EXPECT_TRUE(senders.offloading().empty());
}

TEST(ChecksumSenders, AreBounded) {
  ChecksumSenders senders(kHashKey);
  for (std::uint32_t i = 0; i < ChecksumSenders::kMaxSenders; ++i) add(senders, i, 1, 0);
  add(senders, ChecksumSenders::kMaxSenders, 0, 100);
  EXPECT_TRUE(senders.offloading().empty());
}

}  // namespace
}  // namespace flowsnoop
