#include "cli/interface_list.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(InterfaceList, IsALineAnInterface) {
  const LiveInterface interfaces[] = {
      {"eth0", "", {"192.0.2.1", "2001:db8::1"}, true, false},
      {"lo", "", {"127.0.0.1"}, true, true},
      {"usbmon0", "Raw USB traffic", {}, false, false},
  };
  EXPECT_EQ(describe_interfaces(interfaces),
            "eth0     up, 192.0.2.1, 2001:db8::1\n"
            "lo       up, loopback, 127.0.0.1\n"
            "usbmon0  down (Raw USB traffic)\n");
}

TEST(InterfaceList, EscapesWhatATerminalWouldActOn) {
  const LiveInterface interfaces[] = {{"e\x1b[31m", "says \xc2\x9b", {}, true, false}};
  EXPECT_EQ(describe_interfaces(interfaces), "e\\x1b[31m  up (says \\u{9b})\n");
}

}  // namespace
}  // namespace flowsnoop
