// Hears of conversations and keeps what it heard, for the tests of flow/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flow/flow_tracker.h"

namespace flowsnoop::test {

class FlowRecorder : public FlowListener {
 public:
  struct End {
    Flow flow;
    EndReason reason;
  };
  struct Event {
    std::uint64_t flow_id;
    FlowEventKind kind;
    std::int64_t time_ns;
    std::uint64_t packets;  // of both sides, so far
    EndReason reason;
  };

  void on_flow_end(const Flow& flow, EndReason reason) override {
    ends.push_back({flow, reason});
    log.push_back("end " + describe(flow) + " reason " + number(reason));
  }
  void on_payload(Flow& /*flow*/, Side sender, const FlowPacket& packet) override {
    payload_frames[index(sender)].push_back(packet.frame_number);
  }
  void on_last_look(std::span<const Flow* const> flows) override {
    for (const Flow* flow : flows) last_looks.push_back(flow->flow_id);
  }
  void on_capture_end() override { ended_at_capture_end = ends.size(); }

  void on_flow_event(Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                     EndReason reason) override {
    events.push_back(
        {flow.flow_id, kind, time_ns, flow.sent[0].packets + flow.sent[1].packets, reason});
    log.push_back("event " + describe(flow) + " kind " + number(kind) + " at " +
                  std::to_string(time_ns) + " reason " + number(reason));
  }

  std::vector<EndReason> reasons() const {
    std::vector<EndReason> result;
    for (const End& end : ends) result.push_back(end.reason);
    return result;
  }
  std::vector<std::uint64_t> flow_ids() const {
    std::vector<std::uint64_t> result;
    for (const End& end : ends) result.push_back(end.flow.flow_id);
    return result;
  }
  std::vector<FlowEventKind> kinds() const {
    std::vector<FlowEventKind> result;
    for (const Event& event : events) result.push_back(event.kind);
    return result;
  }

  std::vector<End> ends;
  std::vector<Event> events;
  std::vector<std::string> log;                  // ends and events, in order
  std::vector<std::uint64_t> payload_frames[2];  // offered payloads, by the Side that sent them
  std::vector<std::uint64_t> last_looks;         // flow ids
  std::size_t ended_at_capture_end = 0;          // ends before the capture's end was told

 private:
  template <typename Enum>
  static std::string number(Enum value) {
    return std::to_string(static_cast<int>(value));
  }
  static std::string describe(const FlowCounters& sent) {
    return std::to_string(sent.packets) + "/" + std::to_string(sent.bytes) + "/" +
           std::to_string(sent.payload_bytes);
  }
  static std::string describe(const Flow& flow) {
    return std::to_string(flow.flow_id) + " state " + number(flow.state) + " from " +
           std::to_string(flow.start_ns) + " to " + std::to_string(flow.end_ns) + " sent " +
           describe(flow.sent[0]) + " " + describe(flow.sent[1]);
  }
};

}  // namespace flowsnoop::test
