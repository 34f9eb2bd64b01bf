#include "capture/pcapng_blocks.h"

#include <gtest/gtest.h>

#include "capture/byte_order.h"
#include "capture/pcapng_format.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kOctets[] = {192, 0, 2, 1};

// A block that can be stepped over from both ends.
void expect_one_block(const std::vector<std::uint8_t>& bytes, std::uint32_t type) {
  ASSERT_GE(bytes.size(), pcapng::kMinBlockSize);
  EXPECT_EQ(load32(bytes.data(), false), type);
  EXPECT_EQ(load32(bytes.data() + 4, false), bytes.size());
  EXPECT_EQ(load32(bytes.data() + bytes.size() - 4, false), bytes.size());
  EXPECT_TRUE(is_possible_block(type, static_cast<std::uint32_t>(bytes.size())));
}

TEST(PcapngBlocks, EachIsWholeWhateverItsPartsAreLong) {
  for (std::size_t size = 0; size < 9; ++size) {
    std::vector<std::uint8_t> bytes;
    append_interface({std::string(size, 'i'), LinkType::kEthernet, 0, {}}, bytes);
    expect_one_block(bytes, pcapng::kInterfaceDescription);

    const std::vector<std::uint8_t> data(size, 0x5a);
    Packet packet;
    packet.data = data.data();
    packet.captured_length = static_cast<std::uint32_t>(size);
    bytes.clear();
    append_packet(packet, 0, bytes);
    expect_one_block(bytes, pcapng::kEnhancedPacket);

    for (const IpAddress& address : {IpAddress::from_ipv4(kOctets), IpAddress{}}) {
      bytes.clear();
      append_host_name({address, std::string(size, 'n')}, bytes);
      expect_one_block(bytes, pcapng::kNameResolution);
    }
  }
}

TEST(PcapngBlocks, ALongHostNameIsCut) {
  std::vector<std::uint8_t> bytes;
  append_host_name({IpAddress{}, std::string(100'000, 'n')}, bytes);
  expect_one_block(bytes, pcapng::kNameResolution);
  std::vector<HostName> names;
  parse_host_names(std::span(bytes).subspan(8, bytes.size() - 12), false, 9, names);
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names[0].name, std::string(kMaxHostName, 'n'));
}

}  // namespace
}  // namespace flowsnoop
