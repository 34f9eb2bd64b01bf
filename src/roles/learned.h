// What a capture's conversations show together: which endpoints serve, and which port numbers come
// again and again.
//
// Knowledge of an endpoint is kept under a keyed 64-bit hash of it, so that the memory is bounded
// and small; two endpoints that share a hash, which nobody can bring about on purpose, would only
// share a piece of evidence. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "flow/flow.h"

namespace flowsnoop {

// What is known of one endpoint. Counts stop at their largest value.
struct EndpointKnowledge {
  std::uint16_t remotes = 0;       // conversations, which differ in the remote endpoint
  std::uint8_t proven_server = 0;  // of them: those that prove that it serves
  std::uint8_t announced = 0;      // other conversations said that it would be listening
};

class Learned {
 public:
  explicit Learned(HashKey hash_key);

  // Takes over what one conversation shows. Call it once for each.
  void learn(const Flow& flow);

  // This side of a conversation said that it will be listening on `port`.
  void announce(const FlowKey& key, Side side, std::uint16_t port);

  EndpointKnowledge endpoint(const FlowKey& key, Side side) const;
  // Of the endpoint beside this one: the same host, another port.
  EndpointKnowledge neighbour(const FlowKey& key, Side side, int distance) const;
  // Conversations in which this port number takes part on either side.
  std::uint32_t conversations_on_port(std::uint8_t protocol, std::uint16_t port) const;

 private:
  // Beyond this many endpoints nothing new is learned of further ones.
  static constexpr std::size_t kMaxEndpoints = 1u << 20;

  struct Entry {
    std::uint64_t hash = 0;  // 0: empty
    EndpointKnowledge knowledge;
  };

  std::uint64_t hash_of(const FlowKey& key, Side side, std::uint16_t port) const;
  EndpointKnowledge find(std::uint64_t hash) const;
  EndpointKnowledge* find_or_add(std::uint64_t hash);
  void grow();

  const HashKey hash_key_;
  std::vector<Entry> entries_;
  std::size_t size_ = 0;
  std::vector<std::uint32_t> port_conversations_;  // TCP ports, then UDP ports
};

// Who serves, where the conversation itself proves it: an answered handshake, or payload that only
// one side can say. Nothing where it does not.
struct ProvenServer {
  bool proven = false;
  Side side = Side::kLow;
};
ProvenServer proven_server(const Flow& flow);

}  // namespace flowsnoop
