// Captures written down as a script: the packets of imagined conversations, with their times and
// frame numbers, as the tracker gets them.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "flow/flow_packet.h"
#include "flowsnoop/ports.h"

namespace flowsnoop::test {

struct Socket {
  std::string_view address;
  std::uint16_t port;
};

struct Segment {
  std::uint8_t flags = kTcpAck;
  std::uint32_t sequence = 1;
  std::uint32_t payload_length = 0;
};

inline constexpr std::uint32_t kHeaderLength = 54;  // of every frame: link, network and transport

inline FlowPacket packet_between(Socket from, Socket to) {
  const auto source = parse_ip_address(from.address);
  const auto destination = parse_ip_address(to.address);
  if (!source || !destination) throw std::invalid_argument("not an address");
  FlowPacket packet;
  packet.headers.source = *source;
  packet.headers.destination = *destination;
  packet.headers.source_port = from.port;
  packet.headers.destination_port = to.port;
  packet.headers.ip_version = from.address.find(':') == std::string_view::npos ? 4 : 6;
  packet.frame_number = 1;
  return packet;
}

inline FlowPacket udp_packet(Socket from, Socket to, std::uint32_t payload_length = 0) {
  FlowPacket packet = packet_between(from, to);
  packet.headers.protocol = kProtocolUdp;
  packet.headers.payload_length = payload_length;
  packet.original_length = kHeaderLength + payload_length;
  return packet;
}

inline FlowPacket tcp_packet(Socket from, Socket to, Segment segment = {}) {
  FlowPacket packet = udp_packet(from, to, segment.payload_length);
  packet.headers.protocol = kProtocolTcp;
  packet.headers.tcp_flags = segment.flags;
  packet.headers.tcp_sequence = segment.sequence;
  packet.headers.tcp_window = 1000;
  return packet;
}

// Packets in order of the capture; frames are numbered from 1.
class FlowScript {
 public:
  // The time of the packets that follow.
  FlowScript& at(std::int64_t time_ns) {
    time_ns_ = time_ns;
    return *this;
  }
  FlowScript& udp(Socket from, Socket to, std::uint32_t payload_length = 0) {
    return add(udp_packet(from, to, payload_length));
  }
  FlowScript& tcp(Socket from, Socket to, Segment segment = {}) {
    return add(tcp_packet(from, to, segment));
  }
  FlowScript& add(FlowPacket packet) {
    packet.timestamp_ns = time_ns_;
    packet.frame_number = packets_.size() + 1;
    packets_.push_back(packet);
    return *this;
  }

  std::span<const FlowPacket> packets() const { return packets_; }

 private:
  std::vector<FlowPacket> packets_;
  std::int64_t time_ns_ = 0;
};

}  // namespace flowsnoop::test
