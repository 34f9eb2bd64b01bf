// The numbers are those of the IANA registry, Assigned Internet Protocol Numbers.
#include "flowsnoop/protocols.h"

#include <gtest/gtest.h>

#include <utility>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

TEST(ProtocolName, IsTheKeywordOfTheRegistryInLowerCase) {
  constexpr std::pair<std::uint8_t, std::string_view> kCases[] = {
      {0, "hopopt"},
      {1, "icmp"},
      {2, "igmp"},
      {6, "tcp"},
      {17, "udp"},
      {33, "dccp"},
      {41, "ipv6"},
      {46, "rsvp"},
      {47, "gre"},
      {50, "esp"},
      {51, "ah"},
      {58, "ipv6-icmp"},
      {60, "ipv6-opts"},
      {88, "eigrp"},
      {89, "ospf"},
      {97, "etherip"},
      {103, "pim"},
      {108, "ipcomp"},
      {112, "vrrp"},
      {115, "l2tp"},
      {132, "sctp"},
      {133, "fc"},
      {135, "mobility-header"},
      {136, "udplite"},
      {137, "mpls-in-ip"},
      {138, "manet"},
      {139, "hip"},
      {142, "rohc"},
      {143, "ethernet"},
  };
  for (const auto& [number, name] : kCases) EXPECT_EQ(protocol_name(number), name) << +number;
}

TEST(ProtocolName, IsEmptyWhereThereIsNone) {
  for (const int number : {61, 63, 68, 99, 114, 200, 253, 254, 255}) {
    EXPECT_EQ(protocol_name(static_cast<std::uint8_t>(number)), "") << number;
  }
}

TEST(HasPorts, HoldsOfTransportsOnly) {
  for (const int number : {6, 17, 33, 132, 136}) {
    EXPECT_TRUE(has_ports(static_cast<std::uint8_t>(number))) << number;
  }
  for (const int number : {0, 1, 2, 47, 50, 58, 89, 255}) {
    EXPECT_FALSE(has_ports(static_cast<std::uint8_t>(number))) << number;
  }
}

}  // namespace
}  // namespace flowsnoop
