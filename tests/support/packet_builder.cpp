#include "support/packet_builder.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace flowsnoop::test {

namespace {

constexpr std::uint16_t kEthertypeIpv4 = 0x0800;
constexpr std::uint16_t kEthertypeIpv6 = 0x86dd;

void put8(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value));
}

void put16(Bytes& out, std::size_t value) {
  put8(out, value >> 8 & 0xff);
  put8(out, value & 0xff);
}

void put32(Bytes& out, std::size_t value) {
  put16(out, value >> 16 & 0xffff);
  put16(out, value & 0xffff);
}

void append(Bytes& out, const Bytes& more) {
  out.insert(out.end(), more.begin(), more.end());
}

void patch16(Bytes& out, std::size_t offset, std::uint16_t value) {
  out[offset] = static_cast<std::uint8_t>(value >> 8);
  out[offset + 1] = static_cast<std::uint8_t>(value & 0xff);
}

// The Internet checksum, RFC 1071.
std::uint16_t internet_checksum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) sum += i % 2 == 0 ? bytes[i] * 256u : bytes[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

Bytes parse_address(int family, std::string_view text) {
  Bytes bytes(family == AF_INET ? 4 : 16);
  const std::string copy(text);
  if (inet_pton(family, copy.c_str(), bytes.data()) != 1) {
    throw std::invalid_argument("not an address: " + copy);
  }
  return bytes;
}

}  // namespace

PacketBuilder& PacketBuilder::ethernet(std::string_view source, std::string_view destination) {
  link_ = Link::kEthernet;
  std::string text = std::string(destination) + std::string(source);
  std::erase(text, ':');
  mac_addresses_ = from_hex(text);
  return *this;
}

PacketBuilder& PacketBuilder::linux_sll() {
  link_ = Link::kSll;
  return *this;
}

PacketBuilder& PacketBuilder::linux_sll2() {
  link_ = Link::kSll2;
  return *this;
}

PacketBuilder& PacketBuilder::loopback(std::uint32_t family, bool network_order) {
  link_ = Link::kLoopback;
  family_ = family;
  family_in_network_order_ = network_order;
  return *this;
}

PacketBuilder& PacketBuilder::vlan(std::uint16_t id, std::uint16_t tag_type) {
  vlans_.push_back({tag_type, id});
  return *this;
}

PacketBuilder& PacketBuilder::llc_snap() {
  llc_snap_ = true;
  return *this;
}

PacketBuilder& PacketBuilder::ethertype(std::uint16_t type) {
  ethertype_ = type;
  return *this;
}

PacketBuilder& PacketBuilder::ipv4(std::string_view source, std::string_view destination,
                                   Ipv4Fields fields) {
  ip_version_ = 4;
  ethertype_ = kEthertypeIpv4;
  source_ = parse_address(AF_INET, source);
  destination_ = parse_address(AF_INET, destination);
  ipv4_ = std::move(fields);
  return *this;
}

PacketBuilder& PacketBuilder::ipv6(std::string_view source, std::string_view destination,
                                   Ipv6Fields fields) {
  ip_version_ = 6;
  ethertype_ = kEthertypeIpv6;
  source_ = parse_address(AF_INET6, source);
  destination_ = parse_address(AF_INET6, destination);
  ipv6_ = fields;
  return *this;
}

PacketBuilder& PacketBuilder::extension(std::uint8_t type, const Bytes& body) {
  Bytes bytes(2);
  append(bytes, body);
  bytes.resize((bytes.size() + 7) / 8 * 8);
  bytes[1] = static_cast<std::uint8_t>(bytes.size() / 8 - 1);
  extensions_.push_back({type, std::move(bytes)});
  return *this;
}

PacketBuilder& PacketBuilder::fragment_header(std::uint16_t offset, bool more_fragments) {
  Bytes bytes(2);
  put16(bytes, offset | (more_fragments ? 1u : 0u));
  put32(bytes, 0x01020304);
  extensions_.push_back({44, std::move(bytes)});
  return *this;
}

PacketBuilder& PacketBuilder::authentication_header(const Bytes& check_value) {
  Bytes bytes(4);
  put32(bytes, 0x100);  // security parameters index
  put32(bytes, 1);      // sequence number
  append(bytes, check_value);
  bytes[1] = static_cast<std::uint8_t>(bytes.size() / 4 - 2);
  extensions_.push_back({51, std::move(bytes)});
  return *this;
}

PacketBuilder& PacketBuilder::tcp(std::uint16_t source_port, std::uint16_t destination_port,
                                  TcpFields fields) {
  transport_ = Transport::kTcp;
  protocol_ = 6;
  source_port_ = source_port;
  destination_port_ = destination_port;
  tcp_ = std::move(fields);
  return *this;
}

PacketBuilder& PacketBuilder::udp(std::uint16_t source_port, std::uint16_t destination_port,
                                  UdpFields fields) {
  transport_ = Transport::kUdp;
  protocol_ = 17;
  source_port_ = source_port;
  destination_port_ = destination_port;
  udp_ = fields;
  return *this;
}

PacketBuilder& PacketBuilder::transport(std::uint8_t protocol) {
  protocol_ = protocol;
  return *this;
}

PacketBuilder& PacketBuilder::payload(std::string_view text) {
  payload_.assign(text.begin(), text.end());
  return *this;
}

PacketBuilder& PacketBuilder::payload(Bytes bytes) {
  payload_ = std::move(bytes);
  return *this;
}

PacketBuilder& PacketBuilder::pad_to(std::size_t frame_length) {
  padded_length_ = frame_length;
  return *this;
}

Bytes PacketBuilder::build() const {
  const Bytes network = build_network(build_transport());
  Bytes frame = build_link(network.size());
  append(frame, network);
  if (frame.size() < padded_length_) frame.resize(padded_length_);
  return frame;
}

Bytes PacketBuilder::build_link(std::size_t network_length) const {
  const std::uint16_t type = vlans_.empty() ? ethertype_ : vlans_.front().type;
  Bytes out;
  // The type of what follows comes last in SLL, first in SLL2.
  if (link_ == Link::kSll) {
    out = from_hex("0000 0001 0006 020000000001 0000");
  } else if (link_ == Link::kSll2) {
    put16(out, type);
    append(out, from_hex("0000 00000002 0001 00 06 020000000001 0000"));
  } else if (link_ == Link::kLoopback) {
    put32(out, family_);
    if (!family_in_network_order_) std::reverse(out.begin(), out.end());
  } else {
    out = mac_addresses_;
  }
  const bool type_follows = link_ == Link::kEthernet || link_ == Link::kSll;
  const std::size_t inner = llc_snap_ ? network_length + 8 : ethertype_;
  if (type_follows) put16(out, vlans_.empty() ? inner : type);
  for (std::size_t i = 0; i < vlans_.size(); ++i) {
    put16(out, vlans_[i].id);
    put16(out, i + 1 < vlans_.size() ? vlans_[i + 1].type : inner);
  }
  if (llc_snap_) {
    append(out, from_hex("aa aa 03 000000"));
    put16(out, ethertype_);
  }
  return out;
}

Bytes PacketBuilder::build_network(const Bytes& transport) const {
  Bytes out;
  if (ip_version_ == 4) out = build_ipv4_header(transport.size());
  if (ip_version_ == 6) out = build_ipv6_headers(transport.size());
  append(out, transport);
  return out;
}

Bytes PacketBuilder::build_ipv4_header(std::size_t payload_length) const {
  const std::size_t header_length = 20 + ipv4_.options.size();
  Bytes out;
  put8(out, 0x40 | header_length / 4);
  put8(out, 0);
  put16(out, ipv4_.total_length.value_or(header_length + payload_length));
  put16(out, ipv4_.identification);
  put16(out, ipv4_.fragment_offset / 8u | (ipv4_.more_fragments ? 0x2000u : 0u));
  put8(out, ipv4_.ttl);
  put8(out, protocol_);
  put16(out, 0);
  append(out, source_);
  append(out, destination_);
  append(out, ipv4_.options);
  patch16(out, 10, internet_checksum(out));
  return out;
}

Bytes PacketBuilder::build_ipv6_headers(std::size_t payload_length) const {
  Bytes chain;
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    const std::size_t start = chain.size();
    append(chain, extensions_[i].bytes);
    chain[start] = i + 1 < extensions_.size() ? extensions_[i + 1].type : protocol_;
  }
  Bytes out;
  put32(out, 0x60000000);
  put16(out, ipv6_.payload_length.value_or(chain.size() + payload_length));
  put8(out, extensions_.empty() ? protocol_ : extensions_.front().type);
  put8(out, ipv6_.hop_limit);
  append(out, source_);
  append(out, destination_);
  append(out, chain);
  return out;
}

Bytes PacketBuilder::build_transport() const {
  Bytes out;
  if (transport_ == Transport::kNone) return payload_;
  put16(out, source_port_);
  put16(out, destination_port_);
  if (transport_ == Transport::kTcp) {
    put32(out, tcp_.sequence);
    put32(out, tcp_.acknowledgment);
    put8(out, tcp_.data_offset.value_or(5 + tcp_.options.size() / 4) << 4);
    put8(out, tcp_.flags);
    put16(out, tcp_.window);
    put32(out, 0);  // checksum and urgent pointer
    append(out, tcp_.options);
  } else {
    put16(out, udp_.length.value_or(8 + payload_.size()));
    put16(out, 0);
  }
  append(out, payload_);
  patch16(out, transport_ == Transport::kTcp ? 16 : 6, transport_checksum(out));
  return out;
}

// Over the pseudo header and the segment: RFC 9293 section 3.1, RFC 768, RFC 8200 section 8.1.
std::uint16_t PacketBuilder::transport_checksum(const Bytes& segment) const {
  Bytes covered = source_;
  append(covered, destination_);
  put32(covered, segment.size());
  put32(covered, protocol_);
  append(covered, segment);
  const std::uint16_t checksum = internet_checksum(covered);
  return transport_ == Transport::kUdp && checksum == 0 ? std::uint16_t{0xffff} : checksum;
}

Packet as_packet(const Bytes& bytes, std::int64_t timestamp_ns, std::uint64_t frame_number,
                 LinkType link_type) {
  Packet packet;
  packet.timestamp_ns = timestamp_ns;
  packet.data = bytes.data();
  packet.frame_number = frame_number;
  packet.captured_length = static_cast<std::uint32_t>(bytes.size());
  packet.original_length = packet.captured_length;
  packet.link_type = link_type;
  return packet;
}

Bytes from_hex(std::string_view text) {
  Bytes out;
  std::string digits;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) digits.push_back(c);
  }
  if (digits.size() % 2 != 0) throw std::invalid_argument("odd number of hexadecimal digits");
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    std::size_t used = 0;
    put8(out, std::stoul(digits.substr(i, 2), &used, 16));
    if (used != 2) throw std::invalid_argument("not hexadecimal: " + digits.substr(i, 2));
  }
  return out;
}

}  // namespace flowsnoop::test
