// What a port number says by itself: its class and the service registered for it.
//
// All functions are pure and may be called from any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace flowsnoop {

// The three ranges of RFC 6335 section 6.
enum class PortClass : std::uint8_t {
  kSystem,   // 0-1023, also called well-known
  kUser,     // 1024-49151, also called registered
  kDynamic,  // 49152-65535, also called private or ephemeral
};

constexpr PortClass port_class(std::uint16_t port) {
  if (port <= 1023) return PortClass::kSystem;
  return port <= 49151 ? PortClass::kUser : PortClass::kDynamic;
}

// The name in RFC 6335: "system", "user" or "dynamic".
std::string_view to_string(PortClass port_class);

// The name that people use: "well-known", "registered" or "ephemeral".
std::string_view common_name(PortClass port_class);

// Protocol numbers of the transports that have a service registry of their own.
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;

// Numbers of the other transports that have ports (RFC 4340, RFC 9260, RFC 3828).
inline constexpr std::uint8_t kProtocolDccp = 33;
inline constexpr std::uint8_t kProtocolSctp = 132;
inline constexpr std::uint8_t kProtocolUdpLite = 136;

// Whether conversations of an IP protocol are between ports. All others are between addresses.
constexpr bool has_ports(std::uint8_t protocol) {
  return protocol == kProtocolTcp || protocol == kProtocolUdp || protocol == kProtocolSctp ||
         protocol == kProtocolUdpLite || protocol == kProtocolDccp;
}

// ICMP and ICMPv6.
constexpr bool is_icmp(std::uint8_t protocol) {
  return protocol == 1 || protocol == 58;
}

// The IANA service name of `port` for IP protocol number `protocol`, empty where none is
// registered. The text lives as long as the program. Source: the IANA Service Name and Transport
// Protocol Port Number Registry (RFC 6335 section 8), see src/roles/services_data.cpp.
std::string_view service_name(std::uint16_t port, std::uint8_t protocol);

}  // namespace flowsnoop
