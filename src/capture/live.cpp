// Packets of live interfaces (open_live() of packet_source.h).
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <utility>

#include "capture/interface_state.h"
#include "capture/live_handle.h"

namespace flowsnoop {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// How long one read() waits for a packet, and how soon it sees an interrupt().
constexpr int kWait_ms = 100;

// How often it is looked whether interfaces are there, and what was lost.
constexpr auto kBetweenLooks = 1s;

// After an interrupt(), the kernel hands over what it still holds back; under load, what was
// captured since is endless.
constexpr auto kLastPackets = std::chrono::milliseconds(2 * kHoldBack_ms);
constexpr auto kLongestEnd = 1s;

// Packets of all interfaces in turn. libpcap's packets are valid only during its callback, so that
// their bytes are copied into an arena that is used again for each batch.
//
// Where capturing on an interface fails for another reason than that it went away, that is noted as
// a damage under the interface's name, and the capture goes on with the others.
class LiveSource final : public PacketSource {
 public:
  explicit LiveSource(std::vector<LiveHandle> handles);

  ReadStatus read(PacketBatch& batch) override;
  std::span<const Interface> interfaces() const override { return interfaces_; }
  std::span<const Damage> damages() const override { return damages_; }
  CaptureDrops drops() const override;
  std::vector<InterfaceChange> take_interface_changes() override {
    return std::exchange(changes_, {});
  }
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
  void end_interface(std::size_t index, std::string reason);
  void look_around(Clock::time_point now);
  void look_at(std::size_t index);
  void set_state(std::size_t index, InterfaceState state);
  bool was_interrupted_for(Clock::duration time, Clock::time_point now);
  ReadStatus end();
  bool any_open() const;
  void wait();

  std::vector<LiveHandle> handles_;
  std::vector<Interface> interfaces_;
  std::vector<Damage> damages_;
  std::vector<pollfd> waiting_;
  std::vector<std::uint8_t> arena_;
  std::vector<InterfaceChange> changes_;
  Clock::time_point next_look_;
  std::optional<Clock::time_point> interrupted_at_;
  std::uint64_t refused_ = 0;  // what libpcap gave beyond what it was asked for
  std::size_t first_ = 0;      // whose turn it is to be read first
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
    const Clock::time_point now = Clock::now();
    if (was_interrupted_for(kLongestEnd, now)) return end();
    if (now >= next_look_) look_around(now);
    take_packets(batch);
    if (batch.size != 0) return ReadStatus::kPackets;
    if (!any_open() || was_interrupted_for(kLastPackets, now)) return end();
    if (may_wait) wait();
  }
  return ReadStatus::kTimeout;
}

bool LiveSource::was_interrupted_for(Clock::duration time, Clock::time_point now) {
  if (!interrupted_.load(std::memory_order_relaxed)) return false;
  if (!interrupted_at_) interrupted_at_ = now;
  return now >= *interrupted_at_ + time;
}

ReadStatus LiveSource::end() {
  for (LiveHandle& handle : handles_) handle.count_drops();
  return ReadStatus::kEnd;
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
  if (handle.pcap == nullptr || handle.state == InterfaceState::kGone) return;
  Delivery delivery{*this, batch, static_cast<std::uint32_t>(index)};
  const int status = pcap_dispatch(handle.pcap.get(), static_cast<int>(limit), deliver,
                                   reinterpret_cast<u_char*>(&delivery));
  if (status >= 0) return;
  const std::string reason = pcap_geterr(handle.pcap.get());
  if (interface_state(handle.descriptor) == InterfaceState::kGone) {
    look_at(index);
  } else {
    end_interface(index, "the capture ended early: " + reason);
  }
}

void LiveSource::deliver(u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
  const Delivery& delivery = *reinterpret_cast<Delivery*>(user);
  LiveSource& source = delivery.source;
  // libpcap promises not to give more than it was asked for. If it does, that is not hidden.
  if (delivery.batch.size == PacketBatch::kCapacity) {
    ++source.refused_;
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

void LiveSource::end_interface(std::size_t index, std::string reason) {
  LiveHandle& handle = handles_[index];
  damages_.push_back({handle.shown.name, 0, std::move(reason)});
  handle.count_drops();
  handle.pcap.reset();
  waiting_[index].fd = -1;  // poll() skips it
}

void LiveSource::look_around(Clock::time_point now) {
  next_look_ = now + kBetweenLooks;
  for (std::size_t i = 0; i < handles_.size(); ++i) {
    if (handles_[i].pcap == nullptr) continue;
    handles_[i].count_drops();
    look_at(i);
  }
}

// One that went down is captured on again by itself when it comes up; one that went away is another
// interface when it comes back, though under the same name.
void LiveSource::look_at(std::size_t index) {
  LiveHandle& handle = handles_[index];
  const std::string& name = handle.shown.name;
  set_state(index, interface_state(handle.descriptor));
  if (handle.state != InterfaceState::kGone) return;
  const int type = hardware_type(handle.descriptor, name);
  if (type >= 0 && type != handle.hardware_type) {
    end_interface(index, "it went away, and what is called so now is another kind of interface");
  } else if (type >= 0 && bind_to_interface(handle.descriptor, name, handle.promiscuous)) {
    set_state(index, interface_state(handle.descriptor));
  }
}

void LiveSource::set_state(std::size_t index, InterfaceState state) {
  LiveHandle& handle = handles_[index];
  if (handle.state == state) return;
  handle.state = state;
  waiting_[index].fd = state == InterfaceState::kGone ? -1 : handle.descriptor;
  changes_.push_back({static_cast<std::uint32_t>(index), state});
}

bool LiveSource::any_open() const {
  return std::ranges::any_of(handles_, [](const LiveHandle& h) { return h.pcap != nullptr; });
}

void LiveSource::wait() {
  poll(waiting_.data(), waiting_.size(), kWait_ms);
}

CaptureDrops LiveSource::drops() const {
  CaptureDrops sum{.kernel = refused_};
  for (const LiveHandle& handle : handles_) {
    sum.kernel += handle.drops.kernel;
    sum.interface += handle.drops.interface;
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
