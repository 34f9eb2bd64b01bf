#include "roles/verdict.h"

#include <algorithm>
#include <cmath>

#include "roles/weights.h"

namespace flowsnoop {
namespace {

float log_odds_of(const SideEvidence& evidence, std::uint8_t protocol) {
  return weight_of(evidence.kind, protocol) * evidence.amount;
}

// The sum of log-odds that the high side is the server.
float log_odds_of_high(std::span<const SideEvidence> evidence, std::uint8_t protocol) {
  if (decides_alone(evidence.front().kind)) evidence = evidence.first(1);
  float sum = 0;
  for (const SideEvidence& item : evidence) {
    const float log_odds = log_odds_of(item, protocol);
    sum += item.server == Side::kHigh ? log_odds : -log_odds;
  }
  return sum;
}

// The pieces of a list by their strength, the strongest first; equal ones in the list's order.
class ByStrength {
 public:
  ByStrength(std::span<const SideEvidence> evidence, std::uint8_t protocol) {
    for (const SideEvidence& item : evidence) {
      const float log_odds = log_odds_of(item, protocol);
      insert(log_odds, decides_alone(item.kind) ? kAlone + log_odds : log_odds);
    }
  }

  // The place in the list.
  std::size_t operator[](std::size_t rank) const { return order_[rank]; }
  float log_odds(std::size_t place) const { return log_odds_[place]; }

 private:
  static constexpr float kAlone = 1e6f;  // more than any weight, of which none is negative

  void insert(float log_odds, float strength) {
    const std::size_t place = size_++;
    log_odds_[place] = log_odds;
    strength_[place] = strength;
    std::size_t rank = place;
    for (; rank > 0 && strength_[order_[rank - 1]] < strength; --rank) {
      order_[rank] = order_[rank - 1];
    }
    order_[rank] = static_cast<std::uint8_t>(place);
  }

  std::size_t size_ = 0;
  float log_odds_[kEvidenceKindCount];
  float strength_[kEvidenceKindCount];
  std::uint8_t order_[kEvidenceKindCount] = {};
};

}  // namespace

Side decide_roles(std::span<const SideEvidence> evidence, std::uint8_t protocol, Roles& roles) {
  const float log_odds = log_odds_of_high(evidence, protocol);
  const Side server = log_odds > 0   ? Side::kHigh
                      : log_odds < 0 ? Side::kLow
                                     : evidence.front().server;
  roles.confidence = 1 / (1 + std::exp(-std::abs(static_cast<double>(log_odds))));
  const ByStrength ranked(evidence, protocol);
  roles.by = evidence[ranked[0]].kind;
  bool is_supported = false;
  for (std::size_t rank = 0; rank < evidence.size(); ++rank) {
    const std::size_t place = ranked[rank];
    const SideEvidence& item = evidence[place];
    const float strength = ranked.log_odds(place);
    const float supports = item.server == server ? strength : -strength;
    if (!is_supported && supports > 0) {
      is_supported = true;
      roles.by = item.kind;
    }
    if (rank < Roles::kMaxEvidence) roles.evidence[rank] = {item.kind, supports, item.frame};
  }
  roles.evidence_count = static_cast<std::uint8_t>(std::min(evidence.size(), Roles::kMaxEvidence));
  return server;
}

}  // namespace flowsnoop
