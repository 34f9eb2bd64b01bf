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

// What the broadcast address of a subnet (RFC 919 section 7) may be, down to one of 16 addresses:
// its last bits are ones.
bool may_be_subnet_broadcast(const IpAddress& address) {
  constexpr std::uint8_t kHostBits = 0x0f;
  return address.is_ipv4() && (address.bytes[15] & kHostBits) == kHostBits;
}

// Collects the evidence of one flow; each function adds what one kind of look shows.
class Gatherer {
 public:
  Gatherer(const Flow& flow, Learned& learned, EvidenceList& list)
      : flow_(flow), learned_(learned), list_(list) {}

  void gather() {
    add_handshake();
    add_multicast();
    // Where something decides alone the other conversations are not asked: that costs the most.
    const bool is_decided = !list_.items().empty();
    add_payload();
    if (has_ports(flow_.key.protocol)) add_endpoints(is_decided);
    add(EvidenceKind::kFirstSpeaker, other_side(flow_.first_sender));
  }

 private:
  // What there is to say of conversations between ports only.
  void add_endpoints(bool is_decided) {
    add_unreachable();
    if (!is_decided) look_at_others();
    if (is_ftp_data()) {
      add_ftp_data();
    } else {
      add_payload_hint();
      add_ports();
      if (!is_decided) add_crowds();
    }
    add_data();
  }

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

  void add_unreachable() {
    add_either(EvidenceKind::kUnreachable, flow_.unreachable_votes[0] != 0,
               flow_.unreachable_votes[1] != 0);
  }

  // What other conversations show of one of the endpoints.
  void add_known(EvidenceKind kind, bool low_serves, bool high_serves) {
    if (low_serves != high_serves) list_.add({kind, side_of(low_serves), 1, 0});
  }

  void look_at_others() {
    const HostHash low_host = learned_.host_of(flow_.key, Side::kLow);
    const HostHash high_host = learned_.host_of(flow_.key, Side::kHigh);
    low_ = learned_.endpoint(low_host, low_port());
    high_ = learned_.endpoint(high_host, high_port());
    add_known(EvidenceKind::kAnnounced, low_.is_announced, high_.is_announced);
    // A flow that proves its own server would only hear its own echo here.
    if (!proven_server(flow_).proven) {
      add_known(EvidenceKind::kListener, low_.is_listener, high_.is_listener);
      look_at_hosts(learned_.host(low_host), learned_.host(high_host));
    }
  }

  // The side that is like its host's proven clients is the client, if the other side is not.
  void look_at_hosts(const HostKnowledge& low, const HostKnowledge& high) {
    add_known(EvidenceKind::kHostClientPorts, high.takes_client_port(high_port()),
              low.takes_client_port(low_port()));
    add_known(EvidenceKind::kConstantClient, high.only_asks, low.only_asks);
  }

  void add_multicast() { add_either(EvidenceKind::kMulticast, is_group(0), is_group(1)); }

  // The address of a subnet's broadcasts looks like that of a host: the link tells, where nobody
  // contradicts it by an answer. The link alone would not do: made-up frames are often to all. TCP
  // is never broadcast (RFC 1122 section 4.2.3.10).
  bool is_group(std::size_t side) const {
    const IpAddress& address = flow_.key.address[side];
    return is_multicast_or_broadcast(address) ||
           (flow_.begun_by_broadcast && may_be_subnet_broadcast(address) &&
            flow_.key.protocol != kProtocolTcp && flow_.sent[side].packets == 0);
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
    if (low == high) return;
    add_either(EvidenceKind::kEphemeralRange, is_within(high, kLinuxFirst, kLinuxLast),
               is_within(low, kLinuxFirst, kLinuxLast));
    add_either(EvidenceKind::kOldEphemeralRange, is_within(high, kOldFirst, kOldLast),
               is_within(low, kOldFirst, kOldLast));
    add(EvidenceKind::kLowerPort, side_of(low < high));
  }

  // Who has more remotes, and which port number comes again; only after look_at_others().
  void add_crowds() {
    add_ratio(EvidenceKind::kFanIn, std::max<int>(low_.remotes, 1),
              std::max<int>(high_.remotes, 1));
    const std::uint8_t protocol = flow_.key.protocol;
    add_ratio(EvidenceKind::kSharedPort,
              std::max(learned_.conversations_on_port(protocol, low_port()), 1u),
              std::max(learned_.conversations_on_port(protocol, high_port()), 1u));
    if (low_port() != high_port()) {
      add_either(EvidenceKind::kSequentialPorts, high_.has_neighbours, low_.has_neighbours);
    }
  }

  // Ten bytes more on both sides keep single bytes from counting. Who was not heard may have sent
  // nothing, or out of sight.
  void add_data() {
    if (flow_.sent[0].packets == 0 || flow_.sent[1].packets == 0) return;
    add_ratio(EvidenceKind::kMoreData, static_cast<double>(flow_.sent[0].payload_bytes) + 10,
              static_cast<double>(flow_.sent[1].payload_bytes) + 10);
  }

  const Flow& flow_;
  Learned& learned_;
  EndpointKnowledge low_;
  EndpointKnowledge high_;
  EvidenceList& list_;
};

}  // namespace

void prefetch_evidence(const Flow& flow, const Learned& learned) {
  const bool shook_hands = (flow.syn_frame[0] != 0) != (flow.syn_frame[1] != 0) ||
                           (flow.syn_ack_frame[0] != 0) != (flow.syn_ack_frame[1] != 0);
  if (shook_hands || !has_ports(flow.key.protocol)) return;
  for (const Side side : {Side::kLow, Side::kHigh}) learned.prefetch(flow.key, side);
}

EvidenceList gather_evidence(const Flow& flow, Learned& learned) {
  EvidenceList list;
  Gatherer(flow, learned, list).gather();
  return list;
}

}  // namespace flowsnoop
