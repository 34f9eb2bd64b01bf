#include "capture/link_types.h"

#include <fmt/core.h>
#include <pcap/pcap.h>

namespace flowsnoop {
namespace {

struct DltPair {
  std::uint16_t link_type;
  int dlt;
};

// Where the two numbers differ. 14 is what OpenBSD's programs wrote for raw IP.
constexpr DltPair kDiffering[] = {
    {100, DLT_ATM_RFC1483}, {101, DLT_RAW},       {14, DLT_RAW},
    {102, DLT_SLIP_BSDOS},  {103, DLT_PPP_BSDOS}, {106, DLT_ATM_CLIP},
};

}  // namespace

LinkType link_type_from_dlt(int dlt) {
  for (const DltPair& pair : kDiffering) {
    if (pair.dlt == dlt) return static_cast<LinkType>(pair.link_type);
  }
  return static_cast<LinkType>(dlt);
}

int dlt_from_link_type(LinkType link_type) {
  for (const DltPair& pair : kDiffering) {
    if (pair.link_type == static_cast<std::uint16_t>(link_type)) return pair.dlt;
  }
  return static_cast<int>(link_type);
}

std::string link_type_name(LinkType link_type) {
  const int dlt = dlt_from_link_type(link_type);
  const char* name = pcap_datalink_val_to_name(dlt);
  const char* description = pcap_datalink_val_to_description(dlt);
  if (name == nullptr) return fmt::format("LINKTYPE {}", static_cast<unsigned>(link_type));
  return description == nullptr ? name : fmt::format("{} ({})", name, description);
}

}  // namespace flowsnoop
