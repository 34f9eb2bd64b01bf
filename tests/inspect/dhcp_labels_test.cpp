#include "inspect/dhcp_labels.h"

#include <gtest/gtest.h>

#include <string>

#include "said.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::fill;
using test::from_hex;
using test::join;
using test::text;

// RFC 2131 section 2: 236 bytes that do not matter here, the cookie, options.
Bytes dhcp(const Bytes& options) {
  return join(Bytes{1, 1, 6, 0}, fill(232), from_hex("63825363"), options);
}

std::string name_of(const Bytes& message) {
  Labels labels;
  label_dhcp(message, labels);
  return std::string(labels.first(LabelKind::kDhcpHostName));
}

std::string name6_of(const Bytes& message) {
  Labels labels;
  label_dhcpv6(message, labels);
  return std::string(labels.first(LabelKind::kDhcpHostName));
}

const Bytes kType = from_hex("350101");
const Bytes kName = join(from_hex("0c06"), text("laptop"));
// Flags E and S, two codes, "pc", "lan" in the form of DNS.
const Bytes kEncodedFqdn =
    join(from_hex("510b050000 02"), text("pc"), from_hex("03"), text("lan"), from_hex("00"));

TEST(DhcpLabels, TellTheHostName) {
  EXPECT_EQ(name_of(dhcp(join(kType, kName, from_hex("ff")))), "laptop");
  EXPECT_EQ(name_of(dhcp(join(from_hex("0000"), kName))), "laptop") << "after padding";
  EXPECT_EQ(name_of(dhcp(join(from_hex("0c04"), text("pc1"), from_hex("00ff")))), "pc1")
      << "with a zero at its end";
  EXPECT_EQ(name_of(dhcp(kType)), "");
}

// RFC 4702 section 2.
TEST(DhcpLabels, TellTheFullNameWhereThereIsNoOther) {
  EXPECT_EQ(name_of(dhcp(join(kType, kEncodedFqdn, from_hex("ff")))), "pc.lan");
  EXPECT_EQ(name_of(dhcp(join(from_hex("5109010000"), text("pc.lan")))), "pc.lan");
  EXPECT_EQ(name_of(dhcp(join(kEncodedFqdn, kName, from_hex("ff")))), "laptop");
}

TEST(DhcpLabels, AreNotReadPastTheEndOrWithoutTheCookie) {
  const Bytes whole = dhcp(join(kType, kName));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(name_of(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "");
  }
  Bytes other = whole;
  other[236] = 0;
  EXPECT_EQ(name_of(other), "");
  EXPECT_EQ(name_of(dhcp(join(from_hex("ff"), kName))), "") << "after the end";
}

// RFC 4704 section 4.
TEST(DhcpLabels, TellTheFullNameInDhcpv6) {
  const Bytes solicit = join(from_hex("01 123456 0001 0004 00030001 0027 0008 01 02"), text("pc"),
                             from_hex("03"), text("lan"));
  EXPECT_EQ(name6_of(solicit), "pc.lan");
  for (std::size_t size = 0; size < solicit.size(); ++size) {
    EXPECT_EQ(name6_of(Bytes(solicit.begin(), solicit.begin() + static_cast<std::ptrdiff_t>(size))),
              "");
  }
}

TEST(DhcpLabels, OfANameWithAWrongLengthAreWhatIsWhole) {
  EXPECT_EQ(name6_of(join(from_hex("01 123456 0027 0008 01 02"), text("pc"), from_hex("3f"),
                          text("lan"))),
            "pc");
}

}  // namespace
}  // namespace flowsnoop
