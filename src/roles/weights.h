// How much each kind of evidence counts, in one place.
//
// A weight is a log-odds (natural logarithm): evidence of weight w alone is right once in
// 1 + e^-w times it is wrong; independent evidence adds up. docs/roles.md says where each comes
// from.
#pragma once

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

constexpr float weight_of(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kSyn:
      return 12.0f;
    case EvidenceKind::kSynAck:
      return 9.0f;
    case EvidenceKind::kMulticast:
      return 5.0f;
    case EvidenceKind::kPortClass:
      return 3.5f;
    case EvidenceKind::kService:
      return 2.0f;
    case EvidenceKind::kLowerPort:
      return 0.8f;
    case EvidenceKind::kFirstSpeaker:
      return 0.3f;
  }
  return 0;
}

// A handshake proves the roles: where there is one, nothing else is weighed.
constexpr bool is_handshake(EvidenceKind kind) {
  return kind == EvidenceKind::kSyn || kind == EvidenceKind::kSynAck;
}

}  // namespace flowsnoop
