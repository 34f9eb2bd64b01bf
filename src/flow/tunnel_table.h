// The tunnels that conversations were found in, each with a number for FlowKey::tunnel.
//
// A tunnel is entered with its first packet and stays. So that a flood of made-up tunnels cannot
// fill the memory, there are at most kMaxTunnels: what comes after that shares one number, so that
// equal socket pairs in two of those tunnels are taken for one conversation, and packets in them
// are counted by overflowed(). Used by one thread.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "decode/tunnel_identity.h"
#include "flow/siphash.h"
#include "flowsnoop/tunnel.h"

namespace flowsnoop {

class TunnelTable {
 public:
  static constexpr std::size_t kMaxTunnels = 1u << 16;

  struct Entry {
    // The same for all paths that do not tell conversations apart; 0 as for no tunnel (MPLS only).
    std::uint32_t number = 0;
    TunnelPath path;  // of the first packet; empty for what shares a number
  };

  explicit TunnelTable(HashKey hash_key) : entries_(0, Hash{hash_key}) {}

  // The entry of a path with at least one hop; it stays where it is as long as the table lives.
  // Throws std::bad_alloc.
  const Entry& find(const TunnelPath& path);

  // Packets in tunnels that found no room.
  std::uint64_t overflowed() const { return overflowed_; }

 private:
  static constexpr std::uint32_t kSharedNumber = 0xffffffff;

  struct Hash {
    HashKey key;
    std::size_t operator()(const TunnelIdentity& identity) const;
  };

  const Entry* add(const TunnelIdentity& identity, const TunnelPath& path);

  std::unordered_map<TunnelIdentity, Entry, Hash> entries_;
  Entry shared_{kSharedNumber, {}};
  std::uint32_t last_number_ = 0;
  std::uint64_t overflowed_ = 0;
};

}  // namespace flowsnoop
