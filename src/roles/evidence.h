// What a conversation shows about who is its server, by itself and beside the others of its
// capture. Pure functions.
#pragma once

#include <cstddef>
#include <span>

#include "flow/flow.h"
#include "roles/learned.h"

namespace flowsnoop {

// One observation, still in terms of the flow's sides.
struct SideEvidence {
  EvidenceKind kind = EvidenceKind::kFirstSpeaker;
  Side server = Side::kLow;
  float amount = 1;         // what the kind's weight is multiplied by
  std::uint64_t frame = 0;  // 0: other conversations show it
};

// All that a flow shows. What decides alone comes first.
class EvidenceList {
 public:
  EvidenceList() {}  // NOLINT(modernize-use-equals-default): there would be none

  void add(const SideEvidence& evidence) { items_[size_++] = evidence; }
  std::span<const SideEvidence> items() const { return {items_, size_}; }

 private:
  union {                                     // so that nothing initialises them
    SideEvidence items_[kEvidenceKindCount];  // no kind is added twice
  };
  std::size_t size_ = 0;
};

EvidenceList gather_evidence(const Flow& flow, Learned& learned);

// Asks for the memory that gathering evidence of this flow will look at soon.
void prefetch_evidence(const Flow& flow, const Learned& learned);

}  // namespace flowsnoop
