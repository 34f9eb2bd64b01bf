#include "inspect/dns_labels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "said.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::from_hex;
using test::join;
using test::text;

// "a.example" and "b.example", RFC 1035 section 3.1.
const Bytes kA = join(from_hex("0161 07"), text("example"), from_hex("00"));
const Bytes kB = join(from_hex("0162 07"), text("example"), from_hex("00"));
const Bytes kTypeA = from_hex("0001 0001");
const Bytes kTypeAaaa = from_hex("001c 0001");

void label(const Bytes& bytes, Labels& labels) {
  DnsMessage message;
  ASSERT_TRUE(message.parse(bytes));
  label_dns(message, labels);
}

std::vector<std::string> values_of(const Labels& labels, LabelKind kind) {
  std::vector<std::string> values;
  labels.for_each([&](LabelKind other, std::string_view value) {
    if (other == kind) values.emplace_back(value);
  });
  return values;
}

using List = std::vector<std::string>;

TEST(DnsLabels, TellEachNameThatIsAskedForOnce) {
  Labels labels;
  label(join(from_hex("0001 0100 0001 0000 0000 0000"), kA, kTypeA), labels);
  label(join(from_hex("0002 0100 0001 0000 0000 0000"), kA, kTypeAaaa), labels);
  label(join(from_hex("0003 0100 0001 0000 0000 0000"), kB, kTypeAaaa), labels);
  EXPECT_EQ(values_of(labels, LabelKind::kDnsQuestionName), (List{"a.example", "b.example"}));
  EXPECT_EQ(values_of(labels, LabelKind::kDnsQuestionType), (List{"A"}));
  EXPECT_FALSE(labels.has(LabelKind::kDnsResponseCode));
}

TEST(DnsLabels, TellTheAnswersOfTheFirstResponse) {
  Labels labels;
  // a.example is an alias of b.example, which has two addresses; one more is in the additional
  // section.
  const Bytes response =
      join(from_hex("0001 8180 0001 0003 0000 0001"), kA, kTypeA,
           from_hex("c00c 0005 0001 0000003c 000b"), kB,
           from_hex("c027 0001 0001 0000003c 0004 c0000201"),
           from_hex("c027 001c 0001 0000003c 0010 20010db8000000000000000000000001"),
           from_hex("c027 0001 0001 0000003c 0004 c0000209"));
  label(response, labels);
  EXPECT_EQ(values_of(labels, LabelKind::kDnsAnswer), (List{"b.example"}));
  EXPECT_EQ(values_of(labels, LabelKind::kDnsAddress), (List{"192.0.2.1", "2001:db8::1"}));
  EXPECT_EQ(values_of(labels, LabelKind::kDnsResponseCode), (List{"NOERROR"}));
  EXPECT_EQ(values_of(labels, LabelKind::kDnsQuestionName), (List{"a.example"}));

  label(join(from_hex("0002 8183 0001 0001 0000 0000"), kB, kTypeA,
             from_hex("c00c 0001 0001 0000003c 0004 c0000203")),
        labels);
  EXPECT_EQ(values_of(labels, LabelKind::kDnsResponseCode), (List{"NOERROR"}));
  EXPECT_EQ(values_of(labels, LabelKind::kDnsAddress), (List{"192.0.2.1", "2001:db8::1"}));
}

TEST(DnsLabels, NameTheResponseCode) {
  Labels labels;
  label(join(from_hex("0001 8183 0001 0000 0000 0000"), kA, kTypeA), labels);
  EXPECT_EQ(labels.first(LabelKind::kDnsResponseCode), "NXDOMAIN");
}

TEST(DnsLabels, AreBounded) {
  Bytes response = join(from_hex("0001 8180 0001 00c8 0000 0000"), kA, kTypeA);
  for (int i = 0; i < 200; ++i) {
    const auto last = static_cast<std::uint8_t>(i);
    response = join(response, from_hex("c00c 0001 0001 0000003c 0004 c00002"), Bytes{last});
  }
  Labels labels;
  label(response, labels);
  EXPECT_EQ(values_of(labels, LabelKind::kDnsAddress).size(), 32u);
}

}  // namespace
}  // namespace flowsnoop
