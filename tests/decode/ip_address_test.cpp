#include "flowsnoop/ip_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <random>

namespace flowsnoop {
namespace {

// The text of an address that the C library has read.
std::string formatted(const char* text) {
  std::uint8_t bytes[16];
  if (inet_pton(AF_INET, text, bytes) == 1) return to_string(IpAddress::from_ipv4(bytes));
  EXPECT_EQ(inet_pton(AF_INET6, text, bytes), 1) << text;
  return to_string(IpAddress::from_ipv6(bytes));
}

TEST(IpAddress, FormatsIpv4AsDottedQuad) {
  for (const char* text :
       {"0.0.0.0", "255.255.255.255", "192.0.2.1", "10.100.9.99", "1.2.30.200"}) {
    EXPECT_EQ(formatted(text), text);
  }
}

TEST(IpAddress, FormatsIpv6AsRfc5952Says) {
  EXPECT_EQ(formatted("2001:0db8:0000:0000:0000:0000:0002:0001"), "2001:db8::2:1");  // 4.1, 4.2.1
  EXPECT_EQ(formatted("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");              // 4.2.2
  EXPECT_EQ(formatted("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");        // 4.2.3, the longest run
  EXPECT_EQ(formatted("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");  // 4.2.3, the first of equals
  EXPECT_EQ(formatted("2001:DB8::ABCD"), "2001:db8::abcd");           // 4.3
}

TEST(IpAddress, FormatsZerosAtEitherEnd) {
  EXPECT_EQ(formatted("::"), "::");
  EXPECT_EQ(formatted("::1"), "::1");
  EXPECT_EQ(formatted("1::"), "1::");
  EXPECT_EQ(formatted("0:0:1:1:1:1:0:0"), "::1:1:1:1:0:0");
  EXPECT_EQ(formatted("0:1:1:1:1:1:1:0"), "0:1:1:1:1:1:1:0");
}

TEST(IpAddress, FormatsTheMappedFormAsIpv4) {
  EXPECT_EQ(formatted("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(formatted("::fffe:c000:201"), "::fffe:c000:201");
}

TEST(IpAddress, NeverWritesMoreThanTheStatedMaximum) {
  EXPECT_LE(formatted("1111:2222:3333:4444:5555:6666:7777:8888").size(), kMaxIpAddressText);
  EXPECT_LE(formatted("255.255.255.255").size(), kMaxIpAddressText);
}

TEST(IpAddress, AgreesWithTheCLibraryOnRandomAddresses) {
  std::mt19937 random(5952);
  for (int round = 0; round < 20'000; ++round) {
    IpAddress address;
    // Three groups in four are zero, so that runs of all lengths occur.
    for (std::size_t i = 0; i < 16; ++i) {
      const bool zero_group = (random() & 3) != 0;
      address.bytes[i] = zero_group ? std::uint8_t{0} : static_cast<std::uint8_t>(random());
    }
    const std::string text = to_string(address);
    std::uint8_t bytes[16];
    ASSERT_EQ(inet_pton(AF_INET6, text.c_str(), bytes), 1) << text;
    EXPECT_EQ(IpAddress::from_ipv6(bytes), address) << text;
    EXPECT_EQ(parse_ip_address(text), address) << text;
  }
}

TEST(IpAddress, ParsesWhatTheCLibraryParses) {
  for (const char* text :
       {"192.0.2.1", "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
        "2001:DB8::a", "::ffff:192.0.2.1", "64:ff9b::192.0.2.33", "1:2:3:4:5:6:192.0.2.1"}) {
    const auto address = parse_ip_address(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(to_string(*address), formatted(text));
  }
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const char* text : {"",
                           ".",
                           ":",
                           ":::",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "1.2.3.1234",
                           "01.2.3.4",
                           "1.2.3.4 ",
                           "1.2.3.-4",
                           "a.b.c.d",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1::2::3",
                           "1:2:3:4:5:6:7:8::",
                           "::1:2:3:4:5:6:7:8",
                           "12345::",
                           "g::",
                           "1:",
                           ":1",
                           "1:2:3:4:5:6:7:192.0.2.1",
                           "192.0.2.1::",
                           "::192.0.2",
                           "::1.2.3.4:5",
                           "fe80::1%eth0",
                           "[::1]"}) {
    EXPECT_FALSE(parse_ip_address(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace flowsnoop
