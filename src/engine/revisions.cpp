#include "engine/revisions.h"

namespace flowsnoop {

void Revisions::keep(const Flow& flow, EndReason reason, Side server) {
  if (kept_.size() == kMaxKept) kept_.pop_front();
  kept_.push_back({flow, reason, server, 0});
  kept_.back().flow.labels = kNoLabels;
}

bool Revisions::is_due(std::int64_t now_ns) {
  const bool is_due = next_review_ns_ && now_ns >= *next_review_ns_;
  if (is_due || !next_review_ns_) next_review_ns_ = later(now_ns, kReviewEveryNs);
  return is_due;
}

}  // namespace flowsnoop
