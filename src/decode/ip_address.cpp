#include "flowsnoop/ip_address.h"

#include "decode/octet_text.h"

namespace flowsnoop {

namespace {

constexpr int kGroupCount = 8;  // 16-bit groups of an IPv6 address
using Groups = std::array<std::uint16_t, kGroupCount>;

char* write_dotted_quad(const std::uint8_t* octets, char* out) {
  for (int i = 0; i < 4; ++i) {
    std::memcpy(out, kOctetTexts.text[octets[i]].data(), 4);
    out += kOctetTexts.size[octets[i]];
  }
  return out - 1;  // without the last dot
}

// Lower case and without leading zeros: RFC 5952 sections 4.1 and 4.3.
char* write_group(std::uint16_t group, char* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  if (group >= 0x1000) *out++ = kDigits[group >> 12];
  if (group >= 0x100) *out++ = kDigits[group >> 8 & 0xf];
  if (group >= 0x10) *out++ = kDigits[group >> 4 & 0xf];
  *out++ = kDigits[group & 0xf];
  return out;
}

struct ZeroRun {
  int begin = 0;
  int length = 0;
};

// The run of zero groups that "::" stands for: the longest, the first of equals, and never a
// single group (RFC 5952 section 4.2). Length 0 where there is none.
ZeroRun find_zero_run(const Groups& groups) {
  ZeroRun longest;
  ZeroRun current;
  for (int i = 0; i < kGroupCount; ++i) {
    if (groups[static_cast<std::size_t>(i)] != 0) {
      current.length = 0;
      continue;
    }
    if (current.length == 0) current.begin = i;
    ++current.length;
    if (current.length > longest.length) longest = current;
  }
  return longest.length >= 2 ? longest : ZeroRun{};
}

char* write_ipv6(const IpAddress& address, char* out) {
  Groups groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i] = static_cast<std::uint16_t>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
  }
  const ZeroRun run = find_zero_run(groups);
  for (int i = 0; i < kGroupCount; ++i) {
    if (run.length > 0 && i == run.begin) {
      *out++ = ':';
      *out++ = ':';
      i += run.length - 1;
      continue;
    }
    if (i > 0 && out[-1] != ':') *out++ = ':';
    out = write_group(groups[static_cast<std::size_t>(i)], out);
  }
  return out;
}

// Reads one decimal octet from the front of `text`. A leading zero is refused, because some
// programs read "010" as octal (RFC 6943 section 3.1.1).
std::optional<std::uint8_t> take_octet(std::string_view& text) {
  std::size_t digits = 0;
  unsigned value = 0;
  while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + static_cast<unsigned>(text[digits++] - '0');
  }
  if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0')) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<std::uint8_t>(value);
}

bool parse_dotted_quad(std::string_view text, std::uint8_t* octets) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    const auto octet = take_octet(text);
    if (!octet) return false;
    octets[i] = *octet;
  }
  return text.empty();
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::uint16_t> take_group(std::string_view& text) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < text.size() && digits < 4 && hex_value(text[digits]) >= 0) {
    value = value * 16 + hex_value(text[digits++]);
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<std::uint16_t>(value);
}

// Groups on one side of "::".
struct GroupList {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t size = 0;  // in bytes
};

// Reads colon-separated groups; where `may_end_in_quad`, the last 32 bits may be a dotted quad
// (RFC 4291 section 2.2). An empty text is an empty list.
bool parse_groups(std::string_view text, bool may_end_in_quad, GroupList& list) {
  while (!text.empty()) {
    if (list.size == list.bytes.size()) return false;
    if (may_end_in_quad && text.find(':') == text.npos && text.find('.') != text.npos) {
      if (list.size > list.bytes.size() - 4) return false;
      list.size += 4;
      return parse_dotted_quad(text, list.bytes.data() + list.size - 4);
    }
    const auto group = take_group(text);
    if (!group) return false;
    list.bytes[list.size++] = static_cast<std::uint8_t>(*group >> 8);
    list.bytes[list.size++] = static_cast<std::uint8_t>(*group & 0xff);
    if (text.empty()) return true;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
  }
  return true;
}

std::optional<IpAddress> parse_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  GroupList left;
  GroupList right;
  if (gap == text.npos) {
    if (!parse_groups(text, true, left) || left.size != 16) return std::nullopt;
    return IpAddress::from_ipv6(left.bytes.data());
  }
  // "::" stands for at least one group, so that at most seven are written.
  if (!parse_groups(text.substr(0, gap), false, left) ||
      !parse_groups(text.substr(gap + 2), true, right) || left.size + right.size > 14) {
    return std::nullopt;
  }
  IpAddress address;
  std::memcpy(address.bytes.data(), left.bytes.data(), left.size);
  std::memcpy(address.bytes.data() + 16 - right.size, right.bytes.data(), right.size);
  return address;
}

}  // namespace

char* format_ip_address(const IpAddress& address, char* out) {
  if (address.is_ipv4()) return write_dotted_quad(address.bytes.data() + 12, out);
  return write_ipv6(address, out);
}

std::string to_string(const IpAddress& address) {
  char text[kMaxIpAddressText];
  return {text, format_ip_address(address, text)};
}

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  if (text.find(':') != text.npos) return parse_ipv6(text);
  std::uint8_t octets[4];
  if (!parse_dotted_quad(text, octets)) return std::nullopt;
  return IpAddress::from_ipv4(octets);
}

}  // namespace flowsnoop
