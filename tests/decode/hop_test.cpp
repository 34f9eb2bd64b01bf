#include "decode/hop.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

bool begins(const std::string& hex, std::uint32_t more = 0) {
  const Bytes bytes = from_hex(hex);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return begins_ip({bytes.data(), size, size + more, nullptr});
}

TEST(BeginsIp, WhereLengthsAgree) {
  EXPECT_TRUE(begins(kCarriedIpv4));
  EXPECT_TRUE(begins(kCarriedIpv6));
  EXPECT_TRUE(begins(kCarriedIpv4 + "0000"));
  // Cut by a snaplen, with room for all that the header states.
  EXPECT_TRUE(begins("4500001c0001000040118e94c0000201c6336407", 8));
}

TEST(BeginsIp, NotWhereTheyDoNot) {
  EXPECT_FALSE(begins("4500001c0001000040118e94c0000201c6336407", 7));
  EXPECT_FALSE(begins("4400001c0001000040118e94c0000201c6336407", 8));
  EXPECT_FALSE(begins("450000130001000040118e94c0000201c6336407", 8));
  EXPECT_FALSE(begins("5500001c0001000040118e94c0000201c6336407", 8));
  EXPECT_FALSE(begins(kCarriedIpv6.substr(0, 80)));
  EXPECT_FALSE(begins(""));
}

TEST(Hop, IsNotAddedToAFullPath) {
  Decoded decoded;
  for (std::size_t i = 0; i < TunnelPath::kMaxHops + 2; ++i) {
    add_hop(TunnelKind::kMpls, 1, decoded);
    add_named_hop(TunnelKind::kGre, 1, decoded);
  }
  EXPECT_EQ(decoded.tunnels.count, TunnelPath::kMaxHops);
}

}  // namespace
}  // namespace flowsnoop::test
