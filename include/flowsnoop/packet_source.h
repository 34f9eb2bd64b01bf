// Where packets come from: savefiles and live interfaces.
//
// A source owns the bytes that its packets point to; they stay valid until the next read() or the
// source's end. A source is used by one thread, except for interrupt().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "flowsnoop/ip_address.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

// What ends the run: a capture that cannot be opened, a filter that does not compile. what() is one
// line that says what is wrong, where, and what to do.
class CaptureError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What a capture says of one of its interfaces.
struct Interface {
  std::string name;  // empty where the capture does not say
  LinkType link_type = LinkType::kEthernet;
  std::uint32_t snaplen = 0;  // 0: no limit
  std::string file;           // the capture it is of, as in Damage::file; empty: live
};

// What a capture says that a host is called.
struct HostName {
  IpAddress address;
  std::string name;
};

// A place where a savefile is cut short or makes no sense.
struct Damage {
  std::string file;          // as it was given, "-" for standard input
  std::uint64_t offset = 0;  // of the first byte that could not be read as part of a record
  std::string reason;        // a phrase: "the capture ends inside a packet, ..."
};

// Packets that were lost on their way to us, as far as that is known.
struct CaptureDrops {
  std::uint64_t kernel = 0;     // no room in the capture buffer
  std::uint64_t interface = 0;  // dropped by the interface or its driver
  std::uint64_t queue = 0;      // captured, and no room in the queue of queue_packets()

  std::uint64_t sum() const { return kernel + interface + queue; }
  bool operator==(const CaptureDrops&) const = default;
};

// How an interface is that packets are captured on.
enum class InterfaceState : std::uint8_t {
  kUp,
  kDown,  // taken down, or without a link
  kGone,  // there is no such interface now
};

// Live: an interface went down or came back. The capture on it goes on when it is back.
struct InterfaceChange {
  std::uint32_t interface_id = 0;
  InterfaceState state = InterfaceState::kUp;
};

enum class ReadStatus : std::uint8_t {
  kPackets,  // the batch holds at least one packet
  kTimeout,  // live: no packet arrived for a moment; the capture goes on
  kEnd,      // no more packets will come
};

// Packets of one read. The storage is reused from read to read.
struct PacketBatch {
  static constexpr std::size_t kCapacity = 64;
  std::size_t size = 0;
  Packet packets[kCapacity];

  std::span<const Packet> view() const { return {packets, size}; }
};

// How far a source of known size has come.
struct ReadProgress {
  std::uint64_t bytes_read = 0;
  std::uint64_t bytes_total = 0;  // 0: unknown (standard input, live)
};

class PacketSource {
 public:
  virtual ~PacketSource() = default;

  // Replaces what is in `batch` by the next packets, in the order of the capture. The frame number
  // is left 0: who joins sources numbers the frames.
  virtual ReadStatus read(PacketBatch& batch) = 0;

  // All interfaces seen so far; grows while reading, never shrinks or reorders.
  virtual std::span<const Interface> interfaces() const = 0;

  // What was damaged so far; complete once read() has returned kEnd. Empty: nothing.
  virtual std::span<const Damage> damages() const { return {}; }

  virtual ReadProgress progress() const { return {}; }

  // Live: as they were a second ago at most; exact once read() has returned kEnd.
  virtual CaptureDrops drops() const { return {}; }

  // Live: what happened to interfaces since the last call.
  virtual std::vector<InterfaceChange> take_interface_changes() { return {}; }

  // The names of hosts that the capture gave so far, at most kMaxHostNames.
  virtual std::span<const HostName> host_names() const { return {}; }
  static constexpr std::size_t kMaxHostNames = 65'536;

  // When its first packet was, where that is known before it is read.
  virtual std::optional<std::int64_t> first_time_ns() const { return std::nullopt; }

  // Of several sources that are read one after the other: how many began before those in front of
  // them had ended, so that packets did not come in the order of time. Complete at kEnd.
  virtual std::size_t overlaps() const { return 0; }

  // Makes a read() that waits return soon, with kEnd. Safe from a signal handler.
  virtual void interrupt() {}
};

// Opens a savefile (pcap or pcapng, also compressed; recognised by its first bytes); "-" is
// standard input. Throws CaptureError.
std::unique_ptr<PacketSource> open_savefile(const std::string& path);

// Several sources one after the other, as one.
std::unique_ptr<PacketSource> concatenate(std::vector<std::unique_ptr<PacketSource>> sources);

// Several sources as one, their packets in the order of time; at the same time, in the order of the
// sources. Each source by itself stays in its order. One whose first_time_ns() is known is not read
// from before its turn.
std::unique_ptr<PacketSource> merge_by_time(std::vector<std::unique_ptr<PacketSource>> sources);

struct LiveOptions {
  std::vector<std::string> interfaces;  // names of interfaces, "any" for all
  std::string filter;                   // pcap filter expression, empty for everything
  int snaplen = 262144;                 // bytes kept of each frame
  bool promiscuous = true;
  int buffer_size = 16 << 20;     // bytes, in the kernel, for packets that wait to be read
  std::string time_stamp_type{};  // as pcap-tstamp(7) names it; empty: the system's choice
};

// Opens interfaces for capture. Throws CaptureError. An interface that goes away is waited for; if
// it is another kind of interface when it comes back, that is a damage under its name. After
// interrupt(), read() gives what was captured until then before it says kEnd.
std::unique_ptr<PacketSource> open_live(const LiveOptions& options);

// Reads `source` on a thread of its own, from the first read() on, into a queue of so many bytes at
// most: who is slow to take packets out of it does not keep the source from being read. Packets
// that find no room are counted in CaptureDrops::queue. The thread takes no signals, and ends with
// the queue.
std::unique_ptr<PacketSource> queue_packets(std::unique_ptr<PacketSource> source,
                                            std::size_t max_bytes);

// An interface that one can capture on.
struct LiveInterface {
  std::string name;
  std::string description;             // may be empty
  std::vector<std::string> addresses;  // as text, may be empty
  bool up = false;
  bool loopback = false;
};

// The interfaces of this machine. Throws CaptureError.
std::vector<LiveInterface> list_interfaces();

}  // namespace flowsnoop
