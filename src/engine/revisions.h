// Live, roles are told when a conversation ends, with what is known then. What is learned later may
// say otherwise: the last conversations that were not certain are kept and decided again from time
// to time.
//
// Time is that of the conversations. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "engine/kept_flow.h"
#include "flow/times.h"

namespace flowsnoop {

class Revisions {
 public:
  // So many are kept, for so long, and decided again so often.
  static constexpr std::size_t kMaxKept = 1u << 16;
  static constexpr std::int64_t kKeptForNs = 600'000'000'000;
  static constexpr std::int64_t kReviewEveryNs = 60'000'000'000;

  // A conversation that was told, and which side as the server.
  struct Told : KeptFlow {
    using KeptFlow::KeptFlow;
    Side server = Side::kLow;
    std::uint8_t revision = 0;  // how often it was told anew
  };

  bool is_full() const { return kept_.size() == kMaxKept; }

  // There is room for it. Valid until the next call. Throws std::bad_alloc.
  Told& keep(const Flow& flow, EndReason reason, Side server);

  // Takes the last keep() back.
  void drop_last() { kept_.pop_back(); }

  // Calls `forget(told)` for the one that was kept first, which is there.
  template <typename Forget>
  void forget_first(Forget forget) {
    forget(kept_.front());
    kept_.pop_front();
  }

  // True once in each kReviewEveryNs.
  bool is_due(std::int64_t now_ns);

  // Calls `review(told)` for all that are kept, in the order in which they were, and `forget(told)`
  // for those that ended longer ago than kKeptForNs.
  template <typename Review, typename Forget>
  void review_all(std::int64_t now_ns, Review review, Forget forget) {
    for (Told& told : kept_) review(told);
    std::erase_if(kept_, [&](const Told& told) {
      const bool is_old = later(told.flow.end_ns, kKeptForNs) < now_ns;
      if (is_old) forget(told);
      return is_old;
    });
  }

  std::size_t size() const { return kept_.size(); }

 private:
  std::deque<Told> kept_;
  std::optional<std::int64_t> next_review_ns_;
};

}  // namespace flowsnoop
