// The packets of a capture through the tracker of conversations: it counts each of them once, its
// times go forward, and what it tells does not depend on batches and hash keys.
//
// Input: a pcap savefile as CaptureImage has it; the first record's nanoseconds choose the timeouts
// and the memory.
#include <memory>
#include <string>

#include "capture_image.h"
#include "capture_mutator.h"
#include "decode/decode.h"
#include "flow/flow_tracker.h"
#include "flow/tcp_report.h"
#include "flowsnoop/fragment_counts.h"

namespace flowsnoop::fuzz {
namespace {

// A capture whose packets are decoded; the payloads are views of `frames`.
struct Packets {
  std::vector<std::unique_ptr<ExactCopy>> frames;
  std::vector<FlowPacket> packets;
};

Packets decode_all(const CaptureImage& image) {
  Packets result;
  for (const CaptureRecord& record : image.records) {
    const auto& frame = result.frames.emplace_back(std::make_unique<ExactCopy>(record.bytes));
    Packet packet;
    packet.data = frame->view().data();
    packet.captured_length = static_cast<std::uint32_t>(frame->view().size());
    packet.original_length = std::max(record.original_length, packet.captured_length);
    packet.link_type = static_cast<LinkType>(image.link_type);
    FlowPacket flow_packet;
    if (!is_flow(decode_packet(packet, flow_packet.headers, {.verify_checksums = true}))) continue;
    flow_packet.timestamp_ns = std::int64_t{record.seconds} * kSecond_ns + record.nanoseconds;
    flow_packet.frame_number = result.packets.size() + 1;
    flow_packet.original_length = packet.original_length;
    result.packets.push_back(flow_packet);
  }
  return result;
}

void check_endpoint(const TcpEndpoint& endpoint, const FlowCounters& sent) {
  const RoundTrips& trips = endpoint.round_trips;
  require(trips.min_ns <= trips.mean_ns && trips.mean_ns <= trips.max_ns, "times are in order");
  require(trips.samples == 0 ||
              (trips.smoothed_ns >= trips.min_ns && trips.smoothed_ns <= trips.max_ns),
          "what is smoothed is between the extremes");
  require(endpoint.unique_bytes + endpoint.retransmitted_bytes == sent.payload_bytes,
          "payload is either new or was there before");
  require(endpoint.min_hop_limit <= endpoint.max_hop_limit, "hop limits are in order");
  for (const std::uint64_t count :
       {endpoint.retransmissions, endpoint.out_of_order, endpoint.duplicate_acks,
        endpoint.zero_windows, endpoint.window_fulls, endpoint.keep_alives, endpoint.gaps,
        endpoint.resets, endpoint.zero_window_probes}) {
    require(count <= sent.packets, "no more packets are odd than there are");
  }
  require(
      endpoint.fast_retransmissions + endpoint.spurious_retransmissions <= endpoint.retransmissions,
      "fast and spurious retransmissions are retransmissions");
}

class CheckingListener final : public FlowListener {
 public:
  void on_payload(Flow& flow, Side sender, const FlowPacket& packet) override {
    require(packet.headers.payload_length > 0, "a payload that is offered is there");
    require(flow.payloads_inspected[index(sender)] <= kMaxPayloads,
            "no more payloads are offered than are wanted");
  }
  void on_last_look(std::span<const Flow* const> /*flows*/) override {}
  void on_capture_end() override { note("capture end"); }

  void on_flow_end(const Flow& flow, EndReason reason) override {
    require(flow.start_ns <= flow.end_ns, "a conversation does not end before it begins");
    const std::uint64_t packets = flow.sent[0].packets + flow.sent[1].packets;
    require(packets > 0, "a conversation has packets");
    packets_ += packets;
    note("end " + std::to_string(flow.flow_id) + " " + std::to_string(static_cast<int>(reason)) +
         " " + std::to_string(static_cast<int>(flow.state)) + " " + std::to_string(packets) + " " +
         std::to_string(flow.end_ns));
    if (!flow.is_tcp()) return;
    TcpRecord record;
    report_tcp(flow, Side::kLow, record);
    check_endpoint(record.client, flow.sent[index(Side::kLow)]);
    check_endpoint(record.server, flow.sent[index(Side::kHigh)]);
    require(record.history_length <= TcpRecord::kMaxHistory, "a history has its bound");
    note(std::string(record.history_text()) + " " + std::string(record.conn_state));
  }
  void on_flow_event(Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                     EndReason /*reason*/) override {
    note("event " + std::to_string(flow.flow_id) + " " + std::to_string(static_cast<int>(kind)) +
         " " + std::to_string(time_ns));
  }

  const std::string& log() const { return log_; }
  std::uint64_t packets() const { return packets_; }

 private:
  void note(const std::string& line) { log_ += line + "\n"; }

  std::string log_;
  std::uint64_t packets_ = 0;
};

FlowTimeouts choose_timeouts(std::uint32_t choice) {
  FlowTimeouts timeouts;
  if ((choice & 1) != 0) timeouts.active_ns = kSecond_ns;
  if ((choice & 2) != 0) timeouts.tcp_established_ns = timeouts.udp_ns = kSecond_ns;
  if ((choice & 4) != 0) timeouts.tcp_closed_ns = timeouts.tcp_half_open_ns = 1;
  return timeouts;
}

std::string track(const Packets& capture, std::uint32_t choice, std::size_t batch, HashKey key) {
  CheckingListener listener;
  MemoryBudget budget((choice & 24) != 24 ? SIZE_MAX : std::size_t{1} << 20);
  FlowTracker tracker(choose_timeouts(choice), key, listener, &budget);
  const std::span<const FlowPacket> packets = capture.packets;
  for (std::size_t at = 0; at < packets.size(); at += batch) {
    tracker.add(packets.subspan(at, std::min(batch, packets.size() - at)));
  }
  tracker.finish();
  require(listener.packets() == packets.size(), "every packet is in one conversation");
  require(tracker.flows_alive() == 0, "no conversation outlives the capture");
  return listener.log();
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop::fuzz;
  const auto image = CaptureImage::parse({data, size});
  if (!image || image->records.empty()) return -1;
  const std::uint32_t choice = image->records[0].nanoseconds;
  const Packets packets = decode_all(*image);
  const std::string together = track(packets, choice, 64, {1, 2});
  const std::string alone = track(packets, choice, 1, {3, 4});
  require(together == alone, "batches and hash keys make no difference");
  return 0;
}
