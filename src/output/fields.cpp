#include "output/fields.h"

#include "output/field_table.h"

namespace flowsnoop {

std::span<const Field> fields() {
  return kFieldTable;
}

std::string_view to_string(FieldKind kind) {
  using enum FieldKind;
  switch (kind) {
    case kAbsent:
      break;
    case kInteger:
      return "integer";
    case kReal:
      return "real";
    case kBoolean:
      return "boolean";
    case kText:
    case kWord:
    case kIdentifier:
    case kTunnels:
    case kCommunityId:
      return "text";
    case kAddress:
      return "address";
    case kTime:
      return "time";
    case kEvidence:
      return "evidence list";
    case kTextList:
    case kIcmpErrors:
      return "text list";
  }
  return "";
}

}  // namespace flowsnoop
