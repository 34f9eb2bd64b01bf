// DHCP, RFC 2131 and RFC 2132.
#include "decode/bytes.h"
#include "names/answers.h"

namespace flowsnoop {
namespace {

using ByteView = std::span<const std::uint8_t>;

constexpr std::size_t kClientAddress = 12;
constexpr std::size_t kYourAddress = 16;
constexpr std::size_t kCookie = 236;
constexpr std::size_t kOptions = 240;
constexpr std::uint32_t kMagicCookie = 0x63825363;

enum Option : std::uint8_t {
  kPad = 0,
  kHostName = 12,
  kRequestedAddress = 50,
  kMessageType = 53,
  kClientFqdn = 81,
  kEnd = 255,
};
enum MessageType : std::uint8_t { kRequest = 3, kAck = 5, kInform = 8 };

// The value of an option, empty where it is not there.
ByteView find_option(ByteView message, std::uint8_t wanted) {
  for (std::size_t at = kOptions; at < message.size();) {
    const std::uint8_t code = message[at++];
    if (code == kEnd) break;
    if (code == kPad) continue;
    if (at == message.size()) break;
    const std::size_t length = message[at++];
    if (message.size() - at < length) break;
    if (code == wanted) return message.subspan(at, length);
    at += length;
  }
  return {};
}

std::string text_of(ByteView bytes) {
  std::string text(bytes.begin(), bytes.end());
  text.resize(text.find_last_not_of(std::string_view("\0.", 2)) + 1);
  return text;
}

// Labels without compression, RFC 4702 section 2.3.1.
std::string labels_of(ByteView bytes) {
  std::string text;
  while (!bytes.empty() && bytes[0] != 0 && bytes[0] < bytes.size()) {
    const ByteView label = bytes.subspan(1, bytes[0]);
    if (!text.empty()) text += '.';
    text.append(label.begin(), label.end());
    bytes = bytes.subspan(1 + label.size());
  }
  return text;
}

std::string client_name(ByteView message) {
  if (const ByteView name = find_option(message, kHostName); !name.empty()) return text_of(name);
  constexpr std::size_t kFlags = 3;  // flags and two codes
  constexpr std::uint8_t kEncoded = 0x04;
  const ByteView fqdn = find_option(message, kClientFqdn);
  if (fqdn.size() <= kFlags) return {};
  const ByteView name = fqdn.subspan(kFlags);
  return (fqdn[0] & kEncoded) != 0 ? labels_of(name) : text_of(name);
}

// The address that the client has or is about to have; 0.0.0.0 where that is not clear.
IpAddress client_address(ByteView message) {
  const ByteView type = find_option(message, kMessageType);
  const IpAddress own = IpAddress::from_ipv4(&message[kClientAddress]);
  const bool has_own = load_be32(&message[kClientAddress]) != 0;
  const IpAddress none = IpAddress::from_ipv4(std::array<std::uint8_t, 4>{}.data());
  if (type.empty()) return none;
  switch (type[0]) {
    case kAck:
      return has_own ? own : IpAddress::from_ipv4(&message[kYourAddress]);
    case kRequest: {
      const ByteView requested = find_option(message, kRequestedAddress);
      return has_own || requested.size() != 4 ? own : IpAddress::from_ipv4(requested.data());
    }
    case kInform:
      return own;
    default:
      return none;
  }
}

}  // namespace

std::optional<DhcpHost> find_dhcp_host(ByteView message) {
  if (message.size() < kOptions || load_be32(&message[kCookie]) != kMagicCookie)
    return std::nullopt;
  DhcpHost host{client_address(message), client_name(message)};
  if (host.name.empty() || load_be32(&host.address.bytes[12]) == 0) return std::nullopt;
  return host;
}

}  // namespace flowsnoop
