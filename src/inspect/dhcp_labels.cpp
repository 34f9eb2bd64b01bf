#include "inspect/dhcp_labels.h"

#include <algorithm>
#include <string>

#include "inspect/match.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kOptions = 240;  // after the fixed fields and the magic cookie
constexpr std::uint32_t kCookie = 0x63825363;
constexpr std::uint8_t kPad = 0;
constexpr std::uint8_t kEnd = 255;
constexpr std::uint8_t kHostName = 12;
constexpr std::uint8_t kClientFqdn = 81;
constexpr std::uint16_t kClientFqdn6 = 39;
constexpr std::size_t kMaxName = 255;
constexpr int kMaxOptions = 128;

std::string_view as_view(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A name in the form of RFC 1035 section 3.1, which may lack its end; labels are joined by dots.
std::string domain_name(ByteView bytes) {
  std::string name;
  while (!bytes.empty() && bytes[0] != 0 && bytes[0] < bytes.size() && name.size() < kMaxName) {
    if (!name.empty()) name += '.';
    name += as_view(bytes.subspan(1, bytes[0]));
    bytes = bytes.subspan(std::size_t{1} + bytes[0]);
  }
  return name;
}

// RFC 4702 section 2: flags, two codes that mean nothing any more, then the name; flag E tells that
// it is in the form of DNS.
std::string fqdn(ByteView option) {
  constexpr std::size_t kFixed = 3;
  constexpr std::uint8_t kEncoded = 0x04;
  if (option.size() <= kFixed) return {};
  const ByteView name = option.subspan(kFixed);
  return (option[0] & kEncoded) != 0 ? domain_name(name) : std::string(as_view(name));
}

// Some end the name with a zero, which is not of the name.
void add_name(std::string_view name, Labels& labels) {
  name = name.substr(0, name.find('\0'));
  if (!name.empty() && !labels.has(LabelKind::kDhcpHostName)) {
    labels.add(LabelKind::kDhcpHostName, name);
  }
}

}  // namespace

void label_dhcp(ByteView message, Labels& labels) {
  if (message.size() < kOptions || load_be32(&message[kOptions - 4]) != kCookie) return;
  ByteView rest = message.subspan(kOptions);
  ByteView full_name;
  for (int i = 0; i < kMaxOptions && !rest.empty() && rest[0] != kEnd; ++i) {
    if (rest[0] == kPad) {
      rest = rest.subspan(1);
      continue;
    }
    if (rest.size() < 2 || rest.size() < std::size_t{2} + rest[1]) break;
    const ByteView value = rest.subspan(2, rest[1]);
    if (rest[0] == kHostName) add_name(as_view(value), labels);
    if (rest[0] == kClientFqdn) full_name = value;
    rest = rest.subspan(2 + value.size());
  }
  add_name(fqdn(full_name), labels);
}

void label_dhcpv6(ByteView message, Labels& labels) {
  constexpr std::size_t kHeader = 4;  // of messages between clients and servers
  if (message.size() < kHeader || message[0] == 12 || message[0] == 13) return;
  ByteView rest = message.subspan(kHeader);
  for (int i = 0; i < kMaxOptions && rest.size() >= 4; ++i) {
    const std::uint16_t code = load_be16(rest.data());
    const std::size_t length = load_be16(&rest[2]);
    if (rest.size() < 4 + length) return;
    // RFC 4704 section 4.2: a byte of flags, then the name in the form of DNS.
    if (code == kClientFqdn6 && length > 1)
      add_name(domain_name(rest.subspan(5, length - 1)), labels);
    rest = rest.subspan(4 + length);
  }
}

}  // namespace flowsnoop
