// What ICMP and ICMPv6 errors said about the packets of a conversation. Plain values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowsnoop {

// What the IPv4 and the IPv6 form of an error have in common; RFC 792, RFC 1812 section 5.2.7 and
// RFC 4443 section 3 number them.
enum class IcmpErrorKind : std::uint8_t {
  kNetUnreachable,       // no route to the network
  kHostUnreachable,      // a route, but the host does not answer
  kProtocolUnreachable,  // the host does not know the transport
  kPortUnreachable,      // nobody listens on the port
  kFragmentationNeeded,  // IPv4: too big, and must not be cut up
  kProhibited,           // a filter is in the way
  kUnreachable,          // for another reason
  kPacketTooBig,         // IPv6
  kTtlExceeded,          // more routers than the packet allowed
  kReassemblyTimeout,    // not all fragments came
  kParameterProblem,     // something in the header is wrong
  kRedirect,             // there is a better first router
  kSourceQuench,         // send slower (obsolete: RFC 6633)
  kOther,                // an error without a name
};
inline constexpr std::size_t kIcmpErrorKindCount = 14;

// Lower-case words with underscores: "port_unreachable".
std::string_view to_string(IcmpErrorKind kind);

// All errors about one conversation.
struct IcmpErrors {
  std::uint16_t kinds = 0;  // a bit for each IcmpErrorKind that there was
  std::uint16_t count = 0;  // messages; stops at 65535
  std::uint16_t mtu = 0;  // that the last error about a size named, in bytes, up to 65535; 0: none

  bool has(IcmpErrorKind kind) const { return (kinds >> static_cast<unsigned>(kind) & 1) != 0; }
  void add(IcmpErrorKind kind, std::uint32_t named_mtu) {
    kinds = static_cast<std::uint16_t>(kinds | 1u << static_cast<unsigned>(kind));
    if (count != UINT16_MAX) ++count;
    if (named_mtu != 0) mtu = static_cast<std::uint16_t>(std::min(named_mtu, 65535u));
  }
  // Some error says that what was sent cannot arrive.
  bool is_unreachable() const {
    return has(IcmpErrorKind::kNetUnreachable) || has(IcmpErrorKind::kHostUnreachable) ||
           has(IcmpErrorKind::kProtocolUnreachable) || has(IcmpErrorKind::kPortUnreachable) ||
           has(IcmpErrorKind::kProhibited) || has(IcmpErrorKind::kUnreachable);
  }
};

}  // namespace flowsnoop
