#include "roles/evidence.h"

#include <algorithm>
#include <cmath>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

// Ratios count by their logarithm to the base 2, up to eightfold.
constexpr float kMaxAmount = 3;

// The ranges that client ports are taken from: Linux (ip_local_port_range), and BSD and Windows
// before they followed RFC 6335.
constexpr std::uint16_t kLinuxFirst = 32768;
constexpr std::uint16_t kLinuxLast = 60999;
constexpr std::uint16_t kOldFirst = 1024;
constexpr std::uint16_t kOldLast = 5000;

// RFC 959 section 3.2: the server opens active data connections from the port beside its own.
constexpr std::uint16_t kFtpDataPort = 20;

// Ports next to one on the same host that count as its neighbours, to both sides.
constexpr int kNeighbours = 4;

Side side_of(bool is_low) {
  return is_low ? Side::kLow : Side::kHigh;
}

bool is_within(std::uint16_t port, std::uint16_t first, std::uint16_t last) {
  return first <= port && port <= last;
}

// IPv4 224.0.0.0/4 (RFC 5771), 255.255.255.255 (RFC 919), IPv6 ff00::/8 (RFC 4291 section 2.7).
bool is_multicast_or_broadcast(const IpAddress& address) {
  if (!address.is_ipv4()) return address.bytes[0] == 0xff;
  const auto* octets = address.bytes.data() + 12;
  return (octets[0] & 0xf0) == 0xe0 ||
         std::all_of(octets, octets + 4, [](std::uint8_t octet) { return octet == 0xff; });
}

// Collects the evidence of one flow; each function adds what one kind of look shows.
class Gatherer {
 public:
  Gatherer(const Flow& flow, const Learned& learned) : flow_(flow), learned_(learned) {}

  EvidenceList gather() {
    add_handshake();
    add_multicast();
    add_payload();
    add_announcement();
    add_unreachable();
    add_listener();
    if (is_ftp_data()) {
      add_ftp_data();
    } else {
      add_payload_hint();
      add_ports();
    }
    add_data();
    add(EvidenceKind::kFirstSpeaker, other_side(flow_.first_sender));
    return list_;
  }

 private:
  std::uint16_t low_port() const { return flow_.key.port[0]; }
  std::uint16_t high_port() const { return flow_.key.port[1]; }

  void add(EvidenceKind kind, Side server, float amount = 1) {
    list_.add({kind, server, amount, flow_.first_frame});
  }

  // One of two exclusive observations holds.
  void add_either(EvidenceKind kind, bool low_serves, bool high_serves) {
    if (low_serves != high_serves) add(kind, side_of(low_serves));
  }

  // How much more the one side has of something that the server has more of.
  void add_ratio(EvidenceKind kind, double low, double high) {
    if (low == high) return;
    const auto amount = static_cast<float>(std::abs(std::log2(low / high)));
    add(kind, side_of(low > high), std::min(amount, kMaxAmount));
  }

  void add_handshake() {
    const bool low_syn = flow_.syn_frame[0] != 0;
    const bool high_syn = flow_.syn_frame[1] != 0;
    // Two SYNs are a simultaneous open (RFC 9293 section 3.5): both sides are initiators.
    if (low_syn != high_syn) {
      const Side client = side_of(low_syn);
      list_.add({EvidenceKind::kSyn, other_side(client), 1, flow_.syn_frame[index(client)]});
    }
    const bool low_syn_ack = flow_.syn_ack_frame[0] != 0;
    const bool high_syn_ack = flow_.syn_ack_frame[1] != 0;
    if (low_syn_ack != high_syn_ack) {
      const Side server = side_of(low_syn_ack);
      list_.add({EvidenceKind::kSynAck, server, 1, flow_.syn_ack_frame[index(server)]});
    }
  }

  // Payloads that contradict each other prove nothing; the majority still says something.
  void add_votes(EvidenceKind kind, const std::uint8_t (&votes)[2], std::uint64_t frame) {
    if (votes[0] == votes[1]) return;
    const bool unanimous = votes[0] == 0 || votes[1] == 0;
    list_.add({kind, side_of(votes[0] > votes[1]), unanimous ? 1.0f : 0.25f, frame});
  }

  void add_payload() {
    add_votes(EvidenceKind::kPayload, flow_.payload.strong_votes, flow_.payload.strong_frame);
  }
  void add_payload_hint() {
    add_votes(EvidenceKind::kPayloadHint, flow_.payload.hint_votes, flow_.payload.hint_frame);
  }

  void add_announcement() {
    const bool low = learned_.endpoint(flow_.key, Side::kLow).announced != 0;
    const bool high = learned_.endpoint(flow_.key, Side::kHigh).announced != 0;
    if (low != high) list_.add({EvidenceKind::kAnnounced, side_of(low), 1, 0});
  }

  void add_unreachable() {
    add_either(EvidenceKind::kUnreachable, flow_.unreachable_votes[0] != 0,
               flow_.unreachable_votes[1] != 0);
  }

  // A flow that proves its own server would only hear its own echo here.
  void add_listener() {
    if (proven_server(flow_).proven) return;
    const bool low = learned_.endpoint(flow_.key, Side::kLow).proven_server != 0;
    const bool high = learned_.endpoint(flow_.key, Side::kHigh).proven_server != 0;
    if (low != high) list_.add({EvidenceKind::kListener, side_of(low), 1, 0});
  }

  void add_multicast() {
    add_either(EvidenceKind::kMulticast, is_multicast_or_broadcast(flow_.key.address[0]),
               is_multicast_or_broadcast(flow_.key.address[1]));
  }

  // What else ports say is wrong of such a connection: port 20 is no listener.
  bool is_ftp_data() const {
    return flow_.key.protocol == kProtocolTcp &&
           (low_port() == kFtpDataPort) != (high_port() == kFtpDataPort);
  }
  void add_ftp_data() { add(EvidenceKind::kFtpData, side_of(high_port() == kFtpDataPort)); }

  void add_ports() {
    const std::uint8_t protocol = flow_.key.protocol;
    const std::uint16_t low = low_port();
    const std::uint16_t high = high_port();
    if (port_class(low) != port_class(high)) add(EvidenceKind::kPortClass, side_of(low < high));
    add_either(EvidenceKind::kService, !service_name(low, protocol).empty(),
               !service_name(high, protocol).empty());
    add_fan_in();
    if (low != high) {
      add_either(EvidenceKind::kEphemeralRange, is_within(high, kLinuxFirst, kLinuxLast),
                 is_within(low, kLinuxFirst, kLinuxLast));
      add_either(EvidenceKind::kOldEphemeralRange, is_within(high, kOldFirst, kOldLast),
                 is_within(low, kOldFirst, kOldLast));
      add_neighbours();
      add(EvidenceKind::kLowerPort, side_of(low < high));
    }
  }

  void add_fan_in() {
    const auto remotes = [&](Side side) {
      return std::max<std::uint16_t>(learned_.endpoint(flow_.key, side).remotes, 1);
    };
    add_ratio(EvidenceKind::kFanIn, remotes(Side::kLow), remotes(Side::kHigh));
    const auto conversations = [&](Side side) {
      return std::max(
          learned_.conversations_on_port(flow_.key.protocol, flow_.key.port[index(side)]), 1u);
    };
    add_ratio(EvidenceKind::kSharedPort, conversations(Side::kLow), conversations(Side::kHigh));
  }

  void add_neighbours() {
    const auto has_neighbour = [&](Side side) {
      for (int distance = 1; distance <= kNeighbours; ++distance) {
        if (learned_.neighbour(flow_.key, side, distance).remotes != 0) return true;
        if (learned_.neighbour(flow_.key, side, -distance).remotes != 0) return true;
      }
      return false;
    };
    add_either(EvidenceKind::kSequentialPorts, has_neighbour(Side::kHigh),
               has_neighbour(Side::kLow));
  }

  // Ten bytes more on both sides keep single bytes from counting.
  void add_data() {
    add_ratio(EvidenceKind::kMoreData, static_cast<double>(flow_.sent[0].payload_bytes) + 10,
              static_cast<double>(flow_.sent[1].payload_bytes) + 10);
  }

  const Flow& flow_;
  const Learned& learned_;
  EvidenceList list_;
};

}  // namespace

EvidenceList gather_evidence(const Flow& flow, const Learned& learned) {
  return Gatherer(flow, learned).gather();
}

}  // namespace flowsnoop
