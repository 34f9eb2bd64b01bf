#include "capture/live_handle.h"

#include <fmt/core.h>

#include <utility>

#include "capture/interface_state.h"
#include "capture/link_types.h"

namespace flowsnoop {
namespace {

[[noreturn]] void fail_to_open(const std::string& name, int status, const std::string& words) {
  switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE: {
      std::string names;
      for (const LiveInterface& interface : list_interfaces()) {
        names += (names.empty() ? "" : ", ") + interface.name;
      }
      throw CaptureError(fmt::format("no interface \"{}\"; there are: {}", name, names));
    }
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      throw CaptureError(
          fmt::format("{}: no permission to capture: run as root, or once \"setcap "
                      "cap_net_raw,cap_net_admin=eip\" on the program file",
                      name));
    case PCAP_ERROR_IFACE_NOT_UP:
      throw CaptureError(fmt::format(
          "{}: the interface is down: bring it up first (ip link set {} up)", name, name));
    default:
      throw CaptureError(fmt::format("{}: cannot capture: {}", name, words));
  }
}

// "host, adapter": what an interface that is not active yet offers.
std::string time_stamp_types(pcap_t* handle) {
  int* types = nullptr;
  const int count = pcap_list_tstamp_types(handle, &types);
  std::string names;
  for (int i = 0; i < count; ++i) {
    const char* const name = pcap_tstamp_type_val_to_name(types[i]);
    if (name != nullptr) names += (names.empty() ? "" : ", ") + std::string(name);
  }
  if (count > 0) pcap_free_tstamp_types(types);
  return names.empty() ? "no other than its usual one" : names;
}

void set_time_stamp_type(pcap_t* handle, const std::string& name, const std::string& type) {
  if (type.empty()) return;
  const int value = pcap_tstamp_type_name_to_val(type.c_str());
  if (value >= 0 && pcap_set_tstamp_type(handle, value) == 0) return;
  throw CaptureError(fmt::format("{}: no time stamps of type \"{}\"; it has {}", name, type,
                                 time_stamp_types(handle)));
}

void set_filter(pcap_t* handle, const std::string& name, const std::string& filter) {
  if (filter.empty()) return;
  bpf_program program{};
  if (pcap_compile(handle, &program, filter.c_str(), /*optimize=*/1, PCAP_NETMASK_UNKNOWN) != 0) {
    throw CaptureError(fmt::format("filter \"{}\" on {}: {}", filter, name, pcap_geterr(handle)));
  }
  const int status = pcap_setfilter(handle, &program);
  pcap_freecode(&program);
  if (status != 0) {
    throw CaptureError(fmt::format("filter \"{}\" on {}: {}", filter, name, pcap_geterr(handle)));
  }
}

}  // namespace

void LiveHandle::count_drops() {
  pcap_stat statistics{};
  if (pcap == nullptr || pcap_stats(pcap.get(), &statistics) != 0) return;
  drops.kernel += statistics.ps_drop - std::exchange(kernel_drops_seen, statistics.ps_drop);
  drops.interface +=
      statistics.ps_ifdrop - std::exchange(interface_drops_seen, statistics.ps_ifdrop);
}

LiveHandle open_live_handle(const std::string& name, const LiveOptions& options) {
  char error[PCAP_ERRBUF_SIZE] = "";
  LiveHandle live;
  live.pcap.reset(pcap_create(name.c_str(), error));
  pcap_t* const handle = live.pcap.get();
  if (handle == nullptr) throw CaptureError(fmt::format("{}: cannot capture: {}", name, error));
  pcap_set_snaplen(handle, options.snaplen);
  pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
  pcap_set_timeout(handle, kHoldBack_ms);
  pcap_set_buffer_size(handle, options.buffer_size);
  set_time_stamp_type(handle, name, options.time_stamp_type);
  live.nanoseconds = pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO) == 0;
  // Above 0 are warnings: the capture works.
  const int status = pcap_activate(handle);
  if (status < 0) fail_to_open(name, status, pcap_geterr(handle));
  // On "any", version 2 of the cooked header tells the interface of each packet.
  if (pcap_datalink(handle) == DLT_LINUX_SLL) pcap_set_datalink(handle, DLT_LINUX_SLL2);
  set_filter(handle, name, options.filter);
  if (pcap_setnonblock(handle, 1, error) != 0) fail_to_open(name, PCAP_ERROR, error);
  live.descriptor = pcap_get_selectable_fd(handle);
  live.promiscuous = options.promiscuous;
  live.hardware_type = hardware_type(live.descriptor, name);
  live.shown = {name,
                link_type_from_dlt(pcap_datalink(handle)),
                static_cast<std::uint32_t>(pcap_snapshot(handle)),
                {}};
  return live;
}

}  // namespace flowsnoop
