#include "flowsnoop/community_id.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop::test {
namespace {

struct Baseline {
  const char* source;
  std::uint16_t source_port;
  const char* destination;
  std::uint16_t destination_port;
  std::uint8_t protocol;
  const char* id;         // of seed 0
  const char* id_seed_1;  // of seed 1
};

// What the specification publishes for its captures: baseline/baseline_deflt.json and
// baseline_seed1.json of https://github.com/corelight/community-id-spec.
constexpr Baseline kBaselines[] = {
    {"fe80::200:86ff:fe05:80da", 135, "fe80::260:97ff:fe07:69ea", 136, 58,
     "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", "1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY="},
    {"fe80::260:97ff:fe07:69ea", 136, "fe80::200:86ff:fe05:80da", 135, 58,
     "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", "1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY="},
    {"fe80::260:97ff:fe07:69ea", 135, "fe80::200:86ff:fe05:80da", 136, 58,
     "1:zavyT/cezQr1fmImYCwYnMXbgck=", "1:2hSqmsDZ2kdcY9kbiUzOEBic0iM="},
    {"fe80::200:86ff:fe05:80da", 136, "fe80::260:97ff:fe07:69ea", 135, 58,
     "1:zavyT/cezQr1fmImYCwYnMXbgck=", "1:2hSqmsDZ2kdcY9kbiUzOEBic0iM="},
    {"3ffe:501:1800:2345::2", 3, "3ffe:507:0:1:200:86ff:fe05:80da", 0, 58,
     "1:2ObVBgIn28oZvibYZhZMBgh7WdQ=", "1:lVEtCZpYu84Xqaa++3lXFyuu2n4="},
    {"3ffe:501:410:0:2c0:dfff:fe47:33e", 1, "3ffe:507:0:1:200:86ff:fe05:80da", 4, 58,
     "1:hLZd0XGWojozrvxqE0dWB1iM6R0=", "1:W8MHwXpWzpoSTD+cGcaJr4u0ys8="},
    {"3ffe:507:0:1:200:86ff:fe05:80da", 128, "3ffe:501:0:1001::2", 129, 58,
     "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=", "1:GfZxjAkDk2MkegpBYHV6tadtFXQ="},
    {"3ffe:501:0:1001::2", 129, "3ffe:507:0:1:200:86ff:fe05:80da", 128, 58,
     "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=", "1:GfZxjAkDk2MkegpBYHV6tadtFXQ="},
    {"fe80::200:86ff:fe05:80da", 133, "ff02::2", 134, 58,
     "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=", "1:L7Ka0ZMYu+J3bL4ulW2PrqyXNo8="},
    {"fe80::260:97ff:fe07:69ea", 134, "ff02::1", 133, 58,
     "1:pkvHqCL88/tg1k4cPigmZXUtL00=", "1:K/ee5UCqAMAQXDorP5nSa2CGLjc="},
    {"192.168.0.89", 8, "192.168.0.1", 0, 1,
     "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA="},
    {"192.168.0.1", 0, "192.168.0.89", 8, 1,
     "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA="},
    {"10.0.0.1", 11, "10.0.0.2", 0, 1,
     "1:YHxtAirCG//0OzkcVAukqKQN9xM=", "1:XjUibYHaafLQ3pxQeiMI8g25q20="},
    {"2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25, 6,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", "1:eJYTW6AOzFLlSUoESovMjnu7rMw="},
    {"2607:f8b0:400c:c03::1a", 25, "2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, 6,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", "1:eJYTW6AOzFLlSUoESovMjnu7rMw="},
    {"192.168.170.8", 7, "192.168.170.56", 7, 132,
     "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=", "1:5w3ZRjeKBzqT3zsaEECDGjUbYeg="},
    {"192.168.170.56", 7, "192.168.170.8", 7, 132,
     "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=", "1:5w3ZRjeKBzqT3zsaEECDGjUbYeg="},
    {"128.232.110.120", 34855, "66.35.250.204", 80, 6,
     "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:3V71V58M3Ksw/yuFALMcW0LAHvc="},
    {"66.35.250.204", 80, "128.232.110.120", 34855, 6,
     "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:3V71V58M3Ksw/yuFALMcW0LAHvc="},
    {"192.168.1.52", 54585, "8.8.8.8", 53, 17,
     "1:d/FP5EW3wiY1vCndhwleRRKHowQ=", "1:Q9We8WO3piVF8yEQBNJF4uiSVrI="},
    {"8.8.8.8", 53, "192.168.1.52", 54585, 17,
     "1:d/FP5EW3wiY1vCndhwleRRKHowQ=", "1:Q9We8WO3piVF8yEQBNJF4uiSVrI="},
    {"10.1.12.1", 0, "10.1.12.2", 0, 46,
     "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=", "1:rYir8gphR31noO9iDRQmF/BteEI="},
    {"10.1.12.2", 0, "10.1.12.1", 0, 46,
     "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=", "1:rYir8gphR31noO9iDRQmF/BteEI="},
};

CommunityEnds ends_of(const Baseline& line) {
  const IpAddress source = *parse_ip_address(line.source);
  return {source,
          *parse_ip_address(line.destination),
          source.is_ipv4() ? std::uint8_t{4} : std::uint8_t{6},
          line.protocol,
          line.source_port,
          line.destination_port};
}

CommunityEnds turned(CommunityEnds ends) {
  std::swap(ends.source, ends.destination);
  std::swap(ends.source_port, ends.destination_port);
  return ends;
}

CommunityEnds icmp(std::uint8_t protocol, std::uint16_t type, std::uint16_t code = 0) {
  if (protocol == 1) {
    return {*parse_ip_address("192.0.2.1"), *parse_ip_address("192.0.2.2"), 4, 1, type, code};
  }
  return {*parse_ip_address("2001:db8::1"), *parse_ip_address("2001:db8::2"), 6, 58, type, code};
}

class CommunityId : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_community_id()) GTEST_SKIP() << "built without OpenSSL, or SHA-1 is forbidden";
  }
};

TEST_F(CommunityId, IsTheOneThatTheSpecificationPublishes) {
  for (const Baseline& line : kBaselines) {
    EXPECT_EQ(community_id(ends_of(line)), line.id) << line.source << " " << line.source_port;
    EXPECT_EQ(community_id(ends_of(line), 1), line.id_seed_1) << line.source;
  }
}

TEST_F(CommunityId, IsOneForBothDirections) {
  for (const int protocol : {6, 17, 132, 46, 47, 50}) {
    const CommunityEnds ends{*parse_ip_address("192.0.2.1"),
                             *parse_ip_address("192.0.2.2"),
                             4,
                             static_cast<std::uint8_t>(protocol),
                             4000,
                             5000};
    EXPECT_EQ(community_id(ends), community_id(turned(ends))) << protocol;
  }
  const IpAddress loopback = *parse_ip_address("127.0.0.1");
  const CommunityEnds same{loopback, loopback, 4, 6, 4000, 5000};
  EXPECT_EQ(community_id(same), community_id(turned(same)));
}

// The types that the specification pairs: the answer, from the other side, is the same
// conversation, whatever the codes.
TEST_F(CommunityId, OfIcmpPairsQuestionsAndAnswers) {
  constexpr std::uint16_t kIcmp[][2] = {{8, 0}, {10, 9}, {13, 14}, {15, 16}, {17, 18}};
  for (const auto& [question, answer] : kIcmp) {
    CommunityEnds back = turned(icmp(1, answer));
    back.source_port = answer;
    back.destination_port = 0;
    EXPECT_EQ(community_id(icmp(1, question, 3)), community_id(back)) << question;
  }
  constexpr std::uint16_t kIcmp6[][2] = {{128, 129}, {130, 131}, {133, 134},
                                         {135, 136}, {139, 140}, {144, 145}};
  for (const auto& [question, answer] : kIcmp6) {
    CommunityEnds back = turned(icmp(58, answer));
    back.source_port = answer;
    back.destination_port = 0;
    EXPECT_EQ(community_id(icmp(58, question)), community_id(back)) << question;
  }
}

TEST_F(CommunityId, OfOneWayIcmpKeepsTheDirectionAndTheCode) {
  for (const int protocol : {1, 58}) {
    const CommunityEnds ends = icmp(static_cast<std::uint8_t>(protocol), 3, 1);
    CommunityEnds back = ends;
    std::swap(back.source, back.destination);
    EXPECT_NE(community_id(ends), community_id(back));
    EXPECT_NE(community_id(ends), community_id(icmp(static_cast<std::uint8_t>(protocol), 3, 2)));
  }
}

TEST_F(CommunityId, OfOtherProtocolsHasNoPorts) {
  CommunityEnds ends = icmp(1, 0);
  ends.protocol = 47;
  const std::string id = community_id(ends);
  ends.source_port = 7;
  EXPECT_EQ(community_id(ends), id);
}

// An IPv6 packet may carry ::ffff:192.0.2.1, which is another conversation than that of IPv4.
TEST_F(CommunityId, TellsMappedAddressesFromIpv4) {
  CommunityEnds ends = icmp(1, 0);
  ends.protocol = 6;
  const std::string id = community_id(ends);
  ends.ip_version = 6;
  EXPECT_NE(community_id(ends), id);
}

TEST_F(CommunityId, OfARecordIsThatOfItsEnds) {
  const FlowRecord record = https_record();
  const CommunityEnds ends = community_ends(record);
  EXPECT_EQ(ends.source, record.client.address);
  EXPECT_EQ(ends.destination_port, record.server.port);
  EXPECT_EQ(ends.protocol, 6);
  EXPECT_EQ(community_id(ends).size(), kCommunityIdSize);
}

}  // namespace
}  // namespace flowsnoop::test
