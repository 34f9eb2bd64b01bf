// Finds in messages which address has which name: DNS, multicast DNS, LLMNR, NetBIOS and DHCP.
//
// Pure functions on bytes that were parsed or received; what they find are views of these. Messages
// are hostile: every loop is bounded by a message's length or by the bounds of DnsMessage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "flowsnoop/ip_address.h"
#include "inspect/dns_message.h"

namespace flowsnoop {

struct NamedAddress {
  IpAddress address;
  std::string_view name;
  std::uint32_t ttl_s = 0;
};

// So many of one message are used. An answer over UDP seldom has more than 30.
inline constexpr std::size_t kMaxAnswers = 64;
struct Answers {
  std::size_t count = 0;
  NamedAddress items[kMaxAnswers];

  std::span<const NamedAddress> view() const { return {items, count}; }
  void add(const NamedAddress& item) {
    if (count < kMaxAnswers) items[count++] = item;
  }
};

// What a DNS or LLMNR response says of the name that was asked for: the addresses that it leads to,
// through the CNAME records of the response (RFC 1034 section 3.6.2).
void find_asked_addresses(const DnsMessage& response, Answers& answers);

// What a response of multicast DNS says, RFC 6762 section 6: the addresses of all its records.
void find_announced_addresses(const DnsMessage& response, Answers& answers);

// A name as NetBIOS encodes it (RFC 1001 section 14.1), in plain text without the spaces that fill
// it up. Nothing for those that are no host's: other suffixes than 00 (workstation) and 20 (file
// server), and what is not so encoded.
std::optional<std::string> decode_netbios_name(std::string_view encoded);

// The unique NetBIOS name that a name service message registers or answers (RFC 1002 section 4.2).
struct NetbiosHost {
  IpAddress address;
  std::string name;
  std::uint32_t ttl_s = 0;
};
std::optional<NetbiosHost> find_netbios_host(const DnsMessage& message);

// The sender of a NetBIOS datagram, RFC 1002 section 4.4.2.
std::optional<NetbiosHost> find_netbios_sender(std::span<const std::uint8_t> datagram);

// The client that a DHCP message gives an address to, or that asks for it, and the name that it
// has: option 12 (RFC 2132 section 3.14) or option 81 (RFC 4702).
struct DhcpHost {
  IpAddress address;
  std::string name;
};
std::optional<DhcpHost> find_dhcp_host(std::span<const std::uint8_t> message);

}  // namespace flowsnoop
