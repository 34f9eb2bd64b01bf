#include "traffic.h"

#include <vector>

#include "attacks.h"
#include "internet_mix.h"
#include "random.h"
#include "sockets.h"

namespace flowsnoop::bench {
namespace {

enum class Lifetime : std::uint8_t {
  kEnding,   // 8 to 23 packets, then a FIN each way; another flow takes the place
  kEndless,  // no flow ends
};

// TCP flows of 60-byte frames. Of those that the capture begins with every second one was
// established before. Each frame is of a flow drawn at random.
class SmallPackets : public Traffic {
 public:
  SmallPackets(Lifetime lifetime, std::uint32_t flows, std::uint64_t seed)
      : lifetime_(lifetime), random_(seed), flows_(flows) {
    for (std::uint32_t i = 0; i < flows; ++i) {
      begin(flows_[i]);
      if (i % 2 != 0) flows_[i].step = kFirstData;
    }
  }

  std::size_t next(std::uint8_t* out) override {
    last_flow_ = random_.below(static_cast<std::uint32_t>(flows_.size()));
    Flow& flow = flows_[last_flow_];
    const std::size_t length = next_of(out, flow);
    if (flow.step < kFirstData || lifetime_ == Lifetime::kEnding) ++flow.step;
    if (flow.step == flow.life) {
      ++flow.generation;
      begin(flow);
    }
    return length;
  }

  // The flow of the last frame.
  std::uint32_t last_flow() const { return last_flow_; }

 private:
  static constexpr std::uint8_t kFirstData = 3;  // after the handshake
  static constexpr std::uint8_t kEndless = 255;

  struct Flow {
    std::uint32_t sequence[2] = {};  // next of the client, of the server
    std::uint32_t generation = 0;
    std::uint8_t step = 0;  // packets sent, at most kFirstData where the flow does not end
    std::uint8_t life = 0;  // packets
  };

  void begin(Flow& flow) {
    const std::uint64_t drawn = random_.next();
    flow.sequence[0] = static_cast<std::uint32_t>(drawn);
    flow.sequence[1] = static_cast<std::uint32_t>(drawn >> 32);
    flow.step = 0;
    flow.life =
        lifetime_ == Lifetime::kEndless ? kEndless : static_cast<std::uint8_t>(8 + drawn % 16);
  }

  std::size_t next_of(std::uint8_t* out, Flow& flow) {
    switch (flow.step) {
      case 0:
        return segment(out, flow, false, kSyn, {});
      case 1:
        return segment(out, flow, true, kSyn | kAck, {});
      case 2:
        return segment(out, flow, false, kAck, {});
      default:
        break;
    }
    switch (flow.life - flow.step) {
      case 3:
        return segment(out, flow, false, kFin | kAck, {});
      case 2:
        return segment(out, flow, true, kFin | kAck, {});
      case 1:
        return segment(out, flow, false, kAck, {});
      default:
        break;
    }
    // A TLS record (RFC 8446 section 5.1) of one byte.
    const std::uint8_t payload[6] = {0x17, 0x03, 0x03, 0, 1, static_cast<std::uint8_t>(last_flow_)};
    return segment(out, flow, (random_.next() & 1) != 0, kPsh | kAck, payload);
  }

  std::size_t segment(std::uint8_t* out, Flow& flow, bool from_server, std::uint8_t flags,
                      Bytes payload) const {
    const Socket client = client_of(last_flow_, flow.generation);
    const Socket server = server_of(last_flow_, 443);
    std::uint32_t& sent = flow.sequence[from_server];
    const TcpFields fields{sent, (flags & kAck) != 0 ? flow.sequence[!from_server] : 0, flags};
    sent += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0);
    return from_server ? write_tcp(out, server, client, fields, payload)
                       : write_tcp(out, client, server, fields, payload);
  }

  Lifetime lifetime_;
  Random random_;
  std::vector<Flow> flows_;
  std::uint32_t last_flow_ = 0;
};

// Small packets in VXLAN: of twenty flows sixteen are in one tunnel, three in a tunnel within a
// tunnel, one in three.
class Tunnels : public Traffic {
 public:
  Tunnels(std::uint32_t flows, std::uint64_t seed) : inner_(Lifetime::kEnding, flows, seed) {}

  std::size_t next(std::uint8_t* out) override {
    std::uint8_t inner[kMaxInnerFrame];
    std::size_t length = inner_.next(inner);
    const std::uint32_t flow = inner_.last_flow();
    const std::uint32_t tunnels = flow % 20 < 16 ? 1 : flow % 20 < 19 ? 2 : 3;
    std::uint8_t* at = out + tunnels * kVxlanOverhead;
    for (std::size_t i = 0; i < length; ++i) at[i] = inner[i];
    for (std::uint32_t level = tunnels; level > 0; --level) {
      at -= kVxlanOverhead;
      // 192.0.2.0/24; the source port spreads flows over paths (RFC 7348 section 5).
      const auto port = static_cast<std::uint16_t>(49152 + flow % 16384);
      const Socket from{0xc0000200 | (flow + level) % 16, port};
      length = wrap_in_vxlan(at, length, from, 0xc0000280 | flow % 16, 100 * level + flow % 4);
    }
    return length;
  }

 private:
  SmallPackets inner_;
};

template <Lifetime lifetime>
std::unique_ptr<Traffic> make_small_packets(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<SmallPackets>(lifetime, flows, seed);
}

std::unique_ptr<Traffic> make_tunnels(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<Tunnels>(flows, seed);
}

std::unique_ptr<Traffic> make_elephant(std::uint32_t /*flows*/, std::uint64_t seed) {
  return std::make_unique<SmallPackets>(Lifetime::kEndless, 1, seed);
}

constexpr TrafficKind kKinds[] = {
    {"few", "short TCP flows, few at a time, 60 bytes", 1000, 100,
     make_small_packets<Lifetime::kEnding>},
    {"many", "short TCP flows, many at a time, 60 bytes", 1'000'000, 1,
     make_small_packets<Lifetime::kEnding>},
    {"steady", "TCP flows that never end, 60 bytes", 1000, 1,
     make_small_packets<Lifetime::kEndless>},
    {"imix", "TLS, HTTP, DNS and other UDP; 60, 590 and 1514 bytes", 10'000, 20, make_internet_mix},
    {"syn-flood", "SYNs of 60 bytes, each from another source", 0, 1, make_syn_flood},
    {"udp-flood", "UDP of 60 bytes, each between other ports, from another source", 0, 1,
     make_udp_flood},
    {"flood-mix", "like syn-flood, each tenth frame of connections that last", 100, 1,
     make_flood_mix},
    {"fragments", "first fragments without the rest, 1514 bytes", 0, 1, make_fragment_flood},
    {"overlaps", "fragments that overlap, 1442 bytes", 1000, 1, make_fragment_overlaps},
    {"collisions", "UDP of sockets with the same exclusive or", 60'000, 1, make_collisions},
    {"tuples", "UDP of random sockets", 60'000, 1, make_random_tuples},
    {"elephant", "one TCP flow, 60 bytes", 1, 1, make_elephant},
    {"tunnels", "like few, in one to three VXLANs", 1000, 100, make_tunnels},
};

}  // namespace

std::span<const TrafficKind> traffic_kinds() {
  return kKinds;
}

const TrafficKind* find_traffic_kind(std::string_view name) {
  for (const TrafficKind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace flowsnoop::bench
