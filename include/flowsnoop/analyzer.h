// The whole of flowsnoop behind one class: packets in, named conversations out.
//
// An Analyzer is used by one thread. Records and events are handed to the sink while a function
// that takes packets, frames, names or the time runs, or finish(); they are valid for the duration
// of the call. With AnalyzerOptions::threads they come until finish() returns at the latest, and
// with events, revisions or self-checks from another thread, still one at a time; a sink's parts
// are used by any of the threads. What the Analyzer tells about itself is complete after finish().
// What a sink throws is thrown by the function that runs then, or by the next one; after that the
// Analyzer can only be destroyed. Besides, only std::bad_alloc is thrown.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "flowsnoop/accounting.h"
#include "flowsnoop/clock_counts.h"
#include "flowsnoop/flow_event.h"
#include "flowsnoop/flow_record.h"
#include "flowsnoop/flow_timeouts.h"
#include "flowsnoop/fragment_counts.h"
#include "flowsnoop/packet.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// A conversation whose handshake was hidden, to see whether its roles are found without it.
struct SelfCheck {
  const FlowRecord* truth = nullptr;    // as the handshake decides
  const FlowRecord* decided = nullptr;  // as everything but handshakes that are hidden decides
  bool client_spoke_first = false;      // the first packet after the handshake is the client's
};

// Takes some of a sink's records, while the sink and other parts take others on other threads.
class RecordPart {
 public:
  virtual ~RecordPart() = default;
  virtual void on_record(const FlowRecord& record) = 0;
  // Gives the sink what became of the records since the last call. One part is asked at a time, and
  // the sink gets nothing else meanwhile, so that all comes in the order of the records.
  virtual void hand_over() = 0;
};

// Where an Analyzer sends what it finds.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void on_record(const FlowRecord& record) = 0;
  virtual void on_event(const FlowEvent& /*event*/) {}
  virtual void on_self_check(const SelfCheck& /*check*/) {}
  // A part that borrows the sink; null where records can only be taken one after the other.
  virtual std::unique_ptr<RecordPart> make_part() { return nullptr; }
};

// Which conversation a packet is of.
struct PacketFlow {
  std::uint64_t frame_number = 0;
  std::uint64_t flow_id = 0;  // of the record that the packet is counted in
  // Both ends of the conversation, first the one that sent its first packet. Ports are 0 where the
  // protocol has none.
  IpAddress address[2];
  std::uint16_t port[2]{};
  std::uint8_t protocol = 0;
};

// Hears of each packet of a conversation while add_packets() takes it. Frames that are no packet of
// a conversation by themselves, IP fragments among them, are left out.
class PacketListener {
 public:
  virtual ~PacketListener() = default;
  virtual void on_packet(const PacketFlow& packet) = 0;
};

struct AnalyzerOptions {
  FlowTimeouts timeouts{};
  bool follow_tunnels = true;  // conversations inside of tunnels; false: those of their ends
  // Bytes that an Analyzer may use, kLeastMemory or more; 0: as many as it needs. Where they are
  // used up, first the conversations that wait for the second look are handed on with what is
  // known, then open conversations end as EndReason::kEvicted, those that would time out first.
  std::size_t memory = 0;
  static constexpr std::size_t kLeastMemory = std::size_t{32} << 20;
  static constexpr std::size_t kLearnedPart = 8;  // so large a part may be knowledge of hosts
  static constexpr std::size_t kNamesPart = 16;   // and so large a part names of hosts
  static constexpr std::size_t kLabelsPart = 16;  // so large a part is kept for labels alone
  bool verify_checksums = false;                  // count wrong checksums
  bool events = false;                            // call RecordSink::on_event
  // Conversations that do not prove their roles wait for finish(), when all that the capture's
  // conversations show together is known.
  bool second_look = false;
  // Conversations are handed on when they end, and once more, as a revision, where what is learned
  // in the next ten minutes makes client and server change places.
  bool revise = false;
  // Call RecordSink::on_self_check for each TCP conversation that has a complete handshake and
  // something after it. Their handshakes are hidden from one another too.
  bool self_check = false;
  PacketListener* packets = nullptr;    // borrowed; null: nobody listens
  std::uint16_t community_id_seed = 0;  // handed on in each record
  bool names = true;                    // find the names of hosts in what the packets say
  // What comes out is the same for any number. Further threads are tried once there have been so
  // many frames, and used as long as they are faster (0: all frames go through them); in finish()
  // they are where so many conversations are open: few are done before a thread is.
  unsigned threads = 1;
  std::uint64_t least_frames_for_threads = 4096;
  std::uint64_t least_flows_for_threads = 1024;
};

// A host whose packets were captured before its network card filled in their checksums.
struct OffloadingSender {
  IpAddress address;
  std::uint64_t packets = 0;  // that it sent and whose checksum was verified
  std::uint64_t bad = 0;      // of these, those with a wrong one: nearly all
};

class Analyzer {
 public:
  // `sink` is borrowed and outlives the Analyzer.
  Analyzer(const AnalyzerOptions& options, RecordSink& sink);
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  // Takes packets in the order of the capture; their bytes are not needed after the call.
  void add_packets(std::span<const Packet> packets);

  // Counts a frame that was read but is not to be analyzed.
  void add_unanalyzed(const Packet& packet, FrameBucket bucket);

  // Takes names of hosts that the capture gives besides its packets.
  void add_host_names(std::span<const HostName> names);

  // Live: tells the time when no packet did, so that silent conversations end.
  void advance_clock(std::int64_t now_ns);

  // Ends all conversations that are still open, as EndReason::kCaptureEnd, in order of flow_id.
  void finish();

  Accounting accounting() const;

  // The same for each Packet::interface_id that there was; they sum to accounting().
  std::span<const Accounting> accounting_by_interface() const;

  // IP fragments are put together; see docs/formats.md for what becomes of those that cannot be.
  const FragmentCounts& fragment_counts() const;

  // Where the clock of the capture was set, and how often a time made no sense.
  ClockCounts clock_counts() const;

  // With verify_checksums: hosts whose wrong checksums are no damage, most wrong ones first.
  std::vector<OffloadingSender> checksum_offload() const;

  // Conversations that ended early to keep within AnalyzerOptions::memory.
  std::uint64_t evicted() const;

  // Packets in more tunnels than can be told apart.
  std::uint64_t overflowed_tunnel_packets() const;

  // Payloads that were not looked at for labels, because there was no more room for these.
  std::uint64_t unlabelled_payloads() const;

  // TCP connections whose losses, repetitions and the like were not counted, or not all, because
  // there was no memory left for that.
  std::uint64_t uncounted_tcp() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace flowsnoop
