#include "capture/live_handle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

TEST(LiveHandle, NamesAnInterfaceThatIsNotThere) {
  try {
    open_live_handle("nosuchif0", {});
    FAIL() << "it opened";
  } catch (const CaptureError& error) {
    EXPECT_THAT(std::string(error.what()), testing::HasSubstr("nosuchif0"));
  }
}

}  // namespace
}  // namespace flowsnoop
