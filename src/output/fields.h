// The one table of fields that drives every machine-readable format, so that JSON, CSV and whatever
// comes later never disagree. A new field is one line in fields.cpp, and one in docs/output.md.
//
// The table is constant. A FieldValue owns nothing: it is valid as long as the record it was read
// from, and reading one does not allocate.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// A number that names something, such as a VLAN: shown as text, because nobody adds it up.
struct Identifier {
  std::uint64_t number = 0;
};

// The IP version tells ::ffff:192.0.2.1 in an IPv6 packet from 192.0.2.1.
struct AddressValue {
  const IpAddress* address = nullptr;
  std::uint8_t ip_version = 0;
};

// Worked out only where it is written.
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

// What a field holds in one record; std::monostate where the record has no such value.
using FieldValue = std::variant<std::monostate, std::uint64_t, double, bool, std::string_view,
                                Identifier, AddressValue, TimeValue, std::span<const Evidence>,
                                const TunnelPath*, LabelList, CommunityIdValue, const IcmpErrors*>;

// What a field holds when it is not absent. The numbers are the indexes of FieldValue.
enum class FieldKind : std::uint8_t {
  kInteger = 1,
  kReal,
  kBoolean,
  kText,
  kIdentifier,
  kAddress,
  kTime,
  kEvidence,
  kTunnels,
  kTextList,
  kCommunityId,
  kIcmpErrors,
};

struct Field {  // NOLINT(clang-analyzer-optin.performance.Padding): in the order that reads best
  std::string_view name;  // dotted, as in the Elastic Common Schema where that has a name
  FieldKind kind;
  std::string_view unit;  // empty where there is none
  FieldValue (*read)(const FlowRecord& record);
  std::string_view meaning;  // one sentence, the same as in docs/output.md
  // Bits of Labels::bit(): absent where the record has no label of these kinds. 0: not of labels.
  std::uint32_t labels = 0;
};

// All fields in the order of the output. Fields of one group (client.*) stand together.
std::span<const Field> fields();

// A field that a record has.
struct PresentField {
  std::size_t index = 0;  // in the table
  FieldValue value;
};

// Reads those fields of `table` that the record has, in its order, and returns how many; `out` has
// room for all of the table. Most fields are absent from most records: of fields() this is much
// faster than asking one by one.
std::size_t read_present(std::span<const Field> table, const FlowRecord& record, PresentField* out);

// The name of a kind in the documentation: "integer", "text"...
std::string_view to_string(FieldKind kind);

}  // namespace flowsnoop
