#include "names/name_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>

namespace flowsnoop {
namespace {

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// When a name was last told before a conversation began, or else first told in it.
struct Recency {
  bool before_start;
  std::int64_t time_ns;
};

bool is_nearer(const Recency& a, const Recency& b) {
  if (a.before_start != b.before_start) return a.before_start;
  return a.before_start ? a.time_ns > b.time_ns : a.time_ns < b.time_ns;
}

// An IPv6 address has a colon, and an IPv4 address ends with a digit: most names need no closer
// look.
bool is_address(std::string_view name) {
  const bool may_be = (name.back() >= '0' && name.back() <= '9') || name.find(':') != name.npos;
  return may_be && parse_ip_address(name);
}

}  // namespace

bool is_host_address(const IpAddress& address) {
  const auto& bytes = address.bytes;
  if (address.is_ipv4()) {
    const std::uint8_t first = bytes[12];
    return first != 0 && first != 127 && first < 224;  // RFC 1122 section 3.2.1.3
  }
  if (bytes[0] == 0xff) return false;
  const bool zeros =
      std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; });
  return !zeros || bytes[15] > 1;  // :: and ::1, RFC 4291 section 2.5
}

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.data() == b.data()) return a.size() == b.size();
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::size_t NameTable::entries_in(std::size_t bytes) {
  // Up to two buckets for an entry, and what an allocator adds to a name.
  constexpr std::size_t kEach =
      sizeof(Link) + sizeof(Entry) + 2 * sizeof(std::uint32_t) + kMaxName + 17;
  return std::clamp<std::size_t>(bytes / kEach, 1, kMaxEntries);
}

NameTable::Key NameTable::make_key(const IpAddress& address, const IpAddress& asker) const {
  Key key;
  std::memcpy(key.words, address.bytes.data(), 16);
  std::memcpy(key.words + 2, asker.bytes.data(), 16);
  key.hash = static_cast<std::uint32_t>(siphash13(key.words, hash_key_));
  return key;
}

bool NameTable::has_key(std::uint32_t at, const Key& key) const {
  if (links_[at].key_hash != key.hash) return false;
  const std::uint64_t* words = entries_[at].key.words;
  return words[0] == key.words[0] && words[1] == key.words[1] && words[2] == key.words[2] &&
         words[3] == key.words[3];
}

// The name is the one that is learned.
bool NameTable::has_name(std::uint32_t at, const Key& key, NameSource source) const {
  return links_[at].name_hash == lower_hash_ && links_[at].source == source && has_key(at, key) &&
         entries_[at].name.view() == lower_;
}

void NameTable::learn(const LearnedName& learned) {
  const bool named =
      !learned.name.empty() && learned.name != "." && learned.name.size() <= kMaxName;
  // What reads as an address would be taken for one.
  if (!named || is_address(learned.name) || !is_host_address(learned.address)) return;
  if (buckets_.empty()) {
    buckets_.assign(std::bit_ceil(max_entries_), kNone);
    links_.reserve(max_entries_);  // address space; memory comes with use
    entries_.reserve(max_entries_);
  }
  const bool asked = learned.source == NameSource::kDns;
  const bool has_asker = asked && learned.asker != IpAddress{};
  const Key for_all = make_key(learned.address, {});
  __builtin_prefetch(&bucket(for_all.hash));
  const Key for_asker = has_asker ? make_key(learned.address, learned.asker) : for_all;
  __builtin_prefetch(entries_.data() + entries_.size(), 1);  // taken next, unless the ring is full
  prefetch(bucket(for_all.hash));
  prefetch(bucket(for_asker.hash));
  lower_.resize(learned.name.size());
  std::transform(learned.name.begin(), learned.name.end(), lower_.begin(), to_lower);
  lower_hash_ = static_cast<std::uint32_t>(std::hash<std::string>()(lower_));
  if (has_asker) learn_as(for_asker, NameSource::kDns, learned);
  learn_as(for_all, asked ? NameSource::kDnsOther : learned.source, learned);
}

// Of another key with the same hash, which hardly ever is, a name may make room too.
void NameTable::learn_as(const Key& key, NameSource source, const LearnedName& learned) {
  std::size_t of_key = 0;
  std::uint32_t stalest = kNone;
  std::int64_t stalest_ns = 0;
  std::uint32_t& head = bucket(key.hash);
  for (std::uint32_t at = head; at != kNone; at = links_[at].next) {
    Link& link = links_[at];
    if (link.key_hash != key.hash) continue;
    if (has_name(at, key, source)) {
      link.last_ns = std::max(link.last_ns, learned.from_ns);
      entries_[at].until_ns = std::max(entries_[at].until_ns, learned.until_ns);
      return;
    }
    ++of_key;
    if (stalest == kNone || link.last_ns < stalest_ns) {
      stalest = at;
      stalest_ns = link.last_ns;
      __builtin_prefetch(&entries_[at].name, 1);
    }
  }
  std::uint32_t at = stalest;
  if (of_key < kMaxPerKey) {
    at = take_entry();
    links_[at].next = head;
    head = at;
  }
  Link& link = links_[at];
  link.key_hash = key.hash;
  link.name_hash = lower_hash_;
  link.source = source;
  link.last_ns = learned.from_ns;
  Entry& entry = entries_[at];
  entry.key = key;
  entry.first_ns = learned.from_ns;
  entry.until_ns = learned.until_ns;
  entry.name.assign(lower_);
}

// A place that is in no chain.
std::uint32_t NameTable::take_entry() {
  if (entries_.size() < max_entries_) {
    links_.emplace_back();
    entries_.emplace_back();
    return static_cast<std::uint32_t>(entries_.size() - 1);
  }
  const std::uint32_t at = oldest_;
  oldest_ = static_cast<std::uint32_t>((oldest_ + 1) % max_entries_);
  unlink(at);
  return at;
}

void NameTable::unlink(std::uint32_t at) {
  std::uint32_t* link = &bucket(links_[at].key_hash);
  while (*link != at) link = &links_[*link].next;
  *link = links_[at].next;
}

// kNone where there is none.
std::uint32_t NameTable::best(const Key& key, const NameQuestion& question) const {
  std::uint32_t found = kNone;
  Recency found_recency{};
  for (std::uint32_t at = bucket(key.hash); at != kNone; at = links_[at].next) {
    if (!has_key(at, key)) continue;
    const Entry& entry = entries_[at];
    const Link& link = links_[at];
    if (entry.first_ns > question.end_ns || entry.until_ns < question.start_ns) continue;
    if (link.source == NameSource::kDns && same_name(entry.name.view(), question.expected)) {
      return at;
    }
    const Recency recency{entry.first_ns <= question.start_ns,
                          link.last_ns <= question.start_ns ? link.last_ns : entry.first_ns};
    if (found != kNone && links_[found].source != link.source) {
      if (links_[found].source < link.source) continue;
    } else if (found != kNone && !is_nearer(recency, found_recency)) {
      continue;
    }
    found = at;
    found_recency = recency;
  }
  return found;
}

bool NameTable::has(const Key& key) const {
  std::uint32_t at = bucket(key.hash);
  while (at != kNone && !has_key(at, key)) at = links_[at].next;
  return at != kNone;
}

EndpointName NameTable::find(const NameQuestion& question) const {
  // What is known for one asker is known for all: most addresses need one look.
  if (entries_.empty()) return {};
  const Key for_all = make_key(question.address, {});
  if (!has(for_all)) return {};
  std::uint32_t found = best(make_key(question.address, question.asker), question);
  if (found == kNone) found = best(for_all, question);
  if (found == kNone) return {};
  return {entries_[found].name.view(), links_[found].source};
}

}  // namespace flowsnoop
