// The one table of fields that drives every machine-readable format, so that JSON, CSV and whatever
// comes later never disagree. A new field is one line in field_table.h, and one in docs/output.md.
//
// The table is constant. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "flowsnoop/flow_record.h"
#include "output/field_value.h"

namespace flowsnoop {

struct Field {  // NOLINT(clang-analyzer-optin.performance.Padding): in the order that reads best
  std::string_view name;  // dotted, as in the Elastic Common Schema where that has a name
  FieldKind kind;
  std::string_view unit;  // empty where there is none
  FieldValue (*read)(const FlowRecord& record);
  std::string_view meaning;  // one sentence, the same as in docs/output.md
};

// All fields in the order of the output. Fields of one group (client.*) stand together.
std::span<const Field> fields();

// The name of a kind in the documentation: "integer", "text"...
std::string_view to_string(FieldKind kind);

}  // namespace flowsnoop
