#include "output/network.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

bool contains(std::string_view network, std::string_view address) {
  return parse_network(network).value().contains(parse_ip_address(address).value());
}

TEST(Network, HoldsTheAddressesThatShareItsFirstBits) {
  EXPECT_TRUE(contains("192.168.0.0/16", "192.168.255.1"));
  EXPECT_FALSE(contains("192.168.0.0/16", "192.169.0.1"));
  EXPECT_TRUE(contains("10.32.0.0/11", "10.63.255.255"));
  EXPECT_FALSE(contains("10.32.0.0/11", "10.64.0.0"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST(Network, AnAddressWithoutALengthIsThatAddressAlone) {
  EXPECT_TRUE(contains("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1", "192.0.2.0"));
  EXPECT_FALSE(contains("2001:db8::1", "2001:db8::"));
}

TEST(Network, AllOfIpv4IsNotAllOfIpv6) {
  EXPECT_TRUE(contains("0.0.0.0/0", "255.1.2.3"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
}

TEST(Network, RefusesWhatIsNone) {
  for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                           "::/129", "10.0.0/8", "host"}) {
    EXPECT_FALSE(parse_network(text)) << text;
  }
}

}  // namespace
}  // namespace flowsnoop
