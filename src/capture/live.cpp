// Packets of live interfaces (open_live() of packet_source.h).
#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "capture/live_handle.h"

namespace flowsnoop {
namespace {

// How long one read() waits for a packet, and how soon it sees an interrupt().
constexpr int kWait_ms = 100;

// Packets of all interfaces in turn. libpcap's packets are valid only during its callback, so that
// their bytes are copied into an arena that is used again for each batch.
//
// When capturing on an interface fails (it went away), that is noted as a damage under the
// interface's name, and the capture goes on with the others.
class LiveSource final : public PacketSource {
 public:
  explicit LiveSource(std::vector<LiveHandle> handles);

  ReadStatus read(PacketBatch& batch) override;
  std::span<const Interface> interfaces() const override { return interfaces_; }
  std::span<const Damage> damages() const override { return damages_; }
  CaptureDrops drops() const override;
  void interrupt() override { interrupted_.store(true, std::memory_order_relaxed); }

 private:
  // What libpcap's callback needs to know.
  struct Delivery {
    LiveSource& source;
    PacketBatch& batch;
    std::uint32_t interface_id;
  };

  static void deliver(u_char* user, const pcap_pkthdr* header, const u_char* bytes);
  void take_packets(PacketBatch& batch);
  void take_from(std::size_t index, std::size_t limit, PacketBatch& batch);
  void end_interface(std::size_t index);
  bool any_open() const;
  void wait();

  std::vector<LiveHandle> handles_;
  std::vector<Interface> interfaces_;
  std::vector<Damage> damages_;
  std::vector<pollfd> waiting_;
  std::vector<std::uint8_t> arena_;
  CaptureDrops other_drops_;  // what the open handles do not tell
  std::size_t first_ = 0;     // whose turn it is to be read first
  std::atomic<bool> interrupted_ = false;
  static_assert(std::atomic<bool>::is_always_lock_free);  // for interrupt() in signal handlers
};

LiveSource::LiveSource(std::vector<LiveHandle> handles) : handles_(std::move(handles)) {
  for (const LiveHandle& handle : handles_) {
    interfaces_.push_back(handle.shown);
    waiting_.push_back({handle.descriptor, POLLIN, 0});
  }
}

ReadStatus LiveSource::read(PacketBatch& batch) {
  batch.size = 0;
  for (const bool may_wait : {true, false}) {
    if (interrupted_.load(std::memory_order_relaxed)) return ReadStatus::kEnd;
    take_packets(batch);
    if (batch.size != 0) return ReadStatus::kPackets;
    if (!any_open()) return ReadStatus::kEnd;
    if (may_wait) wait();
  }
  return ReadStatus::kTimeout;
}

// Each interface gets a share of the batch, and another one is first each time.
void LiveSource::take_packets(PacketBatch& batch) {
  arena_.clear();
  const std::size_t count = handles_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t room = PacketBatch::kCapacity - batch.size;
    if (room == 0) break;
    take_from((first_ + i) % count, std::max<std::size_t>(room / (count - i), 1), batch);
  }
  if (++first_ >= count) first_ = 0;
  // Only now does the arena stay where it is.
  const std::uint8_t* at = arena_.data();
  for (std::size_t i = 0; i < batch.size; ++i) {
    batch.packets[i].data = at;
    at += batch.packets[i].captured_length;
  }
}

void LiveSource::take_from(std::size_t index, std::size_t limit, PacketBatch& batch) {
  LiveHandle& handle = handles_[index];
  if (handle.pcap == nullptr) return;
  Delivery delivery{*this, batch, static_cast<std::uint32_t>(index)};
  const int status = pcap_dispatch(handle.pcap.get(), static_cast<int>(limit), deliver,
                                   reinterpret_cast<u_char*>(&delivery));
  if (status < 0) end_interface(index);
}

void LiveSource::deliver(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
  const Delivery& delivery = *reinterpret_cast<Delivery*>(user);
  LiveSource& source = delivery.source;
  // libpcap promises not to give more than it was asked for. If it does, that is not hidden.
  if (delivery.batch.size == PacketBatch::kCapacity) {
    ++source.other_drops_.kernel;
    return;
  }
  const LiveHandle& handle = source.handles_[delivery.interface_id];
  source.arena_.insert(source.arena_.end(), bytes, bytes + header->caplen);
  Packet& packet = delivery.batch.packets[delivery.batch.size++];
  packet.timestamp_ns = std::int64_t{header->ts.tv_sec} * 1'000'000'000 +
                        std::int64_t{header->ts.tv_usec} * (handle.nanoseconds ? 1 : 1000);
  packet.frame_number = 0;
  packet.captured_length = header->caplen;
  packet.original_length = std::max(header->len, header->caplen);
  packet.interface_id = delivery.interface_id;
  packet.link_type = handle.shown.link_type;
}

CaptureDrops drops_of(pcap_t* handle) {
  pcap_stat statistics{};
  if (pcap_stats(handle, &statistics) != 0) return {};
  return {statistics.ps_drop, statistics.ps_ifdrop};
}

void LiveSource::end_interface(std::size_t index) {
  LiveHandle& handle = handles_[index];
  damages_.push_back({handle.shown.name, 0,
                      fmt::format("the capture ended early: {}", pcap_geterr(handle.pcap.get()))});
  const CaptureDrops drops = drops_of(handle.pcap.get());
  other_drops_.kernel += drops.kernel;
  other_drops_.interface += drops.interface;
  handle.pcap.reset();
  waiting_[index].fd = -1;  // poll() skips it
}

bool LiveSource::any_open() const {
  return std::ranges::any_of(handles_, [](const LiveHandle& h) { return h.pcap != nullptr; });
}

void LiveSource::wait() {
  poll(waiting_.data(), waiting_.size(), kWait_ms);
}

CaptureDrops LiveSource::drops() const {
  CaptureDrops sum = other_drops_;
  for (const LiveHandle& handle : handles_) {
    if (handle.pcap == nullptr) continue;
    const CaptureDrops one = drops_of(handle.pcap.get());
    sum.kernel += one.kernel;
    sum.interface += one.interface;
  }
  return sum;
}

}  // namespace

std::unique_ptr<PacketSource> open_live(const LiveOptions& options) {
  if (options.interfaces.empty()) throw CaptureError("no interface to capture on");
  std::vector<LiveHandle> handles;
  for (const std::string& name : options.interfaces) {
    handles.push_back(open_live_handle(name, options));
  }
  return std::make_unique<LiveSource>(std::move(handles));
}

}  // namespace flowsnoop
