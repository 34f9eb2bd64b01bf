// What a capture's conversations show together: which endpoints serve, which port numbers come
// again and again, and what each host takes its client ports from.
//
// Knowledge of a host's ports is kept under a keyed 48-bit hash, so that the memory is bounded
// and small; two hosts that share a hash, which nobody can bring about on purpose, would only
// share a piece of evidence.
//
// Used by one thread; after catch_up(), and until something new is learned, by several.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "flow/flow.h"
#include "roles/host_hash.h"
#include "roles/learned_table.h"

namespace flowsnoop {

// What is known of one endpoint from all conversations so far.
struct EndpointKnowledge {
  std::uint8_t remotes = 0;     // conversations, which differ in the remote endpoint; 255: or more
  bool is_listener = false;     // one of them proves that it serves
  bool is_announced = false;    // another conversation said that it would be listening
  bool has_neighbours = false;  // the host uses other ports of the same block of eight, too
};

// What is known of a host from the conversations that prove their roles.
struct HostKnowledge {
  bool only_asks = false;               // was the client in at least two, and the server in none
  std::uint16_t first_client_port = 1;  // the range that it was seen to take client ports from,
  std::uint16_t last_client_port = 0;   // empty where fewer than two are known

  bool takes_client_port(std::uint16_t port) const {
    return first_client_port <= port && port <= last_client_port;
  }
};

// Who serves, where the conversation itself proves it: an answered handshake, or payload that only
// one side can say. Nothing where it does not.
struct ProvenServer {
  bool proven = false;
  Side side = Side::kLow;
};
ProvenServer proven_server(const Flow& flow);

class Learned {
 public:
  static constexpr std::size_t kMaxBlocks = 1u << 20;
  // With its share of the slots that are empty, of which there are at most as many as blocks.
  static constexpr std::size_t kBlockBytes = 32;

  // Of no more than `max_blocks` blocks of eight ports is anything learned. A block takes up to
  // kBlockBytes.
  explicit Learned(HashKey hash_key, std::size_t max_blocks = kMaxBlocks);

  // Takes over what one conversation shows; of those without ports nothing is learned. Call it once
  // for each. Nothing is waited for: the memory arrives while others are learned.
  void learn(const Flow& flow);

  // Everything that was learned is known; who asks brings it about.
  void catch_up() {
    if (lesson_count_ != 0) take_lessons();
  }

  // The host on this side of a conversation.
  HostHash host_of(const FlowKey& key, Side side) const { return host_hash_(key, side); }

  // It said that it will be listening on `port`.
  void announce(HostHash host, std::uint16_t port);

  EndpointKnowledge endpoint(HostHash host, std::uint16_t port);

  HostKnowledge host(HostHash host);

  // Asks for the memory of all that is known of one side of a conversation.
  void prefetch(const FlowKey& key, Side side) const;

  // Conversations in which this port number takes part on either side.
  std::uint32_t conversations_on_port(std::uint8_t protocol, std::uint16_t port);

 private:
  // Fewer hosts, because they are looked up with each conversation and must stay in the cache.
  static constexpr std::size_t kMaxHosts = 1u << 16;
  static constexpr unsigned kPortsInBlock = 8;

  // Eight neighbouring ports of one host, so that one look into the memory shows them all.
  struct Block {
    std::uint64_t hash : 48 = 0;      // 0: empty
    std::uint64_t listeners : 8 = 0;  // a bit a port
    std::uint64_t announced : 8 = 0;
    std::uint8_t remotes[kPortsInBlock]{};
  };
  static_assert(sizeof(Block) == 16);

  struct Host {
    std::uint64_t hash = 0;  // 0: empty; 48 bits
    std::uint16_t first_client_port = 0;
    std::uint16_t last_client_port = 0;
    std::uint8_t asked = 0;  // conversations, up to 255
    bool served = false;
  };

  // What a conversation shows, and where that is to be kept.
  struct Lesson {
    std::uint64_t host[2];  // hashes of the tables, by Side
    std::uint64_t block[2];
    std::uint16_t port[2];
    std::uint8_t protocol;
    ProvenServer proof;
  };
  static constexpr std::size_t kMaxLessons = 16;

  static std::uint64_t block_hash(HostHash host, std::uint16_t port);
  void take_lessons();
  void take(const Lesson& lesson);
  void learn_host(std::uint64_t hash, std::uint16_t port, bool serves);

  const HostHasher host_hash_;
  LearnedTable<Block> blocks_;
  LearnedTable<Host> hosts_{kMaxHosts};
  std::vector<std::uint32_t> port_conversations_;  // TCP ports, then UDP ports
  std::array<Lesson, kMaxLessons> lessons_;        // not taken yet, the first lesson_count_
  std::size_t lesson_count_ = 0;
};

}  // namespace flowsnoop
