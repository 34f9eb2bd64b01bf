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

bool is_stronger(const Evidence& a, const Evidence& b) {
  if (decides_alone(a.kind) != decides_alone(b.kind)) return decides_alone(a.kind);
  return std::abs(a.log_odds) > std::abs(b.log_odds);
}

// Stable, in place and without memory of its own: the list is short and nearly sorted.
void sort_by_strength(Evidence* begin, Evidence* end) {
  for (Evidence* next = begin; next != end; ++next) {
    std::rotate(std::upper_bound(begin, next, *next, is_stronger), next, next + 1);
  }
}

}  // namespace

Verdict decide_roles(std::span<const SideEvidence> evidence, std::uint8_t protocol) {
  const float log_odds = log_odds_of_high(evidence, protocol);
  Verdict verdict;
  verdict.server = log_odds > 0 ? Side::kHigh : log_odds < 0 ? Side::kLow : evidence.front().server;
  std::array<Evidence, kEvidenceKindCount> sorted;
  const auto end = std::transform(
      evidence.begin(), evidence.end(), sorted.begin(), [&](const SideEvidence& item) {
        const float strength = log_odds_of(item, protocol);
        return Evidence{item.kind, item.server == verdict.server ? strength : -strength,
                        item.frame};
      });
  sort_by_strength(sorted.begin(), end);
  Roles& roles = verdict.roles;
  roles.confidence = 1 / (1 + std::exp(-std::abs(static_cast<double>(log_odds))));
  roles.evidence_count = static_cast<std::uint8_t>(
      std::min<std::ptrdiff_t>(end - sorted.begin(), Roles::kMaxEvidence));
  std::copy_n(sorted.begin(), roles.evidence_count, roles.evidence.begin());
  const auto* deciding =
      std::find_if(sorted.begin(), end, [](const Evidence& item) { return item.log_odds > 0; });
  roles.by = (deciding == end ? sorted.begin() : deciding)->kind;
  return verdict;
}

}  // namespace flowsnoop
