// A TCP connection that is fed segment by segment, for the tests of its analysis. The low side is
// the client. Sequence numbers are relative: 0 is the SYN, 1 the first byte.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flow/flow_pool.h"
#include "flow/tcp_analysis.h"
#include "flow/tcp_history.h"
#include "flow/tcp_report.h"
#include "flow/tcp_state.h"
#include "flowsnoop/ports.h"

namespace flowsnoop::test {

inline constexpr Side kClient = Side::kLow;
inline constexpr Side kServer = Side::kHigh;
inline constexpr std::int64_t kMillisecond_ns = 1'000'000;

struct TcpSegment {
  std::uint32_t sequence = 1;
  std::uint32_t length = 0;
  std::uint32_t acknowledgment = 1;
  std::uint8_t flags = kTcpAck;
  std::uint16_t window = 1000;
  std::vector<std::uint8_t> options{};
  std::uint8_t hop_limit = 64;
  std::uint8_t traffic_class = 0;
  std::uint8_t bad_checksums = 0;
};

class TcpConnection {
 public:
  explicit TcpConnection(std::uint32_t client_start = 1000, std::uint32_t server_start = 5000)
      : start_{client_start, server_start}, at_(pool_.acquire()) {
    flow().key.protocol = kProtocolTcp;
  }

  // The segment comes this long after the one before it.
  TcpConnection& send(Side sender, const TcpSegment& segment, std::int64_t after_ns = 0) {
    now_ns_ += after_ns;
    std::vector<std::uint8_t> bytes = segment.options;
    bytes.resize(segment.options.size() + 1);
    FlowPacket packet;
    packet.timestamp_ns = now_ns_;
    packet.frame_number = ++frame_;
    Decoded& headers = packet.headers;
    headers.payload = bytes.data() + segment.options.size();
    headers.payload_length = segment.length;
    headers.tcp_options_length = static_cast<std::uint8_t>(segment.options.size());
    headers.tcp_sequence = start_[index(sender)] + segment.sequence;
    headers.tcp_acknowledgment = start_[index(other_side(sender))] + segment.acknowledgment;
    if ((segment.flags & kTcpAck) == 0) headers.tcp_acknowledgment = 0;
    headers.tcp_flags = segment.flags;
    headers.tcp_window = segment.window;
    headers.hop_limit = segment.hop_limit;
    headers.traffic_class = segment.traffic_class;
    headers.bad_checksums = segment.bad_checksums;
    if (frame_ == 1) {
      flow().first_frame = 1;
      flow().first_sender = sender;
      flow().start_ns = flow().end_ns = now_ns_;
    }
    analyze_tcp(pool_, flow(), sender, packet);
    FlowCounters& sent = flow().sent[index(sender)];
    ++sent.packets;
    sent.payload_bytes += segment.length;
    if (segment.bad_checksums != 0) ++flow().bad_checksums[index(sender)];
    flow().end_ns = std::max(flow().end_ns, now_ns_);
    update_tcp(flow(), sender, packet);
    return *this;
  }
  TcpConnection& client(const TcpSegment& segment, std::int64_t after_ns = kMillisecond_ns) {
    return send(kClient, segment, after_ns);
  }
  TcpConnection& server(const TcpSegment& segment, std::int64_t after_ns = kMillisecond_ns) {
    return send(kServer, segment, after_ns);
  }

  // SYN; SYN-ACK 30 ms later; ACK 10 ms after that: far from what tells reordering from loss.
  TcpConnection& open(const std::vector<std::uint8_t>& options = {}) {
    client({.sequence = 0, .flags = kTcpSyn, .options = options});
    server({.sequence = 0, .flags = kTcpSyn | kTcpAck, .window = 800, .options = options},
           30 * kMillisecond_ns);
    return client({}, 10 * kMillisecond_ns);
  }

  Flow& flow() { return pool_[at_]; }
  TcpRecord report(Side originator = kClient) {
    TcpRecord record;
    report_tcp(flow(), originator, record);
    return record;
  }
  TcpEndpoint of_client() { return report().client; }
  TcpEndpoint of_server() { return report().server; }
  std::string history(Side originator = kClient) {
    return std::string(report(originator).history_text());
  }
  std::string conn_state(Side originator = kClient) {
    return std::string(report(originator).conn_state);
  }

 private:
  std::uint32_t start_[2];
  FlowPool pool_;
  FlowIndex at_;
  std::int64_t now_ns_ = 1'700'000'000'000'000'000;
  std::uint64_t frame_ = 0;
};

inline constexpr std::uint8_t kFinAck = kTcpFin | kTcpAck;
inline constexpr std::uint8_t kSynAck = kTcpSyn | kTcpAck;
inline constexpr std::int64_t kLater = 300 * kMillisecond_ns;  // than any reordering

// After its handshake.
inline TcpConnection opened(std::uint32_t client_start = 1000, std::uint32_t server_start = 5000) {
  TcpConnection connection(client_start, server_start);
  connection.open();
  return connection;
}

// Everything that counts what goes wrong.
inline std::uint64_t troubles(const TcpEndpoint& side) {
  return side.retransmitted_bytes + side.missed_bytes + side.gaps + side.retransmissions +
         side.fast_retransmissions + side.spurious_retransmissions + side.out_of_order +
         side.duplicate_acks + side.zero_windows + side.zero_window_probes + side.window_fulls +
         side.keep_alives + side.resets;
}

}  // namespace flowsnoop::test
