#include "engine/checksum_senders.h"

#include <algorithm>
#include <cstring>

namespace flowsnoop {

std::size_t ChecksumSenders::Hash::operator()(const IpAddress& address) const {
  std::uint64_t words[2];
  std::memcpy(words, address.bytes.data(), sizeof words);
  return siphash13(words, key);
}

void ChecksumSenders::add(const Decoded& packet) {
  if ((packet.verified_checksums & kTransportChecksum) == 0) return;
  auto sender = senders_.find(packet.source);
  if (sender == senders_.end()) {
    if (senders_.size() >= kMaxSenders) return;
    sender = senders_.emplace(packet.source, Counts{}).first;
  }
  ++sender->second.verified;
  if ((packet.bad_checksums & kTransportChecksum) != 0) ++sender->second.bad;
}

std::vector<OffloadingSender> ChecksumSenders::offloading() const {
  std::vector<OffloadingSender> found;
  for (const auto& [address, counts] : senders_) {
    if (counts.verified < kMinPackets) continue;
    if (counts.bad * 100 < counts.verified * kMinBadPercent) continue;
    found.push_back({address, counts.verified, counts.bad});
  }
  std::sort(found.begin(), found.end(), [](const OffloadingSender& a, const OffloadingSender& b) {
    return a.bad != b.bad ? a.bad > b.bad : a.address.bytes < b.address.bytes;
  });
  return found;
}

}  // namespace flowsnoop
