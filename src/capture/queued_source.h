// A source that is read on a thread of its own, so that packets are taken from it however long
// others take to look at them (queue_packets() of packet_source.h).
//
// Packets travel in blocks, which are used again: nothing is allocated once the queue has grown to
// what the traffic needs. The reader takes a block when it is full, or when there is nothing else,
// so that no packet waits for others. The source belongs to the thread from the first read() on,
// but for interrupt().
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class QueuedSource final : public PacketSource {
 public:
  static constexpr std::size_t kBlockPackets = 4096;
  static constexpr std::size_t kBlockBytes = 262'144;  // a longer packet has a block for itself

  // `max_bytes`: two blocks at least.
  QueuedSource(std::unique_ptr<PacketSource> source, std::size_t max_bytes);
  ~QueuedSource() override;
  QueuedSource(const QueuedSource&) = delete;
  QueuedSource& operator=(const QueuedSource&) = delete;

  ReadStatus read(PacketBatch& batch) override;
  std::span<const Interface> interfaces() const override { return interfaces_; }
  std::span<const Damage> damages() const override { return damages_; }
  CaptureDrops drops() const override;
  std::vector<InterfaceChange> take_interface_changes() override;
  void interrupt() override { source_->interrupt(); }

 private:
  struct Block {
    std::vector<Packet> packets;  // their data are set when the reader takes the block
    std::vector<std::uint8_t> bytes;

    Block();
    bool has_room_for(const Packet& packet) const;
    void append(const Packet& packet);
    void point_to_bytes();
    void clear();
  };
  using BlockPointer = std::unique_ptr<Block>;

  void run();
  // Under the lock.
  void add(const PacketBatch& batch);
  bool begin_block();
  void publish();
  bool take_block();

  bool wait_for_block();

  const std::unique_ptr<PacketSource> source_;
  const std::size_t max_blocks_;
  // The reader's alone.
  BlockPointer reading_;
  std::size_t given_ = 0;  // packets of reading_
  bool ended_seen_ = false;
  std::vector<Interface> interfaces_;
  std::vector<Damage> damages_;

  mutable std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  BlockPointer filling_;
  std::deque<BlockPointer> filled_;  // the oldest first
  std::vector<BlockPointer> free_;
  std::size_t blocks_ = 0;  // that there are, the reader's included
  std::uint64_t refused_ = 0;
  CaptureDrops drops_;
  std::vector<InterfaceChange> changes_;
  std::vector<Interface> known_interfaces_;
  std::vector<Damage> known_damages_;
  bool stopping_ = false;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace flowsnoop
