// Which name an address had, when, and for whom: the memory behind the names of conversations.
//
// A name is kept for its address and the client that asked for it, and once more for the address
// alone. Memory is bounded: beyond max_entries the oldest name makes room, and one key keeps no
// more than kMaxPerKey. The buckets are chosen by a keyed hash. Used by one thread; a name that was
// found is valid until the next learn().
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flow/siphash.h"
#include "flowsnoop/flow_record.h"
#include "names/short_text.h"

namespace flowsnoop {

struct LearnedName {
  IpAddress address;
  std::string_view name;
  NameSource source = NameSource::kDns;
  std::int64_t from_ns = 0;   // when it was learned
  std::int64_t until_ns = 0;  // a conversation that begins later does not have it
  IpAddress asker{};          // kDns: the client that asked; otherwise of no meaning
};

// The conversation that a name is wanted for.
struct NameQuestion {
  IpAddress address;
  IpAddress asker;  // the other side
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
  std::string_view expected;  // of several names that the asker asked for, this one; may be empty
};

class NameTable {
 public:
  static constexpr std::size_t kMaxEntries = 1u << 17;
  static constexpr std::size_t kMaxPerKey = 8;
  // Longer names are not learned: RFC 1035 section 2.3.4 allows no longer ones, but escapes may.
  static constexpr std::size_t kMaxName = 255;

  // How many names, each of the greatest length, have room in so many bytes; 1 at least.
  static std::size_t entries_in(std::size_t bytes);

  explicit NameTable(HashKey hash_key, std::size_t max_entries = kMaxEntries)
      : hash_key_(hash_key), max_entries_(max_entries) {}

  // Names are kept in lower case. Empty ones, the root, those that read as an address, and
  // addresses that are no single host's are ignored.
  void learn(const LearnedName& learned);

  // The best name that was learned before the conversation ended and was not outdated when it
  // began: one that the asker asked for (kDns), or else by the order of NameSource, with kDnsOther
  // for what others asked for. Of those, the last one learned before the conversation began, or
  // else the first one after.
  EndpointName find(const NameQuestion& question) const;

  std::size_t size() const { return entries_.size(); }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;

  struct Key {
    // The bytes of the address and of the asker, which is all zero where the name is for everybody:
    // words, since these are compared in a few instructions.
    std::uint64_t words[4];
    std::uint32_t hash;
  };
  // What a walk along a chain needs of an entry: apart from the rest, so that it takes few cache
  // lines. The hashes tell nearly all that differ without a look at the rest.
  struct Link {
    std::uint32_t key_hash = 0;
    std::uint32_t next = kNone;
    std::uint32_t name_hash = 0;
    NameSource source = NameSource::kNone;
    std::int64_t last_ns = 0;
  };
  struct Entry {
    Key key{};
    std::int64_t first_ns = 0;
    std::int64_t until_ns = 0;
    ShortText<39> name;
  };

  Key make_key(const IpAddress& address, const IpAddress& asker) const;
  bool has_key(std::uint32_t at, const Key& key) const;
  bool has_name(std::uint32_t at, const Key& key, NameSource source) const;
  std::uint32_t& bucket(std::uint32_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }
  std::uint32_t bucket(std::uint32_t hash) const { return buckets_[hash & (buckets_.size() - 1)]; }
  void prefetch(std::uint32_t at) const {
    if (at != kNone) __builtin_prefetch(&links_[at]);
  }
  bool has(const Key& key) const;
  std::uint32_t best(const Key& key, const NameQuestion& question) const;
  void learn_as(const Key& key, NameSource source, const LearnedName& learned);
  std::uint32_t take_entry();
  void unlink(std::uint32_t at);

  HashKey hash_key_;
  std::size_t max_entries_;
  std::vector<std::uint32_t> buckets_;  // each the newest entry of its chain; empty until learned
  std::vector<Link> links_;             // a ring once it is full
  std::vector<Entry> entries_;          // the rest of each
  std::uint32_t oldest_ = 0;            // in the ring
  std::string lower_;                   // the name that is learned; reused
  std::uint32_t lower_hash_ = 0;
};

// Whether an address may be one host's: not unspecified, loopback, multicast or broadcast.
bool is_host_address(const IpAddress& address);

// Names of hosts do not differ by case, RFC 4343.
bool same_name(std::string_view a, std::string_view b);

}  // namespace flowsnoop
