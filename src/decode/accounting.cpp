#include "flowsnoop/accounting.h"

namespace flowsnoop {

namespace {

struct BucketNames {
  std::string_view name;
  std::string_view description;
};

// In the order of FrameBucket.
constexpr std::array<BucketNames, kFrameBucketCount> kBucketNames{{
    {"tcp_flow", "in TCP flows"},
    {"udp_flow", "in UDP flows"},
    {"icmp_flow", "in ICMP flows"},
    {"other_flow", "in flows of other protocols"},
    {"filtered", "filtered out"},
    {"outside_time", "outside the times asked for"},
    {"fragment", "IP fragments without their first"},
    {"icmp_error", "ICMP errors"},
    {"other_transport", "IP without a transport"},
    {"arp", "ARP"},
    {"non_ip", "non-IP"},
    {"encrypted", "encrypted by the link"},
    {"unsupported_link_type", "unsupported link type"},
    {"truncated_link", "cut within the link header"},
    {"truncated_network", "cut within the IP header"},
    {"truncated_transport", "cut before the ports"},
    {"malformed_network", "malformed IP header"},
    {"malformed_transport", "malformed transport header"},
}};

}  // namespace

std::string_view describe(FrameBucket bucket) {
  return kBucketNames[static_cast<std::size_t>(bucket)].description;
}

std::string_view to_string(FrameBucket bucket) {
  return kBucketNames[static_cast<std::size_t>(bucket)].name;
}

}  // namespace flowsnoop
