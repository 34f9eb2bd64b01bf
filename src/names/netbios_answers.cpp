// NetBIOS over TCP/IP, RFC 1001 and RFC 1002.
#include <algorithm>

#include "decode/bytes.h"
#include "names/answers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kNameSize = 15;  // and a byte that says what it is the name of
constexpr std::uint16_t kTypeNb = 0x20;
constexpr std::uint16_t kGroupFlag = 0x8000;
constexpr std::size_t kNbDataSize = 6;  // flags and an address

// A half byte as a letter from A to P; 16 or more where it is none.
unsigned half_byte(char letter) {
  return static_cast<unsigned char>(letter - 'A');
}

}  // namespace

std::optional<std::string> decode_netbios_name(std::string_view encoded) {
  if (encoded.size() != 2 * (kNameSize + 1)) return std::nullopt;
  std::string name;
  for (std::size_t i = 0; i < encoded.size(); i += 2) {
    const unsigned high = half_byte(encoded[i]);
    const unsigned low = half_byte(encoded[i + 1]);
    if (high > 15 || low > 15) return std::nullopt;
    name.push_back(static_cast<char>(high << 4 | low));
  }
  const char suffix = name.back();
  if (suffix != 0x00 && suffix != 0x20) return std::nullopt;
  name.pop_back();
  name.erase(name.find_last_not_of(' ') + 1);
  if (name.empty() || name.front() == '*') return std::nullopt;  // asks for all names
  return name;
}

std::optional<NetbiosHost> find_netbios_host(const DnsMessage& message) {
  if (message.rcode() != 0) return std::nullopt;
  for (const DnsRecord& record : message.records()) {
    if (record.type != kTypeNb || record.data.size() < kNbDataSize) continue;
    if ((load_be16(record.data.data()) & kGroupFlag) != 0) continue;
    // What follows a dot is the scope.
    auto name = decode_netbios_name(record.name.substr(0, record.name.find('.')));
    if (!name) continue;
    return NetbiosHost{IpAddress::from_ipv4(record.data.data() + 2), *std::move(name),
                       record.ttl_s};
  }
  return std::nullopt;
}

std::optional<NetbiosHost> find_netbios_sender(std::span<const std::uint8_t> datagram) {
  constexpr std::size_t kHeader = 14;
  constexpr std::uint8_t kDirectUnique = 0x10;
  constexpr std::uint8_t kBroadcast = 0x12;
  constexpr std::size_t kEncoded = 2 * (kNameSize + 1);
  if (datagram.size() < kHeader + 1 + kEncoded) return std::nullopt;
  if (datagram[0] < kDirectUnique || datagram[0] > kBroadcast) return std::nullopt;
  if (datagram[kHeader] != kEncoded) return std::nullopt;
  std::string encoded(kEncoded, '\0');
  std::copy_n(datagram.begin() + kHeader + 1, kEncoded, encoded.begin());
  auto name = decode_netbios_name(encoded);
  if (!name) return std::nullopt;
  return NetbiosHost{IpAddress::from_ipv4(&datagram[4]), *std::move(name), 0};
}

}  // namespace flowsnoop
