// One of many captures to be read: it is looked into to see when its first packet was, and opened
// again when it is read, so that of hundreds of files none is open before its turn or after its
// end.
//
// What cannot be opened twice (standard input, a pipe) stays open from the start.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class InputFile final : public PacketSource {
 public:
  // Looks at the file; waits for the first packet of a pipe. Throws CaptureError where it is no
  // capture.
  explicit InputFile(std::string path);
  ~InputFile() override;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // A file that cannot be opened the second time is noted as a damage.
  ReadStatus read(PacketBatch& batch) override;

  // Nothing where the capture holds no packet.
  std::optional<std::int64_t> first_time_ns() const override { return first_time_ns_; }

  std::span<const Interface> interfaces() const override;
  std::span<const Damage> damages() const override;
  std::span<const HostName> host_names() const override;
  ReadProgress progress() const override;
  CaptureDrops drops() const override;
  void interrupt() override;

 private:
  void put_source(std::unique_ptr<PacketSource> source);
  void close();

  const std::string path_;
  std::optional<std::int64_t> first_time_ns_;
  std::unique_ptr<PacketSource> source_;  // while it is open
  std::unique_ptr<PacketBatch> first_;    // of a pipe: read already, to be given first
  bool ended_ = false;
  // What is left of the source when it is closed.
  std::vector<Interface> interfaces_;
  std::vector<Damage> damages_;
  std::vector<HostName> host_names_;
  ReadProgress progress_;
  CaptureDrops drops_;
  std::atomic<bool> interrupted_ = false;
  // Set while source_ is replaced, or interrupted from another thread or a signal handler.
  std::atomic_flag source_in_use_;
};

}  // namespace flowsnoop
