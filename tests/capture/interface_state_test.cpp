// What happens to an interface that goes away is tested by tests/live, which may make some.
#include "capture/interface_state.h"

#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace flowsnoop {
namespace {

class Socket {
 public:
  Socket(int family, int type, int protocol) : descriptor_(::socket(family, type, protocol)) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

TEST(InterfaceState, OfASocketThatIsNoPacketSocketIsAlwaysUp) {
  const Socket socket(AF_INET, SOCK_DGRAM, 0);
  EXPECT_EQ(interface_state(socket.descriptor()), InterfaceState::kUp);
  EXPECT_EQ(interface_state(-1), InterfaceState::kUp);
}

TEST(InterfaceState, KnowsTheKindOfAnInterface) {
  const Socket socket(AF_INET, SOCK_DGRAM, 0);
  EXPECT_EQ(hardware_type(socket.descriptor(), "lo"), ARPHRD_LOOPBACK);
  EXPECT_EQ(hardware_type(socket.descriptor(), "nosuchif0"), -1);
  EXPECT_EQ(hardware_type(socket.descriptor(), "a name that is longer than any interface's"), -1);
}

TEST(InterfaceState, BindsToWhatIsThere) {
  const Socket socket(AF_PACKET, SOCK_RAW, 0);
  if (socket.descriptor() < 0) GTEST_SKIP() << "no right to open a packet socket";
  EXPECT_EQ(interface_state(socket.descriptor()), InterfaceState::kUp);  // bound to none
  EXPECT_FALSE(bind_to_interface(socket.descriptor(), "nosuchif0", false));
  if (!bind_to_interface(socket.descriptor(), "lo", true)) GTEST_SKIP() << "lo is down";
  EXPECT_EQ(interface_state(socket.descriptor()), InterfaceState::kUp);
}

}  // namespace
}  // namespace flowsnoop
