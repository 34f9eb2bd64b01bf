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

struct LiveHandle {
  PcapHandle pcap;  // non-blocking and active; none once the capture on it has ended
  Interface shown;
  int descriptor = -1;       // for poll(); -1 where the interface has none
  bool nanoseconds = false;  // the unit of libpcap's tv_usec
};

// Opens `name` as `options` say. Throws CaptureError: unknown interface, no permission, interface
// down, filter that does not compile.
LiveHandle open_live_handle(const std::string& name, const LiveOptions& options);

}  // namespace flowsnoop
