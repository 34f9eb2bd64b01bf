#include "names/passive_names.h"

#include <gtest/gtest.h>

#include "dns_text.h"

namespace flowsnoop::test {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;

const IpAddress kClient = *parse_ip_address("192.0.2.10");
const IpAddress kResolver = *parse_ip_address("192.0.2.53");
const IpAddress kServer = *parse_ip_address("198.51.100.80");

class PassiveNamesTest : public testing::Test {
 protected:
  // From the resolver to the client, at second 10.
  bool hear(Application application, const Bytes& payload, std::uint8_t protocol = 17) {
    Decoded packet;
    packet.source = kResolver;
    packet.destination = kClient;
    packet.protocol = protocol;
    packet.payload = payload.data();
    packet.payload_captured = static_cast<std::uint32_t>(payload.size());
    dns.begin_payload();
    return names.hear(application, packet, 10 * kSecond, dns);
  }

  // A conversation of the client and the server.
  static FlowRecord record(std::int64_t start_ns = 11 * kSecond) {
    FlowRecord record;
    record.client.address = kClient;
    record.server.address = kServer;
    record.start_ns = record.end_ns = start_ns;
    return record;
  }

  // "name source" of its server.
  std::string server_of(FlowRecord record) const {
    names.name(record);
    return std::string(record.server_name.text) + " " +
           std::string(to_string(record.server_name.source));
  }

  DnsReader dns;
  PassiveNames names{HashKey{1, 2}};
};

Bytes answer(std::string_view ttl = "0000003c") {
  return dns_message("8180", "www.example.com",
                     {dns_alias("www.example.com", "edge.example.net"),
                      dns_address("edge.example.net", "198.51.100.80", ttl)});
}

TEST_F(PassiveNamesTest, TheNameThatTheClientAskedFor) {
  EXPECT_TRUE(hear(Application::kDns, answer()));
  EXPECT_EQ(server_of(record()), "www.example.com dns");
  FlowRecord other = record();
  other.client.address = *parse_ip_address("192.0.2.99");
  EXPECT_EQ(server_of(other), "www.example.com dns_other");
}

TEST_F(PassiveNamesTest, OfTheClientToo) {
  hear(Application::kMdns, dns_message("8400", "", {dns_address("laptop.local", "192.0.2.10")}));
  FlowRecord named = record();
  names.name(named);
  EXPECT_EQ(named.client_name.text, "laptop.local");
  EXPECT_EQ(named.client_name.source, NameSource::kMdns);
  EXPECT_EQ(named.server_name.text, "");
}

TEST_F(PassiveNamesTest, HoldsForAnHourAtLeastAndADayAtMost) {
  hear(Application::kDns, answer("0000003c"));
  EXPECT_EQ(server_of(record(10 * kSecond + kHour)), "www.example.com dns");
  EXPECT_EQ(server_of(record(11 * kSecond + kHour)), " none");
  hear(Application::kDns, answer("00001c20"));  // 7200 s
  EXPECT_EQ(server_of(record(10 * kSecond + 2 * kHour)), "www.example.com dns");
  EXPECT_EQ(server_of(record(11 * kSecond + 2 * kHour)), " none");
  hear(Application::kDns, answer("ffffffff"));
  EXPECT_EQ(server_of(record(10 * kSecond + 24 * kHour)), "www.example.com dns");
  EXPECT_EQ(server_of(record(11 * kSecond + 24 * kHour)), " none");
}

TEST_F(PassiveNamesTest, OverTcpEachMessageComesAfterItsLength) {
  const Bytes message = answer();
  Bytes segment;
  for (int i = 0; i < 2; ++i) {
    segment.push_back(0);
    segment.push_back(static_cast<std::uint8_t>(message.size()));
    append(segment, i == 0 ? dns_message("0100", "x.example", {}) : message);
    if (i == 0) segment[1] = static_cast<std::uint8_t>(segment.size() - 2);
  }
  EXPECT_FALSE(hear(Application::kDns, segment, 6));
  EXPECT_EQ(server_of(record()), "www.example.com dns");
}

TEST_F(PassiveNamesTest, LocalProtocolsHaveTheirOwnSource) {
  hear(Application::kLlmnr,
       dns_message("8000", "nas", {dns_address("nas", "198.51.100.80", "0000001e")}));
  EXPECT_EQ(server_of(record()), "nas llmnr");
}

TEST_F(PassiveNamesTest, OthersTellNothing) {
  EXPECT_FALSE(hear(Application::kTls, answer()));
  EXPECT_EQ(server_of(record()), " none");
  EXPECT_TRUE(hear(Application::kDns, {}));
  EXPECT_TRUE(hear(Application::kDhcp, {}));
  EXPECT_TRUE(hear(Application::kNetbiosName, answer()));
  EXPECT_TRUE(hear(Application::kNetbiosDatagram, answer()));
  EXPECT_EQ(server_of(record()), " none");
}

TEST_F(PassiveNamesTest, NamesOfTheCaptureHoldForAllOfIt) {
  const HostName host{kServer, "build-server"};
  names.add({&host, 1});
  EXPECT_EQ(server_of(record(0)), "build-server capture");
  EXPECT_EQ(server_of(record(kMaxTimestamp_ns)), "build-server capture");
}

TEST_F(PassiveNamesTest, WhatTheConversationStates) {
  Labels labels;
  labels.add(LabelKind::kHttpHost, "proxied.example:8080");
  FlowRecord stated = record();
  stated.labels = &labels;
  EXPECT_EQ(server_of(stated), "proxied.example http_host");
  labels.add(LabelKind::kTlsServerName, "tls.example");
  EXPECT_EQ(server_of(stated), "tls.example tls_server_name");
  hear(Application::kDns, answer());
  EXPECT_EQ(server_of(stated), "www.example.com dns");
  stated.client.address = *parse_ip_address("192.0.2.99");
  EXPECT_EQ(server_of(stated), "tls.example tls_server_name");
}

TEST_F(PassiveNamesTest, OfSeveralNamesAskedForTheOneStated) {
  hear(Application::kDns, answer());
  hear(Application::kDns,
       dns_message("8180", "cdn.example.org", {dns_address("cdn.example.org", "198.51.100.80")}));
  Labels labels;
  labels.add(LabelKind::kTlsServerName, "www.example.com");
  FlowRecord stated = record();
  stated.labels = &labels;
  EXPECT_EQ(server_of(stated), "www.example.com dns");
  EXPECT_EQ(server_of(record()), "cdn.example.org dns");
}

TEST(HostWithoutPort, IsAName) {
  EXPECT_EQ(host_without_port("www.example.com"), "www.example.com");
  EXPECT_EQ(host_without_port("www.example.com:8080"), "www.example.com");
  EXPECT_EQ(host_without_port("192.0.2.1:80"), "");
  EXPECT_EQ(host_without_port("[2001:db8::1]:80"), "");
  EXPECT_EQ(host_without_port(""), "");
}

}  // namespace
}  // namespace flowsnoop::test
