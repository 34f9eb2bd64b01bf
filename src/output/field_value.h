// What a field holds in one record.
//
// A FieldValue owns nothing: it is valid as long as the record it was read from, and reading one
// does not allocate. Its parts are plain members, not a std::variant: those the compiler keeps in
// registers, where a variant goes through memory in pieces of other sizes, for which a processor
// has to wait.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

enum class FieldKind : std::uint8_t {
  kAbsent,  // the record has no such value
  kInteger,
  kReal,
  kBoolean,
  kText,
  kWord,        // a text of our own, which no format has to escape
  kIdentifier,  // a number that names something, such as a VLAN: shown as text, as nobody adds it
                // up
  kAddress,
  kTime,
  kEvidence,
  kTunnels,
  kTextList,
  kCommunityId,  // worked out only where it is written
  kIcmpErrors,
};

// Printable ASCII without spaces, commas, semicolons, quotation marks and backslashes, at most
// kMaxWord characters of it.
inline constexpr std::size_t kMaxWord = 64;
struct Word {
  std::string_view text;
};

struct Identifier {
  std::uint64_t number = 0;
};

// The IP version tells ::ffff:192.0.2.1 in an IPv6 packet from 192.0.2.1.
struct AddressValue {
  const IpAddress* address = nullptr;
  std::uint8_t ip_version = 0;
};

struct CommunityIdValue {
  const FlowRecord* record = nullptr;
};

// Nanoseconds since 1970-01-01 00:00 UTC; negative before.
struct TimeValue {
  std::int64_t ns = 0;
};

// A conversation's labels of some kinds; there is one at least.
struct LabelList {
  const Labels* labels = nullptr;
  std::uint32_t kinds = 0;  // bits of Labels::bit()

  // Calls `take(text)` for each value, in the order in which they were said.
  template <typename Take>
  void for_each(Take take) const {
    labels->for_each([&](LabelKind kind, std::string_view text) {
      if ((kinds & Labels::bit(kind)) != 0) take(text);
    });
  }
};

class FieldValue {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a table of fields reads best without words for it
  constexpr FieldValue() = default;
  constexpr FieldValue(std::uint64_t integer) : number_(integer), kind_(FieldKind::kInteger) {}
  constexpr FieldValue(double real)
      : number_(std::bit_cast<std::uint64_t>(real)), kind_(FieldKind::kReal) {}
  template <std::same_as<bool> Boolean>  // and not what only can become one, such as a pointer
  constexpr FieldValue(Boolean boolean) : number_(boolean), kind_(FieldKind::kBoolean) {}
  constexpr FieldValue(std::string_view text)
      : pointer_(text.data()), number_(text.size()), kind_(FieldKind::kText) {}
  constexpr FieldValue(Word word)
      : pointer_(word.text.data()), number_(word.text.size()), kind_(FieldKind::kWord) {}
  constexpr FieldValue(Identifier identifier)
      : number_(identifier.number), kind_(FieldKind::kIdentifier) {}
  constexpr FieldValue(AddressValue address)
      : pointer_(address.address), number_(address.ip_version), kind_(FieldKind::kAddress) {}
  constexpr FieldValue(TimeValue time)
      : number_(static_cast<std::uint64_t>(time.ns)), kind_(FieldKind::kTime) {}
  constexpr FieldValue(std::span<const Evidence> evidence)
      : pointer_(evidence.data()), number_(evidence.size()), kind_(FieldKind::kEvidence) {}
  constexpr FieldValue(const TunnelPath* tunnels) : pointer_(tunnels), kind_(FieldKind::kTunnels) {}
  constexpr FieldValue(LabelList list)
      : pointer_(list.labels), number_(list.kinds), kind_(FieldKind::kTextList) {}
  constexpr FieldValue(CommunityIdValue id) : pointer_(id.record), kind_(FieldKind::kCommunityId) {}
  constexpr FieldValue(const IcmpErrors* errors)
      : pointer_(errors), kind_(FieldKind::kIcmpErrors) {}
  // NOLINTEND(google-explicit-constructor)

  constexpr FieldKind kind() const { return kind_; }
  constexpr bool is_absent() const { return kind_ == FieldKind::kAbsent; }

  // Each for a value of its kind only.
  constexpr std::uint64_t integer() const { return number_; }
  constexpr double real() const { return std::bit_cast<double>(number_); }
  constexpr bool boolean() const { return number_ != 0; }
  std::string_view text() const { return {static_cast<const char*>(pointer_), number_}; }
  Word word() const { return {{static_cast<const char*>(pointer_), number_}}; }
  constexpr Identifier identifier() const { return {number_}; }
  AddressValue address() const {
    return {static_cast<const IpAddress*>(pointer_), static_cast<std::uint8_t>(number_)};
  }
  constexpr TimeValue time() const { return {static_cast<std::int64_t>(number_)}; }
  std::span<const Evidence> evidence() const {
    return {static_cast<const Evidence*>(pointer_), number_};
  }
  const TunnelPath& tunnels() const { return *static_cast<const TunnelPath*>(pointer_); }
  LabelList list() const {
    return {static_cast<const Labels*>(pointer_), static_cast<std::uint32_t>(number_)};
  }
  const FlowRecord& community_id_of() const { return *static_cast<const FlowRecord*>(pointer_); }
  const IcmpErrors& icmp_errors() const { return *static_cast<const IcmpErrors*>(pointer_); }

 private:
  const void* pointer_ = nullptr;
  std::uint64_t number_ = 0;
  FieldKind kind_ = FieldKind::kAbsent;
};

}  // namespace flowsnoop
