#include "capture/pcapng_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "capture/byte_order.h"

namespace flowsnoop {
namespace {

// Where the fields of a packet block's body are, draft sections 4.3 and 4.4 and appendix A. The
// obsolete Packet Block differs only in an interface number of 16 bits.
constexpr std::size_t kTimeHigh = 4;
constexpr std::size_t kTimeLow = 8;
constexpr std::size_t kCapturedLength = 12;
constexpr std::size_t kOriginalLength = 16;
constexpr std::size_t kPacketData = 20;
constexpr std::size_t kSimplePacketData = 4;
constexpr std::size_t kEnhancedPacketMinSize = min_block_size(pcapng::kEnhancedPacket);

// All of a packet but its interface_id, out of the body of an Enhanced or an obsolete Packet Block.
template <bool swapped>
inline void load_packet(const std::uint8_t* body, const PcapngInterface& interface,
                        Packet& packet) {
  const std::uint64_t time =
      std::uint64_t{load32(body + kTimeHigh, swapped)} << 32 | load32(body + kTimeLow, swapped);
  packet.timestamp_ns = interface.clock.to_ns(time);
  packet.data = body + kPacketData;
  packet.frame_number = 0;
  packet.captured_length = load32(body + kCapturedLength, swapped);
  packet.original_length =
      std::max(load32(body + kOriginalLength, swapped), packet.captured_length);
  packet.link_type = interface.shown.link_type;
}

}  // namespace

PcapngFile::PcapngFile(std::string name, BlockReader reader)
    : SavefileSource(std::move(name), std::move(reader)) {}

CaptureDrops PcapngFile::drops() const {
  CaptureDrops sum;
  for (const PcapngInterface& interface : details_) {
    sum.kernel += interface.drops.kernel;
    sum.interface += interface.drops.interface;
  }
  return sum;
}

PcapngFile::BlockHeader PcapngFile::load_header(const std::uint8_t* at) const {
  return {load32(at, swapped_), load32(at + 4, swapped_)};
}

// The inner loop: whole and faultless Enhanced Packet Blocks, which are nearly all of a capture.
// Everything else is left to its caller.
template <bool swapped>
void PcapngFile::walk_enhanced_packets(PacketBatch& batch) {
  const std::span<const PcapngInterface> section = std::span(details_).subspan(section_begin_);
  const auto first_id = static_cast<std::uint32_t>(section_begin_);
  const std::uint8_t* at = reader_.data();
  const std::uint8_t* const end = at + reader_.available();
  std::size_t count = batch.size;
  while (count < PacketBatch::kCapacity &&
         static_cast<std::size_t>(end - at) >= kEnhancedPacketMinSize) {
    if (load32(at, swapped) != pcapng::kEnhancedPacket) break;
    const std::uint32_t size = load32(at + 4, swapped);
    if (size > static_cast<std::size_t>(end - at)) break;
    if (!is_possible_block(pcapng::kEnhancedPacket, size)) break;
    if (load32(at + size - pcapng::kTrailerSize, swapped) != size) break;
    const std::uint8_t* const body = at + pcapng::kBlockHeaderSize;
    const std::uint32_t interface = load32(body, swapped);
    if (interface >= section.size()) break;
    if (load32(body + kCapturedLength, swapped) > size - kEnhancedPacketMinSize) break;
    load_packet<swapped>(body, section[interface], batch.packets[count]);
    batch.packets[count++].interface_id = first_id + interface;
    at += size;
  }
  if (count != batch.size) last_timestamp_ns_ = batch.packets[count - 1].timestamp_ns;
  batch.size = count;
  reader_.consume(static_cast<std::size_t>(at - reader_.data()));
}

void PcapngFile::walk(PacketBatch& batch) {
  while (batch.size < PacketBatch::kCapacity) {
    swapped_ ? walk_enhanced_packets<true>(batch) : walk_enhanced_packets<false>(batch);
    if (batch.size == PacketBatch::kCapacity) return;
    if (reader_.available() < pcapng::kMinBlockSize) return;
    const std::uint8_t* const at = reader_.data();
    const BlockHeader header = load_header(at);
    // A section header changes the byte order: that is for step().
    if (header.type == pcapng::kSectionHeader) return;
    if (!is_possible_block(header.type, header.size) || header.size > reader_.available()) return;
    if (load32(at + header.size - pcapng::kTrailerSize, swapped_) != header.size) return;
    use_block(header.type, {at + pcapng::kBlockHeaderSize, header.size - pcapng::kMinBlockSize},
              batch);
    reader_.consume(header.size);
  }
}

void PcapngFile::step() {
  if (!fetch(pcapng::kMinBlockSize, "a block's header")) return;
  if (load32(reader_.data(), false) == pcapng::kSectionHeader) {
    const std::uint32_t magic = load32(reader_.data() + pcapng::kBlockHeaderSize, false);
    const bool swapped = magic == __builtin_bswap32(pcapng::kByteOrderMagic);
    if (!swapped && magic != pcapng::kByteOrderMagic) {
      return skip_damage("a section header without a byte-order magic");
    }
    swapped_ = swapped;
  }
  const BlockHeader header = load_header(reader_.data());
  if (!is_possible_block(header.type, header.size)) {
    return skip_damage(fmt::format("impossible block: type {:#x} with a length of {} bytes",
                                   header.type, header.size));
  }
  if (!fetch(header.size, "a block")) return;
  const std::uint8_t* const at = reader_.data();
  const std::uint32_t trailer = load32(at + header.size - pcapng::kTrailerSize, swapped_);
  if (trailer != header.size) {
    return skip_damage(fmt::format(
        "a block gives its length as {} bytes in front and {} at the end", header.size, trailer));
  }
  if (header.type == pcapng::kSectionHeader) {
    begin_section(at);
    reader_.consume(header.size);
  }
}

// The version is the only thing of a section header that matters here. Minor versions can be read
// by readers of older ones (draft section 4.1).
void PcapngFile::begin_section(const std::uint8_t* at) {
  const std::uint16_t major = load16(at + 12, swapped_);
  section_begin_ = interfaces_.size();
  if (major == 1) return;
  add_damage(reader_.offset(),
             fmt::format("a section of pcapng version {}, which cannot be read", major));
  end();
}

void PcapngFile::use_block(std::uint32_t type, std::span<const std::uint8_t> body,
                           PacketBatch& batch) {
  switch (type) {
    case pcapng::kEnhancedPacket:
      return use_packet(load32(body.data(), swapped_), body, batch);
    case pcapng::kObsoletePacket:
      return use_packet(load16(body.data(), swapped_), body, batch);
    case pcapng::kSimplePacket:
      return use_simple_packet(body, batch);
    case pcapng::kInterfaceDescription:
      return use_interface(body);
    case pcapng::kInterfaceStatistics:
      return use_statistics(body);
    case pcapng::kNameResolution:
      return parse_host_names(body, swapped_, kMaxHostNames, host_names_);
    default:
      return;  // carries no packet
  }
}

void PcapngFile::use_packet(std::uint32_t interface, std::span<const std::uint8_t> body,
                            PacketBatch& batch) {
  if (!has_interface(interface)) return;
  const std::uint32_t captured_length = load32(body.data() + kCapturedLength, swapped_);
  const std::size_t room = body.size() - kPacketData;
  if (captured_length > room) {
    return add_damage(reader_.offset(),
                      fmt::format("a packet of {} captured bytes in a block with room for {}; "
                                  "not read",
                                  captured_length, room));
  }
  Packet& packet = batch.packets[batch.size++];
  packet.interface_id = static_cast<std::uint32_t>(section_begin_ + interface);
  const PcapngInterface& details = details_[packet.interface_id];
  swapped_ ? load_packet<true>(body.data(), details, packet)
           : load_packet<false>(body.data(), details, packet);
  last_timestamp_ns_ = packet.timestamp_ns;
}

// Draft section 4.4: the captured length is not given; it is the original one, cut at the snaplen
// of interface 0.
void PcapngFile::use_simple_packet(std::span<const std::uint8_t> body, PacketBatch& batch) {
  if (!has_interface(0)) return;
  const Interface& interface = interfaces_[section_begin_];
  const std::uint32_t original_length = load32(body.data(), swapped_);
  auto captured_length = static_cast<std::uint32_t>(body.size() - kSimplePacketData);
  captured_length = std::min(captured_length, original_length);
  if (interface.snaplen != 0) captured_length = std::min(captured_length, interface.snaplen);
  Packet& packet = batch.packets[batch.size++];
  packet.timestamp_ns = last_timestamp_ns_;
  packet.data = body.data() + kSimplePacketData;
  packet.frame_number = 0;
  packet.captured_length = captured_length;
  packet.original_length = original_length;
  packet.interface_id = static_cast<std::uint32_t>(section_begin_);
  packet.link_type = interface.link_type;
}

void PcapngFile::use_interface(std::span<const std::uint8_t> body) {
  if (interfaces_.size() == kMaxInterfaces) {
    return add_damage(reader_.offset(),
                      fmt::format("more than {} interfaces: not read", kMaxInterfaces));
  }
  PcapngInterface interface = parse_interface(body, swapped_);
  if (interface.options_damaged) {
    add_damage(reader_.offset(), "an option of an interface runs past the end of its block");
  }
  interface.shown.file = name();
  interfaces_.push_back(interface.shown);
  details_.push_back(std::move(interface));
}

// Statistics are totals since the start of the capture: the last block counts.
void PcapngFile::use_statistics(std::span<const std::uint8_t> body) {
  const std::uint32_t interface = load32(body.data(), swapped_);
  if (!has_interface(interface)) return;
  parse_statistics(body, swapped_, details_[section_begin_ + interface].drops);
}

bool PcapngFile::has_interface(std::uint32_t interface) {
  const std::size_t count = interfaces_.size() - section_begin_;
  if (interface < count) return true;
  add_damage(reader_.offset(), fmt::format("a block of interface {}, of which the section has {}; "
                                           "not read",
                                           interface, count));
  return false;
}

}  // namespace flowsnoop
