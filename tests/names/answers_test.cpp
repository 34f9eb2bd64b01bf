#include "names/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns_text.h"

namespace flowsnoop::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Find = void (*)(const DnsMessage&, Answers&);

// Each as "name address".
std::vector<std::string> found(Find find, const Bytes& bytes) {
  const auto message = parse_dns_message(bytes);
  Answers answers;
  find(*message, answers);
  std::vector<std::string> lines;
  for (const NamedAddress& item : answers.view()) {
    lines.push_back(std::string(item.name) + " " + to_string(item.address));
  }
  return lines;
}

TEST(Answers, AreOfTheNameThatWasAskedFor) {
  EXPECT_THAT(
      found(find_asked_addresses, dns_message("8180", "www.example.com",
                                              {dns_address("www.example.com", "192.0.2.1"),
                                               dns_address("WWW.example.com", "2001:db8::1")})),
      ElementsAre("www.example.com 192.0.2.1", "www.example.com 2001:db8::1"));
}

TEST(Answers, LeadThroughAliases) {
  EXPECT_THAT(
      found(find_asked_addresses, dns_message("8180", "www.example.com",
                                              {dns_alias("edge.example.net", "pop.example.net"),
                                               dns_alias("www.example.com", "edge.example.net"),
                                               dns_address("pop.example.net", "192.0.2.1"),
                                               dns_address("edge.example.net", "192.0.2.2")})),
      ElementsAre("www.example.com 192.0.2.1", "www.example.com 192.0.2.2"));
}

TEST(Answers, AliasesInACircleEnd) {
  EXPECT_THAT(found(find_asked_addresses, dns_message("8180", "a.example",
                                                      {dns_alias("a.example", "b.example"),
                                                       dns_alias("b.example", "a.example"),
                                                       dns_address("b.example", "192.0.2.1")})),
              ElementsAre("a.example 192.0.2.1"));
}

TEST(Answers, WhatWasNotAskedForIsNotBelieved) {
  EXPECT_THAT(found(find_asked_addresses, dns_message("8180", "www.example.com",
                                                      {dns_address("bank.example", "192.0.2.1")})),
              IsEmpty());
  EXPECT_THAT(found(find_asked_addresses,
                    dns_message("8180", "", {dns_address("bank.example", "192.0.2.1")})),
              IsEmpty());
}

TEST(Answers, AreThoseOfResponsesThatSucceed) {
  const std::vector<Bytes> answer = {dns_address("a.example", "192.0.2.1")};
  for (const char* flags : {"0100", "8183", "a980"}) {  // a query, NXDOMAIN, an update
    EXPECT_THAT(found(find_asked_addresses, dns_message(flags, "a.example", answer)), IsEmpty());
    EXPECT_THAT(found(find_announced_addresses, dns_message(flags, "", answer)), IsEmpty());
  }
}

TEST(Answers, OfMulticastDnsAreAllAddresses) {
  EXPECT_THAT(found(find_announced_addresses,
                    dns_message("8400", "",
                                {dns_record("printer.local", "0001 8001 00000078",
                                            from_hex("c0000205")),  // flushes the cache
                                 dns_address("printer.local", "fe80::5"),
                                 dns_address("gone.local", "192.0.2.6", "00000000")})),
              ElementsAre("printer.local 192.0.2.5", "printer.local fe80::5"));
}

TEST(Answers, AreBounded) {
  const std::vector<Bytes> many(200, dns_address("a.example", "192.0.2.1"));
  EXPECT_EQ(found(find_asked_addresses, dns_message("8180", "a.example", many)).size(),
            kMaxAnswers);
}

}  // namespace
}  // namespace flowsnoop::test
