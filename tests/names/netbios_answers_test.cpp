#include <gtest/gtest.h>

#include "dns_text.h"
#include "names/answers.h"

namespace flowsnoop::test {
namespace {

// RFC 1001 section 14.1: "FRED" with spaces and a suffix; F is 0x46, so "EG", and so on.
const std::string kFred = "EGFCEFEECACACACACACACACACACACA";
const std::string kFredWorkstation = kFred + "AA";

TEST(NetbiosAnswers, NamesAreDecoded) {
  EXPECT_EQ(decode_netbios_name(kFredWorkstation), "FRED");
  EXPECT_EQ(decode_netbios_name(kFred + "CA"), "FRED");  // suffix 20, file server
}

TEST(NetbiosAnswers, NamesOfNoHostAreLeftOut) {
  EXPECT_EQ(decode_netbios_name(kFred + "BL"), std::nullopt);  // suffix 1b, a domain's
  EXPECT_EQ(decode_netbios_name("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), std::nullopt);  // "*"
  EXPECT_EQ(decode_netbios_name("CACACACACACACACACACACACACACACAAA"), std::nullopt);
  EXPECT_EQ(decode_netbios_name(kFred), std::nullopt);
  EXPECT_EQ(decode_netbios_name(std::string(32, 'Q')), std::nullopt);
}

Bytes registration(const char* type_class_ttl, const char* data) {
  Bytes message = from_hex("0001 2910 0001 0000 0000 0001");
  append(message, dns_name(kFredWorkstation));
  append(message, from_hex("0020 0001"));
  append(message, dns_record(kFredWorkstation, type_class_ttl, from_hex(data)));
  return message;
}

std::string host_of(const Bytes& bytes) {
  const auto host = find_netbios_host(*parse_dns_message(bytes));
  return host ? host->name + " " + to_string(host->address) : "none";
}

TEST(NetbiosAnswers, AHostRegistersItsName) {
  EXPECT_EQ(host_of(registration("0020 0001 000493e0", "0000 c0000207")), "FRED 192.0.2.7");
}

TEST(NetbiosAnswers, AGroupIsNoHost) {
  EXPECT_EQ(host_of(registration("0020 0001 000493e0", "8000 c0000207")), "none");
  EXPECT_EQ(host_of(registration("0020 0001 000493e0", "0000 c000")), "none");
  EXPECT_EQ(host_of(registration("0001 0001 000493e0", "c0000207")), "none");
}

TEST(NetbiosAnswers, ADatagramNamesItsSender) {
  Bytes datagram = from_hex("11 02 0001 c0000207 008a 00bb 0000 20");
  datagram.insert(datagram.end(), kFredWorkstation.begin(), kFredWorkstation.end());
  datagram.push_back(0);
  const auto host = find_netbios_sender(datagram);
  ASSERT_TRUE(host.has_value());
  EXPECT_EQ(host->name, "FRED");
  EXPECT_EQ(to_string(host->address), "192.0.2.7");
  for (std::size_t length = 0; length < datagram.size() - 1; ++length) {
    EXPECT_FALSE(find_netbios_sender(
        Bytes(datagram.begin(), datagram.begin() + static_cast<Bytes::difference_type>(length))));
  }
  datagram[0] = 0x13;  // an error
  EXPECT_FALSE(find_netbios_sender(datagram));
}

}  // namespace
}  // namespace flowsnoop::test
