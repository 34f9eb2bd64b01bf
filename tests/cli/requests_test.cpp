#include "cli/requests.h"

#include <gtest/gtest.h>

#include <csignal>

namespace flowsnoop {
namespace {

TEST(Requests, AreTakenOnce) {
  const Requests requests(true);
  EXPECT_FALSE(Requests::take_statistics());
  EXPECT_FALSE(Requests::take_reopening());
  std::raise(SIGUSR1);
  std::raise(SIGUSR1);
  EXPECT_FALSE(Requests::take_reopening());
  EXPECT_TRUE(Requests::take_statistics());
  EXPECT_FALSE(Requests::take_statistics());
  std::raise(SIGHUP);
  EXPECT_TRUE(Requests::take_reopening());
  EXPECT_FALSE(Requests::take_reopening());
}

TEST(Requests, LeaveAHangUpAloneWhereNothingIsReopened) {
  EXPECT_EXIT(
      {
        const Requests requests(false);
        std::raise(SIGHUP);
      },
      testing::KilledBySignal(SIGHUP), "");
}

}  // namespace
}  // namespace flowsnoop
