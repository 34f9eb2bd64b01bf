#include "cli/interruption.h"

#include <gtest/gtest.h>

#include <csignal>

namespace flowsnoop {
namespace {

class Interruptible : public PacketSource {
 public:
  ReadStatus read(PacketBatch&) override { return ReadStatus::kEnd; }
  std::span<const Interface> interfaces() const override { return {}; }
  void interrupt() override { ++interruptions; }

  int interruptions = 0;
};

TEST(Interruption, HandsTheFirstSignalToTheSource) {
  for (const int signal : {SIGINT, SIGTERM}) {
    Interruptible source;
    const Interruption interruption(source);
    EXPECT_FALSE(Interruption::requested());
    std::raise(signal);
    EXPECT_EQ(source.interruptions, 1);
    EXPECT_TRUE(Interruption::requested());
  }
}

TEST(Interruption, LeavesTheSecondSignalToTheSystem) {
  Interruptible source;
  EXPECT_EXIT(
      {
        const Interruption interruption(source);
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

// SIGTERM after a SIGINT was taken for a first one.
TEST(Interruption, LeavesTheSecondSignalToTheSystemWhicheverItIs) {
  Interruptible source;
  EXPECT_EXIT(
      {
        const Interruption interruption(source);
        std::raise(SIGINT);
        std::raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace flowsnoop
