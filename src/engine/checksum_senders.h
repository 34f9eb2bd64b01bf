// Finds the hosts whose checksums are wrong because their network card fills them in: a capture
// made on such a host sees its packets before the card does. Used by one thread.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "decode/decoded.h"
#include "flow/siphash.h"
#include "flowsnoop/analyzer.h"

namespace flowsnoop {

class ChecksumSenders {
 public:
  // Hosts that are watched; those that come later are not.
  static constexpr std::size_t kMaxSenders = 4096;
  // So many packets at least, and so large a part of them wrong: damage is never that thorough.
  static constexpr std::uint64_t kMinPackets = 8;
  static constexpr std::uint64_t kMinBadPercent = 90;

  explicit ChecksumSenders(HashKey hash_key) : senders_(0, Hash{hash_key}) {}

  // Takes a packet whose transport checksum was verified; others are ignored.
  void add(const Decoded& packet);

  // Those that leave checksums to their card, the one with most wrong ones first.
  std::vector<OffloadingSender> offloading() const;

 private:
  struct Counts {
    std::uint64_t verified = 0;
    std::uint64_t bad = 0;
  };
  struct Hash {
    HashKey key;
    std::size_t operator()(const IpAddress& address) const;
  };

  std::unordered_map<IpAddress, Counts, Hash> senders_;
};

}  // namespace flowsnoop
