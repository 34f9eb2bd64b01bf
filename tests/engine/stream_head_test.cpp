#include "engine/stream_head.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace flowsnoop {
namespace {

constexpr std::uint32_t kFirst = 0xfffffff0;  // the numbers wrap around soon

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(const StreamHead& head) {
  const auto bytes = head.contiguous();
  return {bytes.begin(), bytes.end()};
}

StreamHead begun() {
  StreamHead head;
  head.begin(kFirst);
  return head;
}

// `text` has its place `offset` bytes after the first.
bool add(StreamHead& head, std::uint32_t offset, std::string_view text) {
  return head.add(kFirst + offset, bytes_of(text));
}

TEST(StreamHead, JoinsWhatComesInOrder) {
  StreamHead head = begun();
  EXPECT_EQ(text_of(head), "");
  EXPECT_TRUE(add(head, 0, "hello, "));
  EXPECT_TRUE(add(head, 7, "world"));
  EXPECT_EQ(text_of(head), "hello, world");
}

TEST(StreamHead, JoinsAcrossTheEndOfTheSequenceNumbers) {
  StreamHead head = begun();
  add(head, 0, std::string(0x0f, 'a'));
  add(head, 0x0f, "bc");
  add(head, 0x11, "d");
  EXPECT_EQ(text_of(head), std::string(0x0f, 'a') + "bcd");
}

TEST(StreamHead, HoldsBackWhatFollowsAGap) {
  StreamHead head = begun();
  add(head, 4, "efgh");
  EXPECT_EQ(text_of(head), "");
  add(head, 0, "ab");
  EXPECT_EQ(text_of(head), "ab");
  add(head, 2, "cd");
  EXPECT_EQ(text_of(head), "abcdefgh");
}

TEST(StreamHead, TakesBytesOneByOneInAnyOrder) {
  constexpr std::string_view kText = "the quick brown fox jumps over";
  static_assert(kText.size() < 2 * StreamHead::kMaxPieces);
  StreamHead head = begun();
  for (std::size_t i = 0; i < kText.size(); i += 2) {
    EXPECT_TRUE(add(head, static_cast<std::uint32_t>(i), kText.substr(i, 1)));
  }
  EXPECT_EQ(text_of(head), "t");
  for (std::size_t i = 1; i < kText.size(); i += 2) {
    EXPECT_TRUE(add(head, static_cast<std::uint32_t>(i), kText.substr(i, 1)));
  }
  EXPECT_EQ(text_of(head), kText);
}

TEST(StreamHead, KeepsWhatCameFirstWhereSegmentsOverlap) {
  StreamHead head = begun();
  add(head, 2, "cd");
  add(head, 6, "gh");
  add(head, 0, "ABCDEFGHIJ");
  EXPECT_EQ(text_of(head), "ABcdEFghIJ");
  add(head, 0, "..........KL");
  EXPECT_EQ(text_of(head), "ABcdEFghIJKL");
}

TEST(StreamHead, IsNotChangedByWhatIsSentAgain) {
  StreamHead head = begun();
  add(head, 0, "abcd");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(add(head, 0, "abcd"));
  EXPECT_TRUE(add(head, 1, "bc"));
  EXPECT_EQ(text_of(head), "abcd");
}

TEST(StreamHead, LeavesAwayWhatLiesBeforeIt) {
  StreamHead head = begun();
  EXPECT_TRUE(head.add(kFirst - 3, bytes_of("xyzab")));
  EXPECT_EQ(text_of(head), "ab");
  EXPECT_TRUE(head.add(kFirst - 100, bytes_of("long ago")));
  EXPECT_EQ(text_of(head), "ab");
}

// One that waits for a single byte has a bounded number of parts behind it.
TEST(StreamHead, HasABoundedNumberOfPieces) {
  StreamHead head = begun();
  for (std::uint32_t i = 0; i < 2 * StreamHead::kMaxPieces; ++i) {
    EXPECT_TRUE(add(head, 2 * i + 1, "x"));
  }
  for (std::uint32_t i = 0; i < 2 * StreamHead::kMaxPieces; ++i) add(head, 2 * i, "o");
  // The first kMaxPieces single bytes were kept, and of those that came later none.
  EXPECT_EQ(head.contiguous().size(), 2 * StreamHead::kMaxPieces + 1);
}

TEST(StreamHead, GivesUpWhereItIsFull) {
  StreamHead head = begun();
  const std::string segment(1000, 'a');
  std::uint32_t offset = 0;
  while (add(head, offset, segment)) offset += 1000;
  EXPECT_EQ(offset, 16000u);
  EXPECT_EQ(head.contiguous().size(), StreamHead::kMaxBytes);
}

TEST(StreamHead, GivesUpWhereWhatIsMissingWillNotCome) {
  StreamHead head = begun();
  EXPECT_TRUE(add(head, 100, "later"));
  EXPECT_FALSE(add(head, StreamHead::kMaxBytes, "much later"));
}

TEST(StreamHead, GivesUpAfterABoundedNumberOfSegments) {
  StreamHead head = begun();
  std::uint32_t taken = 0;
  while (add(head, 0, "a")) ++taken;
  EXPECT_EQ(taken, StreamHead::kMaxSegments);
}

TEST(StreamHead, IsDueWithEachOfItsFirstSegmentsThatHasSomethingNew) {
  StreamHead head = begun();
  for (std::uint32_t i = 0; i < 20; ++i) {
    add(head, i, "a");
    EXPECT_TRUE(head.is_due());
    add(head, i, "a");
    EXPECT_FALSE(head.is_due());
  }
}

// Looking at the whole with each of 16,384 bytes would look at 134 million.
TEST(StreamHead, IsDueSeldomInALongStreamOfShortSegments) {
  StreamHead head = begun();
  std::size_t looked_at = 0;
  for (std::uint32_t i = 0; add(head, i, "a"); ++i) {
    if (head.is_due()) looked_at += head.contiguous().size();
  }
  EXPECT_LT(looked_at, 40 * std::size_t{StreamHead::kMaxSegments});
}

TEST(StreamHead, BeginsAnew) {
  StreamHead head = begun();
  add(head, 0, "abc");
  add(head, 5, "f");
  head.begin(7);
  EXPECT_TRUE(head.contiguous().empty());
  EXPECT_TRUE(head.add(7, bytes_of("xy")));
  EXPECT_EQ(text_of(head), "xy");
}

}  // namespace
}  // namespace flowsnoop
