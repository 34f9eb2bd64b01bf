#include "engine/revisions.h"

namespace flowsnoop {

Revisions::Told& Revisions::keep(const Flow& flow, EndReason reason, Side server) {
  Told& told = kept_.emplace_back(flow, reason);
  told.server = server;
  return told;
}

bool Revisions::is_due(std::int64_t now_ns) {
  const bool is_due = next_review_ns_ && now_ns >= *next_review_ns_;
  if (is_due || !next_review_ns_) next_review_ns_ = later(now_ns, kReviewEveryNs);
  return is_due;
}

}  // namespace flowsnoop
