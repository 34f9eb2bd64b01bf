// Names one conversation, as a person does on the command line: by its id, or by its two sockets.
//
// A plain value; pure functions, safe to use from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

struct FlowSelector {
  struct Socket {
    IpAddress address;
    std::uint16_t port = 0;
  };

  std::uint64_t flow_id = 0;  // 0: the sockets count
  Socket sockets[2];          // in either order

  bool matches(const FlowRecord& record) const;
};

// Reads "17" or "192.0.2.1:51514-[2001:db8::1]:443"; nothing where `text` is neither.
std::optional<FlowSelector> parse_flow_selector(std::string_view text);

}  // namespace flowsnoop
