// A conversation that has ended, kept with what belongs to it: its place in the tracker's pool is
// given to others.
#pragma once

#include <cstddef>
#include <memory>

#include "flow/flow.h"
#include "flow/tcp_flow.h"

namespace flowsnoop {

struct KeptFlow {
  // Copies the flow and what is rare of its TCP. Its labels are not copied: who keeps it says whose
  // they are. Throws std::bad_alloc.
  KeptFlow(const Flow& ended, EndReason why) : flow(ended), reason(why) {
    if (ended.rare != nullptr) rare = std::make_unique<TcpRare>(*ended.rare);
    flow.rare = rare.get();
  }

  // What it takes, with what the allocator and a queue add.
  std::size_t bytes() const {
    constexpr std::size_t kOverhead = 48;
    return sizeof(KeptFlow) + kOverhead + (rare ? sizeof(TcpRare) : 0);
  }

  Flow flow;
  EndReason reason;
  std::unique_ptr<TcpRare> rare;
};

}  // namespace flowsnoop
