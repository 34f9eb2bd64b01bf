#include <gtest/gtest.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {
namespace {

// The names of all values of an enumeration, in order.
template <typename Enum>
std::vector<std::string_view> names(std::size_t count) {
  std::vector<std::string_view> result;
  for (std::size_t value = 0; value < count; ++value) {
    result.push_back(to_string(static_cast<Enum>(value)));
  }
  return result;
}

// Programs read them: a name that changes breaks their input.
TEST(Names, OfIcmpErrorsAreThoseThatProgramsRead) {
  EXPECT_EQ(
      names<IcmpErrorKind>(kIcmpErrorKindCount),
      (std::vector<std::string_view>{
          "net_unreachable", "host_unreachable", "protocol_unreachable", "port_unreachable",
          "fragmentation_needed", "prohibited", "unreachable", "packet_too_big", "ttl_exceeded",
          "reassembly_timeout", "parameter_problem", "redirect", "source_quench", "other"}));
}

TEST(Names, AreThoseThatProgramsRead) {
  EXPECT_EQ(names<FlowState>(kFlowStateCount),
            (std::vector<std::string_view>{"syn_sent", "syn_received", "established", "half_closed",
                                           "closed", "reset", "refused", "one_way", "two_way"}));
  EXPECT_EQ(names<EndReason>(kEndReasonCount),
            (std::vector<std::string_view>{"closed", "reset", "idle_timeout", "active_timeout",
                                           "port_reuse", "evicted", "capture_end"}));
  EXPECT_EQ(names<EvidenceKind>(kEvidenceKindCount),
            (std::vector<std::string_view>{"syn",
                                           "syn_ack",
                                           "payload",
                                           "announced",
                                           "unreachable",
                                           "listener",
                                           "multicast",
                                           "ftp_data",
                                           "payload_hint",
                                           "port_class",
                                           "service",
                                           "fan_in",
                                           "shared_port",
                                           "ephemeral_range",
                                           "old_ephemeral_range",
                                           "host_client_ports",
                                           "constant_client",
                                           "sequential_ports",
                                           "lower_port",
                                           "more_data",
                                           "first_speaker"}));
  EXPECT_EQ(
      names<NameSource>(kNameSourceCount),
      (std::vector<std::string_view>{"dns", "tls_server_name", "http_host", "dns_other", "dhcp",
                                     "mdns", "llmnr", "netbios", "capture", "resolver", "none"}));
}

TEST(Names, EndWhereTheEnumerationsDo) {
  EXPECT_EQ(to_string(static_cast<FlowState>(kFlowStateCount)), "unknown");
  EXPECT_EQ(to_string(static_cast<EndReason>(kEndReasonCount)), "unknown");
  EXPECT_EQ(to_string(static_cast<EvidenceKind>(kEvidenceKindCount)), "unknown");
  EXPECT_EQ(to_string(static_cast<NameSource>(kNameSourceCount)), "unknown");
}

}  // namespace
}  // namespace flowsnoop
