#include "roles/verdict.h"

#include <algorithm>
#include <cmath>

#include "roles/weights.h"

namespace flowsnoop {
namespace {

// The evidence with its log-odds, and its order by strength, the strongest first; of equal pieces
// that first which comes first.
class Weighed {
 public:
  Weighed(std::span<const SideEvidence> evidence, std::uint8_t protocol)
      : evidence_(evidence), protocol_(protocol) {
    for (const SideEvidence& item : evidence) add(item);
  }

  // The sum of log-odds that the high side is the server. Where something decides alone, it is
  // first.
  float log_odds_of_high() const {
    const std::size_t count = decides_alone(evidence_.front().kind) ? 1 : evidence_.size();
    float sum = 0;
    for (std::size_t place = 0; place < count; ++place) {
      sum += evidence_[place].server == Side::kHigh ? log_odds_[place] : -log_odds_[place];
    }
    return sum;
  }

  std::size_t place_of(std::size_t rank) const { return order_[rank]; }
  float log_odds(std::size_t place) const { return log_odds_[place]; }

 private:
  static constexpr float kAlone = 1e6f;  // more than any weight, of which none is negative

  void add(const SideEvidence& item) {
    const float log_odds = weight_of(item.kind, protocol_) * item.amount;
    const float strength = decides_alone(item.kind) ? kAlone + log_odds : log_odds;
    log_odds_[size_] = log_odds;
    std::size_t rank = size_;
    for (; rank > 0 && by_rank_[rank - 1] < strength; --rank) {
      by_rank_[rank] = by_rank_[rank - 1];
      order_[rank] = order_[rank - 1];
    }
    by_rank_[rank] = strength;
    order_[rank] = static_cast<std::uint8_t>(size_++);
  }

  const std::span<const SideEvidence> evidence_;
  const std::uint8_t protocol_;
  std::size_t size_ = 0;
  float log_odds_[kEvidenceKindCount];  // by place
  float by_rank_[kEvidenceKindCount];   // strength
  std::uint8_t order_[kEvidenceKindCount];
};

}  // namespace

Side decide_roles(std::span<const SideEvidence> evidence, std::uint8_t protocol, Roles& roles) {
  const Weighed weighed(evidence, protocol);
  const float log_odds = weighed.log_odds_of_high();
  const Side server = log_odds > 0   ? Side::kHigh
                      : log_odds < 0 ? Side::kLow
                                     : evidence.front().server;
  roles.confidence = 1 / (1 + std::exp(-std::abs(static_cast<double>(log_odds))));
  roles.by = evidence[weighed.place_of(0)].kind;
  bool is_supported = false;
  for (std::size_t rank = 0; rank < evidence.size(); ++rank) {
    const std::size_t place = weighed.place_of(rank);
    const SideEvidence& item = evidence[place];
    const float strength = weighed.log_odds(place);
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
