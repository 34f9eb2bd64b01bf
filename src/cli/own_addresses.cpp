#include "cli/own_addresses.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

namespace flowsnoop {

std::vector<Network> own_addresses() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
  std::vector<Network> addresses;
  for (const ifaddrs* item = list; item != nullptr; item = item->ifa_next) {
    if (item->ifa_addr == nullptr) continue;
    std::uint8_t octets[16];
    if (item->ifa_addr->sa_family == AF_INET) {
      sockaddr_in socket{};
      std::memcpy(&socket, item->ifa_addr, sizeof socket);
      std::memcpy(octets, &socket.sin_addr, 4);
      addresses.push_back({IpAddress::from_ipv4(octets), 128});
    } else if (item->ifa_addr->sa_family == AF_INET6) {
      sockaddr_in6 socket{};
      std::memcpy(&socket, item->ifa_addr, sizeof socket);
      std::memcpy(octets, &socket.sin6_addr, 16);
      addresses.push_back({IpAddress::from_ipv6(octets), 128});
    }
  }
  return addresses;
}

}  // namespace flowsnoop
