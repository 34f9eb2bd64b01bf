#include "inspect/match.h"

#include <gtest/gtest.h>

namespace flowsnoop::test {
namespace {

TEST(Match, LoadsLittleAndBigEndianNumbers) {
  const std::uint8_t bytes[] = {0x01, 0x02, 0x03, 0x84};
  EXPECT_EQ(load_be24(bytes), 0x010203u);
  EXPECT_EQ(load_le16(bytes), 0x0201u);
  EXPECT_EQ(load_le24(bytes), 0x030201u);
  EXPECT_EQ(load_le32(bytes), 0x84030201u);
}

TEST(Match, WithoutADirectionThereIsNoStrength) {
  EXPECT_EQ(found(Application::kTls, Speaker::kUnknown).strength, Strength::kHint);
  EXPECT_EQ(from_client(Application::kTls).strength, Strength::kStrong);
  EXPECT_EQ(from_peer(Application::kRtp).speaker, Speaker::kSymmetric);
}

TEST(Match, AsksForEitherPort) {
  const PayloadView payload{{}, 0, 17, 50000, 123};
  EXPECT_TRUE(on_port(payload, 123));
  EXPECT_TRUE(on_port(payload, 1, 50000));
  EXPECT_FALSE(on_port(payload, 124, 50001));
}

}  // namespace
}  // namespace flowsnoop::test
