#include "inspect/dns_numbers.h"

#include <gtest/gtest.h>

namespace flowsnoop::test {
namespace {

TEST(DnsNumbers, TypesAreThoseOfTheRegistry) {
  EXPECT_EQ(dns_type_text(1), "A");
  EXPECT_EQ(dns_type_text(28), "AAAA");
  EXPECT_EQ(dns_type_text(65), "HTTPS");
  EXPECT_EQ(dns_type_text(255), "ANY");
  EXPECT_EQ(dns_type_text(257), "CAA");
}

TEST(DnsNumbers, CodesAreThoseOfTheRegistry) {
  EXPECT_EQ(dns_rcode_text(0), "NOERROR");
  EXPECT_EQ(dns_rcode_text(3), "NXDOMAIN");
  EXPECT_EQ(dns_rcode_text(5), "REFUSED");
  EXPECT_EQ(dns_rcode_text(16), "BADVERS");
  EXPECT_EQ(dns_rcode_text(23), "BADCOOKIE");
}

TEST(DnsNumbers, WhatHasNoNameIsSaidByNumber) {
  EXPECT_EQ(dns_type_text(0), "TYPE0");
  EXPECT_EQ(dns_type_text(65280), "TYPE65280");
  EXPECT_EQ(dns_rcode_text(12), "RCODE12");
  EXPECT_EQ(dns_rcode_text(4095), "RCODE4095");
}

}  // namespace
}  // namespace flowsnoop::test
