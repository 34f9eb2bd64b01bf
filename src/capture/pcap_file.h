// Packets of a pcap savefile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "capture/pcap_format.h"
#include "capture/savefile_source.h"

namespace flowsnoop {

class PcapFile final : public SavefileSource {
 public:
  // `reader` is at the file's first byte, and recognise_pcap() gave `format`.
  // Throws CaptureError where the file header says that this is a pcap of another kind.
  PcapFile(std::string name, BlockReader reader, const PcapFormat& format);

 private:
  void walk(PacketBatch& batch) override;
  template <bool plain>
  void walk_records(PacketBatch& batch);
  void step() override;
  RecordProbe probe() const override;

  PcapFormat format_;
  // Times of packets that were given. Two, because the last may have been garbage.
  std::optional<std::uint32_t> first_seconds_;
  std::uint32_t last_seconds_ = 0;
};

}  // namespace flowsnoop
