// The interfaces of this machine (list_interfaces() of packet_source.h).
#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/socket.h>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {
namespace {

// IPv4 and IPv6 only: the others (a MAC address on Linux) are no addresses one would look for.
std::string address_text(const sockaddr* address) {
  if (address == nullptr) return {};
  socklen_t size = 0;
  if (address->sa_family == AF_INET) size = sizeof(sockaddr_in);
  if (address->sa_family == AF_INET6) size = sizeof(sockaddr_in6);
  char text[NI_MAXHOST] = "";
  if (size == 0 || getnameinfo(address, size, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) {
    return {};
  }
  return text;
}

LiveInterface describe(const pcap_if_t& device) {
  LiveInterface interface;
  interface.name = device.name;
  if (device.description != nullptr) interface.description = device.description;
  for (const pcap_addr* address = device.addresses; address != nullptr; address = address->next) {
    std::string text = address_text(address->addr);
    if (!text.empty()) interface.addresses.push_back(std::move(text));
  }
  interface.up = (device.flags & PCAP_IF_UP) != 0;
  interface.loopback = (device.flags & PCAP_IF_LOOPBACK) != 0;
  return interface;
}

}  // namespace

std::vector<LiveInterface> list_interfaces() {
  char error[PCAP_ERRBUF_SIZE] = "";
  pcap_if_t* devices = nullptr;
  if (pcap_findalldevs(&devices, error) != 0) {
    throw CaptureError(fmt::format("cannot list the interfaces: {}", error));
  }
  std::vector<LiveInterface> interfaces;
  for (const pcap_if_t* device = devices; device != nullptr; device = device->next) {
    interfaces.push_back(describe(*device));
  }
  pcap_freealldevs(devices);
  return interfaces;
}

}  // namespace flowsnoop
