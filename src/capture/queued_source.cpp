#include "capture/queued_source.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include "threads/quiet_thread.h"

namespace flowsnoop {
namespace {

// How long one read() waits for a packet.
constexpr std::chrono::milliseconds kWait{50};

constexpr std::size_t kBlockMemory =
    QueuedSource::kBlockBytes + QueuedSource::kBlockPackets * sizeof(Packet);

// One that is read and one that is filled.
constexpr std::size_t kLeastBlocks = 2;

// `all` begins with what `known` has.
template <typename Item>
void append_new(std::vector<Item>& known, std::span<const Item> all) {
  const auto news = all.subspan(known.size());
  known.insert(known.end(), news.begin(), news.end());
}

}  // namespace

QueuedSource::Block::Block() {
  packets.reserve(kBlockPackets);
  bytes.reserve(kBlockBytes);
}

bool QueuedSource::Block::has_room_for(const Packet& packet) const {
  return packets.empty() ||
         (packets.size() < kBlockPackets && bytes.size() + packet.captured_length <= kBlockBytes);
}

void QueuedSource::Block::append(const Packet& packet) {
  bytes.insert(bytes.end(), packet.data, packet.data + packet.captured_length);
  packets.push_back(packet);
}

void QueuedSource::Block::point_to_bytes() {
  const std::uint8_t* at = bytes.data();
  for (Packet& packet : packets) {
    packet.data = at;
    at += packet.captured_length;
  }
}

void QueuedSource::Block::clear() {
  packets.clear();
  bytes.clear();
}

QueuedSource::QueuedSource(std::unique_ptr<PacketSource> source, std::size_t max_bytes)
    : source_(std::move(source)), max_blocks_(std::max(max_bytes / kBlockMemory, kLeastBlocks)) {
  append_new(interfaces_, source_->interfaces());
  append_new(known_interfaces_, source_->interfaces());
}

QueuedSource::~QueuedSource() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  source_->interrupt();
  thread_.join();
}

void QueuedSource::run() {
  PacketBatch batch;
  ReadStatus status = ReadStatus::kTimeout;
  while (status != ReadStatus::kEnd) {
    status = source_->read(batch);
    {
      const std::lock_guard lock(mutex_);
      if (status == ReadStatus::kPackets) add(batch);
      publish();
      ended_ = status == ReadStatus::kEnd || stopping_;
      if (stopping_) return;
    }
    changed_.notify_one();
  }
}

void QueuedSource::add(const PacketBatch& batch) {
  for (const Packet& packet : batch.view()) {
    if (filling_ != nullptr && !filling_->has_room_for(packet)) {
      filled_.push_back(std::move(filling_));
    }
    if (filling_ == nullptr && !begin_block()) {
      ++refused_;
      continue;
    }
    filling_->append(packet);
  }
}

// False where all blocks wait to be read.
bool QueuedSource::begin_block() {
  if (!free_.empty()) {
    filling_ = std::move(free_.back());
    free_.pop_back();
    return true;
  }
  if (blocks_ == max_blocks_) return false;
  try {
    filling_ = std::make_unique<Block>();
  } catch (const std::bad_alloc&) {
    return false;
  }
  ++blocks_;
  return true;
}

// What the source tells besides packets.
void QueuedSource::publish() {
  drops_ = source_->drops();
  drops_.queue += refused_;
  const std::vector<InterfaceChange> changes = source_->take_interface_changes();
  changes_.insert(changes_.end(), changes.begin(), changes.end());
  append_new(known_interfaces_, source_->interfaces());
  append_new(known_damages_, source_->damages());
}

ReadStatus QueuedSource::read(PacketBatch& batch) {
  if (!thread_.joinable()) thread_ = start_quiet_thread([this] { run(); });
  batch.size = 0;
  if (reading_ == nullptr || given_ == reading_->packets.size()) {
    if (!wait_for_block()) return ended_seen_ ? ReadStatus::kEnd : ReadStatus::kTimeout;
    reading_->point_to_bytes();
    given_ = 0;
  }
  batch.size = std::min(PacketBatch::kCapacity, reading_->packets.size() - given_);
  std::copy_n(reading_->packets.begin() + static_cast<std::ptrdiff_t>(given_), batch.size,
              batch.packets);
  given_ += batch.size;
  return ReadStatus::kPackets;
}

// False at the end, or where nothing came for a moment.
bool QueuedSource::wait_for_block() {
  std::unique_lock lock(mutex_);
  if (reading_ != nullptr) {
    reading_->clear();
    free_.push_back(std::move(reading_));
  }
  const bool has_block = changed_.wait_for(lock, kWait, [this] {
    return !filled_.empty() || filling_ != nullptr || ended_;
  }) && take_block();
  append_new<Interface>(interfaces_, known_interfaces_);
  append_new<Damage>(damages_, known_damages_);
  ended_seen_ = ended_;
  return has_block;
}

bool QueuedSource::take_block() {
  if (!filled_.empty()) {
    reading_ = std::move(filled_.front());
    filled_.pop_front();
  } else {
    reading_ = std::move(filling_);
  }
  return reading_ != nullptr;
}

CaptureDrops QueuedSource::drops() const {
  const std::lock_guard lock(mutex_);
  return drops_;
}

std::vector<InterfaceChange> QueuedSource::take_interface_changes() {
  const std::lock_guard lock(mutex_);
  return std::exchange(changes_, {});
}

std::unique_ptr<PacketSource> queue_packets(std::unique_ptr<PacketSource> source,
                                            std::size_t max_bytes) {
  return std::make_unique<QueuedSource>(std::move(source), max_bytes);
}

}  // namespace flowsnoop
