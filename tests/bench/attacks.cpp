#include "attacks.h"

#include <vector>

#include "random.h"
#include "sockets.h"

namespace flowsnoop::bench {
namespace {

constexpr Socket kVictim{0xc6336450, 80};

std::size_t write_syn(std::uint8_t* out, Random& random) {
  const std::uint64_t drawn = random.next();
  const Socket from{static_cast<std::uint32_t>(drawn),
                    static_cast<std::uint16_t>(1024 + (drawn >> 32) % 64512)};
  return write_tcp(out, from, kVictim, {static_cast<std::uint32_t>(random.next()), 0, kSyn}, {});
}

// Nothing but connection attempts to one server, each from another socket.
class SynFlood : public Traffic {
 public:
  explicit SynFlood(std::uint64_t seed) : random_(seed) {}
  std::size_t next(std::uint8_t* out) override { return write_syn(out, random_); }

 private:
  Random random_;
};

class UdpFlood : public Traffic {
 public:
  explicit UdpFlood(std::uint64_t seed) : random_(seed) {}
  std::size_t next(std::uint8_t* out) override {
    const std::uint64_t drawn = random_.next();
    const Socket from{static_cast<std::uint32_t>(drawn), static_cast<std::uint16_t>(drawn >> 32)};
    const Socket to{kVictim.address, static_cast<std::uint16_t>(drawn >> 48)};
    return write_udp(out, from, to, {});
  }

 private:
  Random random_;
};

class FloodMix : public Traffic {
 public:
  FloodMix(std::uint32_t flows, std::uint64_t seed) : random_(seed), flows_(flows) {}

  std::size_t next(std::uint8_t* out) override {
    if (++frame_ % 10 != 0) return write_syn(out, random_);
    const auto flow = static_cast<std::uint32_t>(frame_ / 10 % flows_.size());
    Connection& connection = flows_[flow];
    return data(out, flow, connection);
  }

 private:
  struct Connection {
    std::uint32_t sequence[2] = {1, 1};
    std::uint32_t step = 0;
  };

  static std::size_t data(std::uint8_t* out, std::uint32_t flow, Connection& connection) {
    const bool from_server = connection.step % 2 != 0;
    const std::uint8_t flags = connection.step == 0   ? kSyn
                               : connection.step == 1 ? kSyn | kAck
                                                      : kPsh | kAck;
    constexpr std::uint8_t kText[4] = {'d', 'a', 't', 'a'};
    const Bytes payload = connection.step < 3 ? Bytes{} : Bytes(kText);
    std::uint32_t& sent = connection.sequence[from_server];
    const TcpFields fields{sent, connection.step == 0 ? 0 : connection.sequence[!from_server],
                           flags};
    sent += static_cast<std::uint32_t>(payload.size()) + ((flags & kSyn) != 0);
    ++connection.step;
    const Socket client = client_of(flow);
    const Socket server = server_of(flow, 443);
    return from_server ? write_tcp(out, server, client, fields, payload)
                       : write_tcp(out, client, server, fields, payload);
  }

  Random random_;
  std::vector<Connection> flows_;
  std::uint64_t frame_ = 0;
};

// Makes a fragment of the UDP datagram at `out`. The checksum of its header is not made right: it
// is not verified.
void make_fragment(std::uint8_t* out, std::uint32_t identification, std::uint32_t offset) {
  put16(out + 14 + 4, identification & 0xffff);
  put16(out + 14 + 6, 0x2000 | offset / 8);
}

class FragmentFlood : public Traffic {
 public:
  explicit FragmentFlood(std::uint64_t seed) : random_(seed) {}
  std::size_t next(std::uint8_t* out) override {
    const std::uint64_t drawn = random_.next();
    const std::uint8_t payload[1472] = {};
    const Socket from{static_cast<std::uint32_t>(drawn), static_cast<std::uint16_t>(drawn >> 32)};
    const std::size_t size = write_udp(out, from, kVictim, payload);
    make_fragment(out, static_cast<std::uint32_t>(drawn >> 48), 0);
    return size;
  }

 private:
  Random random_;
};

class FragmentOverlaps : public Traffic {
 public:
  FragmentOverlaps(std::uint32_t flows, std::uint64_t seed) : random_(seed), flows_(flows) {}
  std::size_t next(std::uint8_t* out) override {
    const std::uint8_t payload[1400] = {};
    const std::uint32_t datagram = random_.below(flows_);
    const Socket from{0x0a000000 | datagram, 5000};
    const std::size_t size = write_udp(out, from, kVictim, payload);
    make_fragment(out, datagram, random_.below(60'000));
    return size;
  }

 private:
  Random random_;
  std::uint32_t flows_;
};

class Tuples : public Traffic {
 public:
  Tuples(bool collide, std::uint32_t flows, std::uint64_t seed)
      : collide_(collide), seed_(seed), flows_(flows) {}

  std::size_t next(std::uint8_t* out) override {
    const std::uint64_t drawn = mix(at_++ % flows_ + seed_);
    const auto port = static_cast<std::uint16_t>(drawn);
    const auto from = static_cast<std::uint32_t>(drawn >> 16);
    auto to = static_cast<std::uint32_t>(drawn >> 32) ^ 0x5bd1e995;
    if (collide_) to = from ^ port ^ kVictim.port;
    return write_udp(out, {from, port}, {to, kVictim.port}, {});
  }

 private:
  bool collide_;
  std::uint64_t seed_;
  std::uint64_t at_ = 0;
  std::uint32_t flows_;
};

}  // namespace

std::unique_ptr<Traffic> make_syn_flood(std::uint32_t /*flows*/, std::uint64_t seed) {
  return std::make_unique<SynFlood>(seed);
}

std::unique_ptr<Traffic> make_udp_flood(std::uint32_t /*flows*/, std::uint64_t seed) {
  return std::make_unique<UdpFlood>(seed);
}

std::unique_ptr<Traffic> make_flood_mix(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<FloodMix>(flows, seed);
}

std::unique_ptr<Traffic> make_fragment_flood(std::uint32_t /*flows*/, std::uint64_t seed) {
  return std::make_unique<FragmentFlood>(seed);
}

std::unique_ptr<Traffic> make_fragment_overlaps(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<FragmentOverlaps>(flows, seed);
}

std::unique_ptr<Traffic> make_collisions(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<Tuples>(true, flows, seed);
}

std::unique_ptr<Traffic> make_random_tuples(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<Tuples>(false, flows, seed);
}

}  // namespace flowsnoop::bench
