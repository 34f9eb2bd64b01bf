// Packets of a pcapng savefile: any number of sections, each with its own byte order and
// interfaces. An interface of a later section is another one in interfaces(), even with the same
// name.
//
// A Simple Packet Block has no time: it gets that of the packet before it, 0 where there is none.
// (Wireshark shows such packets without a time; a flow needs one, and the last is the nearest.)
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "capture/pcapng_format.h"
#include "capture/savefile_source.h"

namespace flowsnoop {

class PcapngFile final : public SavefileSource {
 public:
  // Interfaces beyond this many are not taken, nor are their packets.
  static constexpr std::size_t kMaxInterfaces = 65'536;

  // `reader` is at the file's first byte, where a Section Header Block's type is.
  PcapngFile(std::string name, BlockReader reader);

  CaptureDrops drops() const override;
  std::span<const HostName> host_names() const override { return host_names_; }

 private:
  struct BlockHeader {
    std::uint32_t type = 0;
    std::uint32_t size = 0;  // the block's total length
  };

  void walk(PacketBatch& batch) override;
  void step() override;
  RecordProbe probe() const override { return pcapng_probe(); }

  BlockHeader load_header(const std::uint8_t* at) const;
  template <bool swapped>
  void walk_enhanced_packets(PacketBatch& batch);
  void use_block(std::uint32_t type, std::span<const std::uint8_t> body, PacketBatch& batch);
  void use_packet(std::uint32_t interface, std::span<const std::uint8_t> body, PacketBatch& batch);
  void use_simple_packet(std::span<const std::uint8_t> body, PacketBatch& batch);
  void use_interface(std::span<const std::uint8_t> body);
  void use_statistics(std::span<const std::uint8_t> body);
  void begin_section(const std::uint8_t* at);
  bool has_interface(std::uint32_t interface);

  std::vector<PcapngInterface> details_;  // one for each of interfaces_
  std::vector<HostName> host_names_;
  std::size_t section_begin_ = 0;  // the section's interface 0 in interfaces_
  bool swapped_ = false;           // byte order of the section
  std::int64_t last_timestamp_ns_ = 0;
};

}  // namespace flowsnoop
