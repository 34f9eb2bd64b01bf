#include "flow/tunnel_table.h"

#include <cstring>

namespace flowsnoop {

std::size_t TunnelTable::Hash::operator()(const TunnelIdentity& identity) const {
  std::uint64_t words[sizeof identity.bytes / 8];
  static_assert(sizeof words == sizeof identity.bytes);
  std::memcpy(words, identity.bytes.data(), sizeof words);
  return siphash13(words, key);
}

const TunnelTable::Entry& TunnelTable::find(const TunnelPath& path) {
  const TunnelIdentity identity = tunnel_identity(path);
  if (const auto found = entries_.find(identity); found != entries_.end()) return found->second;
  if (const Entry* added = add(identity, path)) return *added;
  ++overflowed_;
  return shared_;
}

// Nothing where there is no more room.
const TunnelTable::Entry* TunnelTable::add(const TunnelIdentity& identity, const TunnelPath& path) {
  const TunnelPath rest = without_labels(path);
  std::uint32_t number = 0;
  if (rest.count != 0 && rest.count != path.count) {
    number = find(rest).number;  // shorter, and without labels: this goes one step deep
  }
  if (entries_.size() >= kMaxTunnels) return nullptr;
  if (rest.count == path.count) number = ++last_number_;
  return &entries_.emplace(identity, Entry{number, path}).first->second;
}

}  // namespace flowsnoop
