#include "roles/learned.h"

#include <algorithm>
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

// The hash of the `part`th of what a table keeps of a host. One-to-one but for the bits that are
// left out, so that two parts share one only by chance.
std::uint64_t table_hash(HostHash host, std::uint64_t part) {
  std::uint64_t hash = host.value + part * 0x9e3779b97f4a7c15;
  hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93;
  hash = (hash ^ hash >> 32) & kLearnedHashMask;
  return hash == 0 ? 1 : hash;
}

std::uint64_t whole_hash(HostHash host) {
  return table_hash(host, 0);
}

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
    : host_hash_(hash_key), blocks_(max_blocks), port_conversations_(2 * kPorts) {
  static_assert(kBlockBytes == 2 * sizeof(Block));
}

std::uint64_t Learned::block_hash(HostHash host, std::uint16_t port) {
  return table_hash(host, port / kPortsInBlock);
}

void Learned::learn(const Flow& flow) {
  if (!has_ports(flow.key.protocol) || is_unanswered_attempt(flow)) return;
  if (lesson_count_ == kMaxLessons) take_lessons();
  Lesson& lesson = lessons_[lesson_count_++];
  lesson.protocol = flow.key.protocol;
  lesson.proof = proven_server(flow);
  for (const Side side : {Side::kLow, Side::kHigh}) {
    const std::size_t at = index(side);
    const HostHash host = host_of(flow.key, side);
    lesson.port[at] = flow.key.port[at];
    lesson.host[at] = whole_hash(host);
    lesson.block[at] = block_hash(host, flow.key.port[at]);
    hosts_.prefetch(lesson.host[at]);
    blocks_.prefetch(lesson.block[at]);
  }
}

void Learned::take_lessons() {
  for (std::size_t i = 0; i < lesson_count_; ++i) take(lessons_[i]);
  lesson_count_ = 0;
}

void Learned::take(const Lesson& lesson) {
  const ProvenServer& proof = lesson.proof;
  for (const Side side : {Side::kLow, Side::kHigh}) {
    const std::uint16_t port = lesson.port[index(side)];
    if (proof.proven) learn_host(lesson.host[index(side)], port, side == proof.side);
    // Of a proven client's port there is nothing more to learn: it is used once.
    if (proof.proven && side != proof.side) continue;
    count_up(port_conversations_[port_index(lesson.protocol, port)]);
    Block* block = blocks_.find_or_add(lesson.block[index(side)]);
    if (block == nullptr) continue;
    count_up(block->remotes[port % kPortsInBlock]);
    if (proof.proven) block->listeners = (block->listeners | bit_of(port)) & 0xff;
  }
}

void Learned::announce(HostHash host, std::uint16_t port) {
  catch_up();  // what was learned before has the room that there is first
  Block* block = blocks_.find_or_add(block_hash(host, port));
  if (block != nullptr) block->announced = (block->announced | bit_of(port)) & 0xff;
}

EndpointKnowledge Learned::endpoint(HostHash host, std::uint16_t port) {
  catch_up();
  const Block* block = blocks_.find(block_hash(host, port));
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

std::uint32_t Learned::conversations_on_port(std::uint8_t protocol, std::uint16_t port) {
  catch_up();
  return port_conversations_[port_index(protocol, port)];
}

void Learned::learn_host(std::uint64_t hash, std::uint16_t port, bool serves) {
  Host* host = hosts_.find_or_add(hash);
  if (host == nullptr) return;
  if (serves) {
    host->served = true;
    return;
  }
  host->first_client_port = host->asked == 0 ? port : std::min(host->first_client_port, port);
  host->last_client_port = std::max(host->last_client_port, port);
  count_up(host->asked);
}

HostKnowledge Learned::host(HostHash host) {
  catch_up();
  const Host* known = hosts_.find(whole_hash(host));
  if (known == nullptr || known->asked < kLeastAsked) return {};
  return {!known->served, known->first_client_port, known->last_client_port};
}

void Learned::prefetch(const FlowKey& key, Side side) const {
  const HostHash host = host_of(key, side);
  const std::uint16_t port = key.port[index(side)];
  hosts_.prefetch(whole_hash(host));
  blocks_.prefetch(block_hash(host, port));
  __builtin_prefetch(&port_conversations_[port_index(key.protocol, port)]);
}

}  // namespace flowsnoop
