// What a conversation shows about who is its server. Pure functions on a Flow.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "flow/flow.h"

namespace flowsnoop {

// One observation, still in terms of the flow's sides.
struct SideEvidence {
  EvidenceKind kind = EvidenceKind::kFirstSpeaker;
  Side server = Side::kLow;
  std::uint64_t frame = 0;
};

// All that a flow shows. The strongest kinds come first.
class EvidenceList {
 public:
  void add(EvidenceKind kind, Side server, std::uint64_t frame) {
    items_[size_++] = {kind, server, frame};
  }
  std::span<const SideEvidence> items() const { return {items_.data(), size_}; }

 private:
  std::array<SideEvidence, Roles::kMaxEvidence> items_{};
  std::size_t size_ = 0;
};

EvidenceList gather_evidence(const Flow& flow);

}  // namespace flowsnoop
