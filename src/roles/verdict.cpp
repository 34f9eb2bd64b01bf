#include "roles/verdict.h"

#include <cmath>

#include "roles/weights.h"

namespace flowsnoop {
namespace {

// The sum of log-odds that the high side is the server.
double log_odds_of_high(std::span<const SideEvidence> evidence) {
  if (is_handshake(evidence.front().kind)) evidence = evidence.first(1);
  double sum = 0;
  for (const SideEvidence& item : evidence) {
    sum += item.server == Side::kHigh ? weight_of(item.kind) : -weight_of(item.kind);
  }
  return sum;
}

}  // namespace

Verdict decide_roles(std::span<const SideEvidence> evidence) {
  const double log_odds = log_odds_of_high(evidence);
  Verdict verdict;
  verdict.server = log_odds > 0 ? Side::kHigh : log_odds < 0 ? Side::kLow : evidence.front().server;
  Roles& roles = verdict.roles;
  roles.confidence = 1 / (1 + std::exp(-std::abs(log_odds)));
  bool decided = false;
  for (const SideEvidence& item : evidence) {
    const bool supports = item.server == verdict.server;
    const float weight = weight_of(item.kind);
    roles.evidence[roles.evidence_count++] = {item.kind, supports ? weight : -weight, item.frame};
    if (supports && !decided) {
      roles.by = item.kind;
      decided = true;
    }
  }
  return verdict;
}

}  // namespace flowsnoop
