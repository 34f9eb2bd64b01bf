#include "internet_mix.h"

#include <algorithm>
#include <vector>

#include "messages.h"
#include "random.h"
#include "sockets.h"

namespace flowsnoop::bench {
namespace {

enum class Application : std::uint8_t { kTls, kHttp, kDns, kMedia };

constexpr std::uint16_t port_of(Application application) {
  switch (application) {
    case Application::kTls:
      return 443;
    case Application::kHttp:
      return 80;
    case Application::kDns:
      return 53;
    case Application::kMedia:
      break;
  }
  return 40'000;
}

// Where a TCP flow stands, by the packets that it has sent. The last three of its life end it.
enum Step : std::uint32_t { kSynStep, kSynAckStep, kAckStep, kRequestStep, kResponseStep, kData };

// Of so many data segments one is lost behind the point of capture. Some 0.5 % of the packets are
// what follows from it: duplicate ACKs, one for each segment after the lost one, and the
// retransmission that the third of them brings about (RFC 5681 section 3.2).
constexpr std::uint32_t kSegmentsPerLoss = 250;
constexpr std::uint32_t kDuplicateAcks = 3;
constexpr std::uint32_t kRecovery = 2 * kDuplicateAcks + 1;  // packets

// Every flow that ends is followed by another one of the same client to the same server, from
// another port. Frames are of 60, 590 and 1514 bytes, seven to four to one (the "simple IMIX" of
// RFC 6985 section 4), but for the messages that begin an application. Of a TCP flow the small ones
// are ACKs of what was not acknowledged yet, or where there is no such thing carry a few bytes.
class InternetMix : public Traffic {
 public:
  InternetMix(std::uint32_t flows, std::uint64_t seed) : random_(seed), flows_(flows) {
    for (std::uint32_t i = 0; i < flows; ++i) begin(i);
    // One in ten was under way when the capture began.
    for (std::uint32_t i = 0; i < flows; i += 10) {
      flows_[i].step = kData;
      flows_[i].acknowledged[0] = flows_[i].sequence[1];
      flows_[i].acknowledged[1] = flows_[i].sequence[0];
    }
    for (std::uint8_t& byte : filler_) byte = static_cast<std::uint8_t>(random_.next());
  }

  std::size_t next(std::uint8_t* out) override {
    const std::uint32_t at = random_.below(static_cast<std::uint32_t>(flows_.size()));
    Flow& flow = flows_[at];
    const Application application = application_of(at);
    const bool udp = application == Application::kDns || application == Application::kMedia;
    const std::size_t length = udp ? datagram(out, at, application) : segment(out, at, application);
    if (++flow.step >= flow.life) {
      ++flow.generation;
      begin(at);
    }
    return length;
  }

 private:
  struct Flow {
    std::uint32_t sequence[2] = {};      // next of the client, of the server
    std::uint32_t acknowledged[2] = {};  // by the client, by the server
    std::uint32_t generation = 0;
    std::uint32_t step = kSynStep;
    std::uint32_t life = 0;      // packets
    std::uint32_t recovery = 0;  // packets until the lost segment has been sent again
    std::uint32_t lost = 0;      // its sequence number
    std::uint16_t lost_size = 0;
    bool lost_from_server = false;
  };

  // Of twenty flows twelve speak TLS, four HTTP, two DNS.
  static Application application_of(std::uint32_t flow) {
    const auto drawn = static_cast<std::uint32_t>(mix(flow) % 20);
    if (drawn < 12) return Application::kTls;
    if (drawn < 16) return Application::kHttp;
    return drawn < 18 ? Application::kDns : Application::kMedia;
  }

  void begin(std::uint32_t at) {
    Flow& flow = flows_[at];
    flow.step = kSynStep;
    flow.recovery = 0;
    flow.life = application_of(at) == Application::kDns ? 2 : 12 + random_.below(120);
    for (std::uint32_t& sequence : flow.sequence) {
      sequence = static_cast<std::uint32_t>(random_.next());
    }
  }

  std::size_t draw_frame_size() {
    const std::uint32_t drawn = random_.below(12);
    return drawn < 7 ? kMinFrame : drawn < 11 ? 590 : kMaxInnerFrame;
  }

  Bytes message(std::uint32_t number, Application application, bool response) {
    switch (application) {
      case Application::kTls:
        return response ? tls_server_hello(number, message_) : tls_client_hello(number, message_);
      case Application::kHttp:
        return response ? http_response(message_) : http_request(number, message_);
      default:
        return response ? dns_response(number, message_) : dns_query(number, message_);
    }
  }

  // What TLS records and media packets begin with, and then bytes that mean nothing.
  Bytes filler(std::size_t size, Application application) {
    if (application == Application::kTls && size >= 5) {
      put16(filler_, 0x1703);
      filler_[2] = 0x03;
      put16(filler_ + 3, static_cast<std::uint32_t>(size - 5));
    } else {
      put16(filler_, 0x8060);  // RFC 3550 section 5.1: version 2, payload type 96
    }
    return {filler_, size};
  }

  std::size_t datagram(std::uint8_t* out, std::uint32_t at, Application application) {
    const Flow& flow = flows_[at];
    const Socket client = client_of(at, flow.generation);
    const Socket server = server_of(at, port_of(application));
    const bool from_server = (flow.step & 1) != 0;
    const Bytes payload = application == Application::kDns
                              ? message(at + flow.generation, application, from_server)
                              : filler(draw_frame_size() - kUdpHeaders, application);
    return from_server ? write_udp(out, server, client, payload)
                       : write_udp(out, client, server, payload);
  }

  std::size_t segment(std::uint8_t* out, std::uint32_t at, Application application) {
    Flow& flow = flows_[at];
    const std::uint32_t left = flow.life - flow.step;
    bool from_server = false;
    std::uint8_t flags = kAck;
    Bytes payload;
    if (flow.step <= kAckStep) {
      from_server = flow.step == kSynAckStep;
      flags = flow.step == kSynStep ? kSyn : from_server ? kSyn | kAck : kAck;
    } else if (flow.step <= kResponseStep) {
      from_server = flow.step == kResponseStep;
      flags = kPsh | kAck;
      payload = message(at + flow.generation, application, from_server);
    } else if (left <= 3) {
      from_server = left == 2;
      flags = left == 1 ? kAck : kFin | kAck;
    } else {
      return flow.recovery != 0 ? recover(out, at, application) : exchange(out, at, application);
    }
    return send(out, at, port_of(application), from_server, flags, payload);
  }

  // Data of one side, or an ACK of the other's.
  std::size_t exchange(std::uint8_t* out, std::uint32_t at, Application application) {
    Flow& flow = flows_[at];
    const std::size_t size = draw_frame_size();
    const bool from_server = random_.below(4) != 0;
    if (size == kMinFrame) {
      for (const bool acknowledging : {!from_server, from_server}) {
        if (flow.acknowledged[acknowledging] != flow.sequence[!acknowledging]) {
          return send(out, at, port_of(application), acknowledging, kAck, {});
        }
      }
    }
    const bool can_recover = flow.life - flow.step > kRecovery + 3;
    if (can_recover && random_.below(kSegmentsPerLoss) == 0) {
      flow.recovery = kRecovery;
      flow.lost = flow.sequence[from_server];
      flow.lost_size = static_cast<std::uint16_t>(size);
      flow.lost_from_server = from_server;
    }
    return send(out, at, port_of(application), from_server, kAck,
                filler(size - kTcpHeaders, application));
  }

  // Segments after the lost one and their duplicate ACKs take turns; then it is sent again.
  std::size_t recover(std::uint8_t* out, std::uint32_t at, Application application) {
    Flow& flow = flows_[at];
    std::uint32_t& next = flow.sequence[flow.lost_from_server];
    const std::uint32_t after_all = next;
    const std::uint32_t packet = flow.recovery--;
    const std::uint16_t port = port_of(application);
    if (packet % 2 == 0) {
      next = flow.lost;
      const std::size_t length = send(out, at, port, !flow.lost_from_server, kAck, {});
      next = after_all;
      return length;
    }
    if (packet > 1) {
      return send(out, at, port, flow.lost_from_server, kAck,
                  filler(kMaxInnerFrame - kTcpHeaders, application));
    }
    next = flow.lost;
    const std::size_t length = send(out, at, port, flow.lost_from_server, kAck,
                                    filler(flow.lost_size - kTcpHeaders, application));
    next = after_all;
    return length;
  }

  std::size_t send(std::uint8_t* out, std::uint32_t at, std::uint16_t server_port, bool from_server,
                   std::uint8_t flags, Bytes payload) {
    Flow& flow = flows_[at];
    const Socket client = client_of(at, flow.generation);
    const Socket server = server_of(at, server_port);
    std::uint32_t& sent = flow.sequence[from_server];
    const TcpFields fields{sent, (flags & kAck) != 0 ? flow.sequence[!from_server] : 0, flags};
    flow.acknowledged[from_server] = flow.sequence[!from_server];
    sent += static_cast<std::uint32_t>(payload.size()) + ((flags & (kSyn | kFin)) != 0);
    return from_server ? write_tcp(out, server, client, fields, payload)
                       : write_tcp(out, client, server, fields, payload);
  }

  Random random_;
  std::vector<Flow> flows_;
  Message message_;
  std::uint8_t filler_[kMaxInnerFrame];
};

}  // namespace

std::unique_ptr<Traffic> make_internet_mix(std::uint32_t flows, std::uint64_t seed) {
  return std::make_unique<InternetMix>(flows, seed);
}

}  // namespace flowsnoop::bench
