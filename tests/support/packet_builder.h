// Builds frames as bytes, for the tests of all stages:
//
//   Bytes frame = PacketBuilder().ethernet().ipv4("192.0.2.1", "198.51.100.7")
//                     .tcp(51514, 443, {.flags = kTcpSyn}).build();
//   Packet packet = as_packet(frame, 1'000'000, 1);
//
// Layers are named from the outside in, each at most once except vlan() and the IPv6 extension
// headers. Lengths, types and checksums are filled in by build(). It shares no code with decode/,
// so that a mistake there is not repeated here. A tunnel is the bytes of one builder in the
// transport() or payload() of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flowsnoop/packet.h"

namespace flowsnoop::test {

using Bytes = std::vector<std::uint8_t>;

struct Ipv4Fields {
  std::uint8_t ttl = 64;
  std::uint16_t identification = 1;
  std::uint16_t fragment_offset = 0;  // in bytes, a multiple of 8
  bool more_fragments = false;
  Bytes options{};                              // a multiple of 4 bytes, at most 40
  std::optional<std::uint16_t> total_length{};  // instead of the right one
};

struct Ipv6Fields {
  std::uint8_t hop_limit = 64;
  std::optional<std::uint16_t> payload_length{};  // instead of the right one
};

struct TcpFields {
  std::uint8_t flags = 0x10;  // ACK
  std::uint32_t sequence = 1;
  std::uint32_t acknowledgment = 0;
  std::uint16_t window = 65535;
  Bytes options{};                            // a multiple of 4 bytes, at most 40
  std::optional<std::uint8_t> data_offset{};  // in 32-bit words, instead of the right one
};

struct UdpFields {
  std::optional<std::uint16_t> length{};  // instead of the right one
};

class PacketBuilder {
 public:
  // Link headers. Without one the frame begins with the IP header (LinkType::kRaw).
  PacketBuilder& ethernet(std::string_view source = "02:00:00:00:00:01",
                          std::string_view destination = "02:00:00:00:00:02");
  PacketBuilder& linux_sll();
  PacketBuilder& linux_sll2();
  // BSD loopback; `family` is written in network byte order, or else the other way round.
  PacketBuilder& loopback(std::uint32_t family, bool network_order = false);

  // A VLAN tag; the first call is the outermost tag.
  PacketBuilder& vlan(std::uint16_t id, std::uint16_t tag_type = 0x8100);
  // IEEE 802.3 length and LLC/SNAP in place of the Ethernet type.
  PacketBuilder& llc_snap();
  // For frames that are not IP: the type, and payload() for what follows.
  PacketBuilder& ethertype(std::uint16_t type);

  // Addresses as text. A bad one fails the test.
  PacketBuilder& ipv4(std::string_view source, std::string_view destination,
                      Ipv4Fields fields = {});
  PacketBuilder& ipv6(std::string_view source, std::string_view destination,
                      Ipv6Fields fields = {});
  // An IPv6 extension header in the general form (RFC 8200 section 4): `body` is what follows its
  // two first bytes and is filled up with zeros to a multiple of 8.
  PacketBuilder& extension(std::uint8_t type, const Bytes& body = {});
  PacketBuilder& fragment_header(std::uint16_t offset, bool more_fragments);
  PacketBuilder& authentication_header(const Bytes& check_value = Bytes(12));

  PacketBuilder& tcp(std::uint16_t source_port, std::uint16_t destination_port,
                     TcpFields fields = {});
  PacketBuilder& udp(std::uint16_t source_port, std::uint16_t destination_port,
                     UdpFields fields = {});
  // Another transport: payload() follows the IP header as it is.
  PacketBuilder& transport(std::uint8_t protocol);

  PacketBuilder& payload(std::string_view text);
  PacketBuilder& payload(Bytes bytes);
  // Zeros after the end of the IP packet, until the frame has `frame_length` bytes.
  PacketBuilder& pad_to(std::size_t frame_length);

  Bytes build() const;

 private:
  enum class Link : std::uint8_t { kNone, kEthernet, kSll, kSll2, kLoopback };
  enum class Transport : std::uint8_t { kNone, kTcp, kUdp };
  struct VlanTag {
    std::uint16_t type;
    std::uint16_t id;
  };
  struct Extension {
    std::uint8_t type;
    Bytes bytes;  // the first byte, the next header, is filled in by build()
  };

  Bytes build_link(std::size_t network_length) const;
  Bytes build_network(const Bytes& transport) const;
  Bytes build_ipv4_header(std::size_t payload_length) const;
  Bytes build_ipv6_headers(std::size_t payload_length) const;
  Bytes build_transport() const;
  std::uint16_t transport_checksum(const Bytes& segment) const;

  Link link_ = Link::kNone;
  Bytes mac_addresses_;
  std::uint32_t family_ = 0;
  bool family_in_network_order_ = false;
  std::vector<VlanTag> vlans_;
  bool llc_snap_ = false;
  std::uint16_t ethertype_ = 0;

  int ip_version_ = 0;
  Bytes source_;
  Bytes destination_;
  Ipv4Fields ipv4_;
  Ipv6Fields ipv6_;
  std::vector<Extension> extensions_;

  Transport transport_ = Transport::kNone;
  std::uint8_t protocol_ = 59;  // no next header
  std::uint16_t source_port_ = 0;
  std::uint16_t destination_port_ = 0;
  TcpFields tcp_;
  UdpFields udp_;

  Bytes payload_;
  std::size_t padded_length_ = 0;
};

// A view of `bytes`, whole: captured and original length are its size. `bytes` must outlive it.
Packet as_packet(const Bytes& bytes, std::int64_t timestamp_ns = 0, std::uint64_t frame_number = 1,
                 LinkType link_type = LinkType::kEthernet);
Packet as_packet(Bytes&& bytes, std::int64_t timestamp_ns = 0, std::uint64_t frame_number = 1,
                 LinkType link_type = LinkType::kEthernet) = delete;

// Bytes from hexadecimal text; white space is ignored.
Bytes from_hex(std::string_view text);

}  // namespace flowsnoop::test
