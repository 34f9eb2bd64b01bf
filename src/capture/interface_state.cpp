#include "capture/interface_state.h"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>

namespace flowsnoop {
namespace {

ifreq request_for(const std::string& name) {
  ifreq request{};
  name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  return request;
}

// Nothing where the socket is no packet socket.
std::optional<sockaddr_ll> bound_address(int socket) {
  sockaddr_ll address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      address.sll_family != AF_PACKET) {
    return std::nullopt;
  }
  return address;
}

}  // namespace

InterfaceState interface_state(int socket) {
  const std::optional<sockaddr_ll> address = bound_address(socket);
  if (!address || address->sll_ifindex == 0) return InterfaceState::kUp;
  // The kernel sets it to -1 when the interface goes away.
  if (address->sll_ifindex < 0) return InterfaceState::kGone;
  ifreq request{};
  request.ifr_ifindex = address->sll_ifindex;
  if (::ioctl(socket, SIOCGIFNAME, &request) != 0 || ::ioctl(socket, SIOCGIFFLAGS, &request) != 0) {
    return InterfaceState::kGone;
  }
  constexpr int kWorking = IFF_UP | IFF_RUNNING;
  return (request.ifr_flags & kWorking) == kWorking ? InterfaceState::kUp : InterfaceState::kDown;
}

bool bind_to_interface(int socket, const std::string& name, bool promiscuous) {
  ifreq request = request_for(name);
  if (::ioctl(socket, SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP) == 0) {
    return false;
  }
  if (::ioctl(socket, SIOCGIFINDEX, &request) != 0) return false;
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = request.ifr_ifindex;
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return false;
  }
  if (promiscuous) {
    packet_mreq membership{};
    membership.mr_ifindex = request.ifr_ifindex;
    membership.mr_type = PACKET_MR_PROMISC;
    // Not every interface knows it, and the capture works without.
    (void)::setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership);
  }
  return true;
}

int hardware_type(int socket, const std::string& name) {
  ifreq request = request_for(name);
  return ::ioctl(socket, SIOCGIFHWADDR, &request) == 0 ? request.ifr_hwaddr.sa_family : -1;
}

}  // namespace flowsnoop
