// What sources made of several sources share: one list of interfaces, of damages and of host names,
// and sums of everything else.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class CombinedSource : public PacketSource {
 public:
  std::span<const Interface> interfaces() const final { return interfaces_; }
  std::span<const Damage> damages() const final { return damages_; }
  std::span<const HostName> host_names() const final { return host_names_; }
  ReadProgress progress() const final;
  CaptureDrops drops() const final;
  void interrupt() final;

 protected:
  explicit CombinedSource(std::vector<std::unique_ptr<PacketSource>> sources);

  // Reads from one of the sources. The interfaces that it shows by then follow those of all sources
  // so far; its packets get those numbers. At its end, its damages and names are taken over.
  ReadStatus read_from(std::size_t index, PacketBatch& batch);

  std::size_t source_count() const { return sources_.size(); }
  const PacketSource& source(std::size_t index) const { return *sources_[index]; }

 private:
  void finish(const PacketSource& source);

  // None is removed before the end, so that interrupt() may go through them at any moment.
  const std::vector<std::unique_ptr<PacketSource>> sources_;
  std::vector<std::vector<std::uint32_t>> interface_ids_;  // by source and its own interface number
  std::vector<Interface> interfaces_;
  std::vector<Damage> damages_;
  std::vector<HostName> host_names_;
};

}  // namespace flowsnoop
