#include "roles/learned.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kInitialEntries = 1024;
constexpr std::size_t kPorts = 65536;

template <typename Count>
void count_up(Count& count) {
  if (count != std::numeric_limits<Count>::max()) ++count;
}

std::size_t port_index(std::uint8_t protocol, std::uint16_t port) {
  return (protocol == kProtocolTcp ? 0 : kPorts) + port;
}

// A SYN that nobody answered shows what somebody tried, not what there is.
bool is_unanswered_attempt(const Flow& flow) {
  return flow.state == FlowState::kSynSent || flow.state == FlowState::kRefused;
}

}  // namespace

ProvenServer proven_server(const Flow& flow) {
  const bool low = flow.syn_ack_frame[0] != 0;
  const bool high = flow.syn_ack_frame[1] != 0;
  if (low != high) return {true, low ? Side::kLow : Side::kHigh};
  const auto& votes = flow.payload.strong_votes;
  if ((votes[0] == 0) != (votes[1] == 0)) return {true, votes[0] != 0 ? Side::kLow : Side::kHigh};
  return {};
}

Learned::Learned(HashKey hash_key)
    : hash_key_(hash_key), entries_(kInitialEntries), port_conversations_(2 * kPorts) {}

void Learned::learn(const Flow& flow) {
  if (is_unanswered_attempt(flow)) return;
  const ProvenServer proof = proven_server(flow);
  for (const Side side : {Side::kLow, Side::kHigh}) {
    // Of a proven client there is nothing to learn: its port is used once.
    if (proof.proven && side != proof.side) continue;
    const std::uint16_t port = flow.key.port[index(side)];
    count_up(port_conversations_[port_index(flow.key.protocol, port)]);
    EndpointKnowledge* knowledge = find_or_add(hash_of(flow.key, side, port));
    if (knowledge == nullptr) continue;
    count_up(knowledge->remotes);
    if (proof.proven) count_up(knowledge->proven_server);
  }
}

void Learned::announce(const FlowKey& key, Side side, std::uint16_t port) {
  EndpointKnowledge* knowledge = find_or_add(hash_of(key, side, port));
  if (knowledge != nullptr) count_up(knowledge->announced);
}

EndpointKnowledge Learned::endpoint(const FlowKey& key, Side side) const {
  return find(hash_of(key, side, key.port[index(side)]));
}

EndpointKnowledge Learned::neighbour(const FlowKey& key, Side side, int distance) const {
  const int port = key.port[index(side)] + distance;
  if (port < 0 || port >= static_cast<int>(kPorts)) return {};
  return find(hash_of(key, side, static_cast<std::uint16_t>(port)));
}

std::uint32_t Learned::conversations_on_port(std::uint8_t protocol, std::uint16_t port) const {
  return port_conversations_[port_index(protocol, port)];
}

std::uint64_t Learned::hash_of(const FlowKey& key, Side side, std::uint16_t port) const {
  std::uint64_t address[2];
  std::memcpy(address, key.address[index(side)].bytes.data(), sizeof address);
  const std::uint64_t rest = std::uint64_t{key.tunnel} << 32 | std::uint64_t{port} << 16 |
                             std::uint64_t{key.ip_version} << 8 | key.protocol;
  const std::uint64_t hash = siphash13({address[0], address[1], rest}, hash_key_);
  return hash == 0 ? 1 : hash;
}

EndpointKnowledge Learned::find(std::uint64_t hash) const {
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    if (entries_[at].hash == hash) return entries_[at].knowledge;
    if (entries_[at].hash == 0) return {};
  }
}

EndpointKnowledge* Learned::find_or_add(std::uint64_t hash) {
  if (size_ * 2 >= entries_.size() && size_ < kMaxEndpoints) grow();
  const std::size_t mask = entries_.size() - 1;
  std::size_t at = hash & mask;
  while (entries_[at].hash != hash && entries_[at].hash != 0) at = (at + 1) & mask;
  if (entries_[at].hash == 0) {
    if (size_ >= kMaxEndpoints) return nullptr;
    entries_[at].hash = hash;
    ++size_;
  }
  return &entries_[at].knowledge;
}

void Learned::grow() {
  std::vector<Entry> old(entries_.size() * 2);
  old.swap(entries_);
  const std::size_t mask = entries_.size() - 1;
  for (const Entry& entry : old) {
    if (entry.hash == 0) continue;
    std::size_t at = entry.hash & mask;
    while (entries_[at].hash != 0) at = (at + 1) & mask;
    entries_[at] = entry;
  }
}

}  // namespace flowsnoop
