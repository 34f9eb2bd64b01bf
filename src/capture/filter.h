// A pcap filter expression (pcap-filter(7)) over packets of any link types.
//
// libpcap compiles a filter for one link type, and a savefile may hold several: each is compiled
// when its first packet comes. Used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "flowsnoop/packet.h"

namespace flowsnoop {

class PacketFilter {
 public:
  // Throws CaptureError, with libpcap's words, where the expression compiles for no link type.
  explicit PacketFilter(std::string expression);
  ~PacketFilter();
  PacketFilter(PacketFilter&&) noexcept;
  PacketFilter& operator=(PacketFilter&&) noexcept;

  // Compiles for the link types that are most common, so that names in the expression need not be
  // looked up later, when the process may no longer do that.
  void compile_ahead();

  // A packet whose link type the expression means nothing for ("tcp" on USB) does not match.
  bool matches(const Packet& packet);

  // How many packets did not match for that reason.
  std::uint64_t inapplicable_packets() const { return inapplicable_packets_; }

 private:
  struct Program;

  const Program& program_for(LinkType link_type);

  std::string expression_;
  std::vector<std::unique_ptr<Program>> programs_;  // one for each link type met so far
  const Program* last_ = nullptr;
  std::uint64_t inapplicable_packets_ = 0;
};

}  // namespace flowsnoop
