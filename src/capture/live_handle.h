// One interface opened for capture through libpcap.
//
// Used by one thread.
#pragma once

#include <pcap/pcap.h>

#include <memory>
#include <string>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

struct PcapCloser {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using PcapHandle = std::unique_ptr<pcap_t, PcapCloser>;

// The longest that the kernel holds packets back to hand over many at once.
inline constexpr int kHoldBack_ms = 50;

struct LiveHandle {
  PcapHandle pcap;  // non-blocking and active; none once the capture on it has ended
  Interface shown;
  InterfaceState state = InterfaceState::kUp;
  bool promiscuous = false;
  int hardware_type = 0;     // ARPHRD_*, where interface_state() says anything
  int descriptor = -1;       // for poll(); -1 where the interface has none
  bool nanoseconds = false;  // the unit of libpcap's tv_usec
  CaptureDrops drops;        // as count_drops() saw them
  // What libpcap counted by then, in 32 bits that wrap.
  std::uint32_t kernel_drops_seen = 0;
  std::uint32_t interface_drops_seen = 0;

  // Adds what was lost since the last call.
  void count_drops();
};

// Opens `name` as `options` say. Throws CaptureError: unknown interface, no permission, interface
// down, filter that does not compile.
LiveHandle open_live_handle(const std::string& name, const LiveOptions& options);

}  // namespace flowsnoop
