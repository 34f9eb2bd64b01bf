#include "inspect/quic_header.h"

#include "inspect/byte_reader.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kLongHeader = 0x80;
constexpr std::uint32_t kFirstDraft = 0xff000017;  // draft-23
constexpr std::uint32_t kLastDraft = 0xff000022;   // draft-34

QuicPacketType packet_type(std::uint8_t first, std::uint32_t version) {
  if (version == 0) return QuicPacketType::kVersionNegotiation;
  const unsigned bits = first >> 4 & 3u;
  return static_cast<QuicPacketType>(version == kQuicVersion2 ? (bits + 3) & 3u : bits);
}

bool has_length(QuicPacketType type) {
  return type == QuicPacketType::kInitial || type == QuicPacketType::kZeroRtt ||
         type == QuicPacketType::kHandshake;
}

}  // namespace

std::optional<QuicPacket> first_quic_packet(ByteView datagram, ByteView& rest) {
  ByteReader fields(datagram);
  QuicPacket packet;
  const std::uint8_t first = fields.byte();
  packet.version = fields.be32();
  packet.destination_id = fields.counted8();
  const ByteView source_id = fields.counted8();
  if (!fields.ok() || (first & kLongHeader) == 0 ||
      packet.destination_id.size() > kMaxQuicConnectionId ||
      source_id.size() > kMaxQuicConnectionId) {
    return std::nullopt;
  }
  packet.type = packet_type(first, packet.version);
  if (!is_readable_quic_version(packet.version) || !has_length(packet.type)) {
    packet.bytes = datagram;
    rest = {};
    return packet;
  }
  if (packet.type == QuicPacketType::kInitial) {
    fields.take(static_cast<std::size_t>(fields.variable_integer()));  // token
  }
  const auto length = static_cast<std::size_t>(fields.variable_integer());
  packet.number_at = datagram.size() - fields.rest().size();
  fields.take(length);
  if (!fields.ok()) return std::nullopt;
  packet.bytes = datagram.first(packet.number_at + length);
  rest = fields.rest();
  return packet;
}

bool is_readable_quic_version(std::uint32_t version) {
  return version == kQuicVersion1 || version == kQuicVersion2 ||
         (version >= kFirstDraft && version <= kLastDraft);
}

}  // namespace flowsnoop
