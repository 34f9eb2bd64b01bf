#include "roles/learned.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kPorts = 65536;

// A range of ports, or a habit, takes two to be seen.
constexpr std::uint8_t kLeastAsked = 2;

template <typename Count>
void count_up(Count& count) {
  if (count != std::numeric_limits<Count>::max()) ++count;
}

// SCTP and DCCP are so rare that they may share what is counted of TCP's ports; UDP-Lite has those
// of UDP anyway (RFC 3828 section 6).
std::size_t port_index(std::uint8_t protocol, std::uint16_t port) {
  const bool is_udp = protocol == kProtocolUdp || protocol == kProtocolUdpLite;
  return (is_udp ? kPorts : 0) + port;
}

// Stands for the host as a whole where a block of ports is expected.
constexpr std::uint32_t kWholeHost = kPorts;

// The port's bit among those of its block.
std::uint8_t bit_of(std::uint16_t port) {
  return static_cast<std::uint8_t>(1u << (port % 8));
}

// A SYN that nobody answered shows what somebody tried, not what there is.
bool is_unanswered_attempt(const Flow& flow) {
  return flow.state == FlowState::kSynSent || flow.state == FlowState::kRefused;
}

}  // namespace

ProvenServer proven_server(const Flow& flow) {
  // A SYN-ACK that the other side did not ask for and does not answer is a scan, or an answer to a
  // forged SYN.
  const bool low = flow.syn_ack_frame[0] != 0 && flow.sent[1].packets != 0;
  const bool high = flow.syn_ack_frame[1] != 0 && flow.sent[0].packets != 0;
  if (low != high) return {true, low ? Side::kLow : Side::kHigh};
  const auto& votes = flow.payload.strong_votes;
  if ((votes[0] == 0) != (votes[1] == 0)) return {true, votes[0] != 0 ? Side::kLow : Side::kHigh};
  return {};
}

Learned::Learned(HashKey hash_key, std::size_t max_blocks)
    : hash_key_(hash_key), blocks_(max_blocks), port_conversations_(2 * kPorts) {
  static_assert(kBlockBytes == 2 * sizeof(Block));
}

void Learned::learn(const Flow& flow) {
  if (!has_ports(flow.key.protocol) || is_unanswered_attempt(flow)) return;
  const ProvenServer proof = proven_server(flow);
  for (const Side side : {Side::kLow, Side::kHigh}) {
    if (proof.proven) learn_host(flow.key, side, side == proof.side);
    // Of a proven client's port there is nothing more to learn: it is used once.
    if (proof.proven && side != proof.side) continue;
    const std::uint16_t port = flow.key.port[index(side)];
    count_up(port_conversations_[port_index(flow.key.protocol, port)]);
    Block* block = blocks_.find_or_add(hash_of(flow.key, side, port / kPortsInBlock));
    if (block == nullptr) continue;
    count_up(block->remotes[port % kPortsInBlock]);
    if (proof.proven) block->listeners = (block->listeners | bit_of(port)) & 0xff;
  }
}

void Learned::announce(const FlowKey& key, Side side, std::uint16_t port) {
  Block* block = blocks_.find_or_add(hash_of(key, side, port / kPortsInBlock));
  if (block != nullptr) block->announced = (block->announced | bit_of(port)) & 0xff;
}

EndpointKnowledge Learned::endpoint(const FlowKey& key, Side side) const {
  const std::uint16_t port = key.port[index(side)];
  const Block* block = blocks_.find(hash_of(key, side, port / kPortsInBlock));
  if (block == nullptr) return {};
  EndpointKnowledge knowledge;
  knowledge.remotes = block->remotes[port % kPortsInBlock];
  knowledge.is_listener = (block->listeners & bit_of(port)) != 0;
  knowledge.is_announced = (block->announced & bit_of(port)) != 0;
  for (unsigned i = 0; i < kPortsInBlock; ++i) {
    knowledge.has_neighbours |= i != port % kPortsInBlock && block->remotes[i] != 0;
  }
  return knowledge;
}

std::uint32_t Learned::conversations_on_port(std::uint8_t protocol, std::uint16_t port) const {
  return port_conversations_[port_index(protocol, port)];
}

void Learned::learn_host(const FlowKey& key, Side side, bool serves) {
  Host* host = hosts_.find_or_add(hash_of(key, side, kWholeHost));
  if (host == nullptr) return;
  if (serves) {
    host->served = true;
    return;
  }
  const std::uint16_t port = key.port[index(side)];
  host->first_client_port = host->asked == 0 ? port : std::min(host->first_client_port, port);
  host->last_client_port = std::max(host->last_client_port, port);
  count_up(host->asked);
}

HostKnowledge Learned::host(const FlowKey& key, Side side) const {
  const Host* host = hosts_.find(hash_of(key, side, kWholeHost));
  if (host == nullptr || host->asked < kLeastAsked) return {};
  return {!host->served, host->first_client_port, host->last_client_port};
}

std::uint64_t Learned::hash_of(const FlowKey& key, Side side, std::uint32_t block) const {
  std::uint64_t address[2];
  std::memcpy(address, key.address[index(side)].bytes.data(), sizeof address);
  const std::uint64_t rest = std::uint64_t{key.tunnel} << 40 | std::uint64_t{block} << 16 |
                             std::uint64_t{key.ip_version} << 8 | key.protocol;
  const std::uint64_t hash =
      siphash13({address[0], address[1], rest}, hash_key_) & kLearnedHashMask;
  return hash == 0 ? 1 : hash;
}

}  // namespace flowsnoop
