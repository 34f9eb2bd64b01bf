#include <gtest/gtest.h>

#include "dns_text.h"
#include "names/answers.h"

namespace flowsnoop::test {
namespace {

// Addresses and options in hexadecimal digits.
Bytes dhcp(std::string_view own, std::string_view given, std::string_view options) {
  Bytes message = from_hex("01010600 12345678 00000000");
  append(message, from_hex(own));
  append(message, from_hex(given));
  message.resize(236);
  append(message, from_hex("63825363"));
  append(message, from_hex(options));
  return message;
}

std::string host_of(const Bytes& message) {
  const auto host = find_dhcp_host(message);
  return host ? host->name + " " + to_string(host->address) : "none";
}

constexpr char kNone[] = "00000000";
constexpr char kAddress[] = "c0000207";

TEST(DhcpAnswers, AClientAsksForAnAddressAndTellsItsName) {
  EXPECT_EQ(host_of(dhcp(kNone, kNone, "350103 3204c0000207 0c066c6170746f70 ff")),
            "laptop 192.0.2.7");
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "00 350103 0c066c6170746f70 ff")), "laptop 192.0.2.7");
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350108 0c066c6170746f70 ff")), "laptop 192.0.2.7");
}

TEST(DhcpAnswers, AServerGivesTheAddress) {
  EXPECT_EQ(host_of(dhcp(kNone, kAddress, "350105 0c066c6170746f70 ff")), "laptop 192.0.2.7");
}

TEST(DhcpAnswers, TheFullNameInEitherForm) {
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350103 5109 000000 612e746573742e ff")),
            "a.test 192.0.2.7");
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350103 510b 040000 0161 0474657374 00 ff")),
            "a.test 192.0.2.7");
}

TEST(DhcpAnswers, WhatDoesNotFitIsNone) {
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350101 0c066c6170746f70 ff")), "none");  // DISCOVER
  EXPECT_EQ(host_of(dhcp(kNone, kNone, "350103 0c066c6170746f70 ff")), "none");
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350103 ff")), "none");
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350103 0c0100 ff")), "none");
  EXPECT_EQ(host_of(dhcp(kAddress, kNone, "350103 0cff6c ff")), "none");
  Bytes message = dhcp(kAddress, kNone, "350103 0c066c6170746f70 ff");
  message[236] = 0;
  EXPECT_EQ(host_of(message), "none");
}

TEST(DhcpAnswers, CutAnywhereIsNone) {
  const Bytes message = dhcp(kAddress, kNone, "350103 0c066c6170746f70");
  for (std::size_t length = 0; length < message.size(); ++length) {
    EXPECT_EQ(host_of(Bytes(message.begin(),
                            message.begin() + static_cast<Bytes::difference_type>(length))),
              "none");
  }
  EXPECT_EQ(host_of(message), "laptop 192.0.2.7");
}

}  // namespace
}  // namespace flowsnoop::test
