#include "flow/tcp_holes.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(TcpHoles, AreFilledFromBothEndsAndInTheMiddle) {
  TcpRareSide rare;
  open_hole(rare, 100, 200, false);
  EXPECT_EQ(fill_holes(rare, 50, 110), 10u);
  EXPECT_EQ(fill_holes(rare, 190, 300), 10u);
  EXPECT_EQ(fill_holes(rare, 140, 150), 10u);
  EXPECT_EQ(fill_holes(rare, 140, 150), 0u);
  EXPECT_TRUE(has_open_hole(rare));
  EXPECT_EQ(fill_holes(rare, 0, 1000), 70u);
  EXPECT_FALSE(has_open_hole(rare));
}

TEST(TcpHoles, AreMissedOnceTheyAreAcknowledged) {
  TcpRareSide rare;
  open_hole(rare, 100, 200, false);
  open_hole(rare, 300, 350, false);
  EXPECT_EQ(acknowledge_holes(rare, 199), 0u);
  EXPECT_EQ(acknowledge_holes(rare, 250), 1u);
  EXPECT_EQ(rare.missed_bytes, 100u);
  EXPECT_EQ(acknowledge_holes(rare, 350), 1u);
  EXPECT_EQ(rare.missed_bytes, 150u);
  EXPECT_FALSE(has_open_hole(rare));
}

TEST(TcpHoles, AreNoLongerMissedWhereTheirBytesCome) {
  TcpRareSide rare;
  open_hole(rare, 100, 200, true);
  EXPECT_EQ(rare.missed_bytes, 100u);
  EXPECT_EQ(fill_holes(rare, 140, 150), 10u);
  EXPECT_EQ(rare.missed_bytes, 90u);
  EXPECT_EQ(fill_holes(rare, 100, 200), 90u);
  EXPECT_EQ(rare.missed_bytes, 0u);
}

TEST(TcpHoles, MayReachAcrossTheWrap) {
  TcpRareSide rare;
  open_hole(rare, 0u - 50, 50, false);
  EXPECT_EQ(fill_holes(rare, 0u - 10, 10), 20u);
  EXPECT_EQ(acknowledge_holes(rare, 0u - 10), 1u);
  EXPECT_EQ(acknowledge_holes(rare, 50), 1u);
  EXPECT_EQ(rare.missed_bytes, 80u);
}

// What was missed stays missed where its hole is forgotten.
TEST(TcpHoles, GiveUpTheOldestWhereThereIsNoRoom) {
  TcpRareSide rare;
  for (std::uint32_t i = 0; i < TcpRareSide::kMaxHoles + 1; ++i) {
    open_hole(rare, i * 100, i * 100 + 10, true);
  }
  EXPECT_EQ(rare.missed_bytes, 10 * (TcpRareSide::kMaxHoles + 1));
  EXPECT_EQ(fill_holes(rare, 0, 10), 0u);
  EXPECT_EQ(fill_holes(rare, 100, 110), 10u);
}

}  // namespace
}  // namespace flowsnoop
