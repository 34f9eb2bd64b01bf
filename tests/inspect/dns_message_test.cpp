#include "inspect/dns_message.h"

#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

// www.example.com at offset 12, as the first name of a message.
const Bytes kName = from_hex("03777777 076578616d706c65 03636f6d 00");
const Bytes kQuestion = join(kName, from_hex("0001 0001"));

// What is asked and answered, as one line: "www.example.com A 192.0.2.7 3600".
std::string describe(const DnsRecord& record) {
  std::string line = std::string(record.name) + " " + std::to_string(record.type) + " ";
  line += record.has_address ? to_string(record.address) : std::string(record.target);
  return line + " " + std::to_string(record.ttl_s);
}

DnsMessage parsed(const Bytes& bytes) {
  DnsMessage message;
  EXPECT_TRUE(message.parse(bytes));
  return message;
}

// A response of one answer: its type and data behind the question.
Bytes answer(const char* type, const Bytes& data) {
  return join(from_hex("0001 8180 0001 0001 0000 0000"), kQuestion, from_hex("c00c"),
              from_hex(type), from_hex("0001 0000003c"),
              Bytes{0, static_cast<std::uint8_t>(data.size())}, data);
}

// The only question of a message that has nothing else.
std::string asked(const Bytes& name) {
  const DnsMessage message =
      parsed(join(from_hex("0001 0100 0001 0000 0000 0000"), name, from_hex("0001 0001")));
  return message.questions().empty() ? "(none)" : std::string(message.questions()[0].name);
}

TEST(DnsMessage, AQueryAsks) {
  const DnsMessage message = parsed(join(from_hex("1234 0100 0001 0000 0000 0000"), kQuestion));
  EXPECT_EQ(message.id(), 0x1234);
  EXPECT_FALSE(message.is_response());
  EXPECT_TRUE(message.is_whole());
  ASSERT_EQ(message.questions().size(), 1u);
  EXPECT_EQ(message.questions()[0].name, "www.example.com");
  EXPECT_EQ(message.questions()[0].type, 1);
  EXPECT_EQ(message.questions()[0].record_class, 1);
  EXPECT_TRUE(message.records().empty());
}

TEST(DnsMessage, AResponseAnswersThroughAChainOfNames) {
  const Bytes chain = from_hex("c00c 0005 0001 0000003c 0006 0363646e c010");  // cdn.example.com
  const Bytes address = from_hex("c02d 0001 0001 00000e10 0004 c0000207");
  const DnsMessage message =
      parsed(join(from_hex("1234 8180 0001 0002 0000 0000"), kQuestion, chain, address));
  EXPECT_TRUE(message.is_response());
  EXPECT_TRUE(message.is_whole());
  ASSERT_EQ(message.records().size(), 2u);
  EXPECT_EQ(describe(message.records()[0]), "www.example.com 5 cdn.example.com 60");
  EXPECT_EQ(describe(message.records()[1]), "cdn.example.com 1 192.0.2.7 3600");
}

// Names that point to the one that was asked for cost no room, however many there are.
TEST(DnsMessage, ReadsAsManyAnswersOfALongNameAsAMessageMayHave) {
  Bytes bytes = from_hex("1234 8180 0001 0100 0000 0000");
  Bytes name;
  for (int label = 0; label < 3; ++label) {
    name.push_back(63);
    name.insert(name.end(), 63, 'a');
  }
  name.push_back(0);
  bytes = join(bytes, name, from_hex("0001 0001"));
  for (std::size_t i = 0; i < DnsMessage::kMaxRecords; ++i) {
    bytes = join(bytes, from_hex("c00c 0001 0001 00000e10 0004 c0000207"));
  }
  const DnsMessage message = parsed(bytes);
  EXPECT_TRUE(message.is_whole());
  ASSERT_EQ(message.records().size(), DnsMessage::kMaxRecords);
  EXPECT_EQ(message.records().back().name, message.questions()[0].name);
  EXPECT_EQ(message.records().back().name.size(), 3 * 64u - 1);
}

TEST(DnsReader, ReadsAMessageOnceInAPayloadAndAnewInTheNext) {
  Bytes bytes = join(from_hex("1234 0100 0001 0000 0000 0000"), kQuestion);
  DnsReader reader;
  reader.begin_payload();
  ASSERT_NE(reader.read(bytes), nullptr);
  EXPECT_EQ(reader.read(bytes)->id(), 0x1234);
  bytes[0] = 0x56;  // another payload at the same place
  EXPECT_EQ(reader.read(bytes)->id(), 0x1234);
  reader.begin_payload();
  ASSERT_NE(reader.read(bytes), nullptr);
  EXPECT_EQ(reader.read(bytes)->id(), 0x5634);
}

TEST(DnsReader, ReadsAnotherMessageOfThePayload) {
  const Bytes one = join(from_hex("0001 0100 0001 0000 0000 0000"), kQuestion);
  const Bytes both = join(one, one);
  const std::span<const std::uint8_t> bytes(both);
  DnsReader reader;
  EXPECT_EQ(reader.read({}), nullptr);
  EXPECT_EQ(reader.read(bytes.first(11)), nullptr);
  EXPECT_EQ(reader.read(bytes.first(11)), nullptr);
  ASSERT_NE(reader.read(bytes.first(12)), nullptr);
  EXPECT_TRUE(reader.read(bytes.first(12))->questions().empty());
  ASSERT_NE(reader.read(bytes.first(one.size())), nullptr);
  EXPECT_EQ(reader.read(bytes.first(one.size()))->questions().size(), 1u);
  ASSERT_NE(reader.read(bytes.subspan(one.size())), nullptr);
}

TEST(DnsMessage, ReadsTheAddressesAndNamesThatRecordsHold) {
  const Bytes target = from_hex("046d61696c c010");  // mail.example.com
  const std::pair<const char*, Bytes> with_names[] = {
      {"0002", target},
      {"0005", target},
      {"000c", target},
      {"0027", target},
      {"000f", join(from_hex("000a"), target)},
      {"0021", join(from_hex("0001 0002 0050"), target)},
  };
  for (const auto& [type, data] : with_names) {
    const DnsMessage message = parsed(answer(type, data));
    ASSERT_EQ(message.records().size(), 1u) << type;
    EXPECT_EQ(message.records()[0].target, "mail.example.com") << type;
  }
  const DnsMessage ipv6 = parsed(answer("001c", from_hex("20010db8000000000000000000000007")));
  ASSERT_EQ(ipv6.records().size(), 1u);
  EXPECT_EQ(describe(ipv6.records()[0]), "www.example.com 28 2001:db8::7 60");
  const DnsMessage other = parsed(answer("0010", from_hex("0474657874")));
  ASSERT_EQ(other.records().size(), 1u);
  EXPECT_EQ(other.records()[0].data.size(), 5u);
  EXPECT_FALSE(other.records()[0].has_address);
}

TEST(DnsMessage, KeepsTheSections) {
  const Bytes record = from_hex("c00c 0001 0001 00000e10 0004 c0000207");
  const DnsMessage message =
      parsed(join(from_hex("1234 8180 0001 0001 0001 0001"), kQuestion, record, record, record));
  ASSERT_EQ(message.records().size(), 3u);
  EXPECT_EQ(message.records()[0].section, DnsSection::kAnswer);
  EXPECT_EQ(message.records()[1].section, DnsSection::kAuthority);
  EXPECT_EQ(message.records()[2].section, DnsSection::kAdditional);
}

TEST(DnsMessage, EdnsExtendsTheResponseCode) {
  EXPECT_EQ(parsed(from_hex("1234 8183 0000 0000 0000 0000")).rcode(), 3);
  // RFC 6891 section 6.1.3: the upper eight bits are the first byte of the TTL. 1 << 4 | 7 = 23.
  const DnsMessage message =
      parsed(from_hex("1234 8187 0000 0000 0000 0001 00 0029 1000 01000000 0000"));
  EXPECT_TRUE(message.is_whole());
  EXPECT_EQ(message.rcode(), 23);
}

TEST(DnsMessage, SaysWhatTheHeaderSays) {
  EXPECT_TRUE(parsed(from_hex("1234 8380 0000 0000 0000 0000")).is_truncated());
  EXPECT_FALSE(parsed(from_hex("1234 8180 0000 0000 0000 0000")).is_truncated());
  EXPECT_EQ(parsed(from_hex("1234 2800 0000 0000 0000 0000")).opcode(), 5u);
}

TEST(DnsMessage, NamesAreInertText) {
  EXPECT_EQ(asked(from_hex("00")), ".");
  EXPECT_EQ(asked(from_hex("03 612e62 01 63 00")), "a\\.b.c");
  EXPECT_EQ(asked(from_hex("02 5c61 00")), "\\\\a");
  EXPECT_EQ(asked(from_hex("05 1b200a7fff 00")), "\\027\\032\\010\\127\\255");
  EXPECT_EQ(asked(from_hex("03 577757 00")), "WwW");
}

TEST(DnsMessage, NamesHaveTheBoundsOfTheStandard) {
  const Bytes label = join(from_hex("3f"), fill(63, 'a'));
  // 3 * 64 + 62 + 1 = 255 bytes with the final zero, and then one more.
  const Bytes longest = join(label, label, label, from_hex("3d"), fill(61, 'a'), from_hex("00"));
  const Bytes too_long = join(label, label, label, from_hex("3e"), fill(62, 'a'), from_hex("00"));
  EXPECT_EQ(asked(longest).size(), 253u);
  EXPECT_EQ(asked(too_long), "(none)");
  EXPECT_EQ(asked(join(from_hex("40"), fill(64, 'a'), from_hex("00"))), "(none)");  // RFC 6891
}

TEST(DnsMessage, PointersLeadBackwardsOrNowhere) {
  EXPECT_EQ(asked(from_hex("c00c")), "(none)");       // to itself
  EXPECT_EQ(asked(from_hex("0161 c00c")), "(none)");  // to the name that it ends
  EXPECT_EQ(asked(from_hex("c00e c00c")), "(none)");  // forwards, and back
  EXPECT_EQ(asked(from_hex("c000")), "(none)");       // into the header
  EXPECT_EQ(asked(from_hex("ffff")), "(none)");       // behind the end
}

// Each name points to the one before it, which is a pointer: the longest chain that leads
// backwards. 127 pointers are followed.
TEST(DnsMessage, AChainOfPointersIsFollowedSoFar) {
  Bytes bytes = join(from_hex("0001 8180 0000 00c8 0000 0000"), from_hex("00"));
  const Bytes rest = from_hex("0010 0001 00000000 0000");
  std::size_t previous = 12;
  bytes = join(bytes, rest);  // the root's record
  for (int i = 1; i < 200; ++i) {
    const std::size_t here = bytes.size();
    bytes.push_back(static_cast<std::uint8_t>(0xc0 | previous >> 8));
    bytes.push_back(static_cast<std::uint8_t>(previous & 0xff));
    bytes = join(bytes, rest);
    previous = here;
  }
  const DnsMessage message = parsed(bytes);
  EXPECT_EQ(message.records().size(), 128u);
  EXPECT_FALSE(message.is_whole());
}

TEST(DnsMessage, CutAnywhereGivesWhatIsWhole) {
  const Bytes record = from_hex("c00c 0001 0001 00000e10 0004 c0000207");
  const Bytes whole = join(from_hex("1234 8180 0001 0002 0000 0000"), kQuestion, record, record);
  DnsMessage message;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<Bytes::difference_type>(length));
    ASSERT_EQ(message.parse(cut), length >= 12) << length;
    if (length < 12) continue;
    EXPECT_FALSE(message.is_whole()) << length;
    EXPECT_EQ(message.questions().size(), length >= 33 ? 1u : 0u) << length;
    EXPECT_EQ(message.records().size(), length >= 49 ? 1u : 0u) << length;
  }
  EXPECT_TRUE(message.parse(whole));
  EXPECT_EQ(message.records().size(), 2u);
}

TEST(DnsMessage, DataThatIsNotWhatItsTypeSaysEndsIt) {
  EXPECT_TRUE(parsed(answer("0001", from_hex("c00002"))).records().empty());
  EXPECT_TRUE(parsed(answer("001c", from_hex("c0000207"))).records().empty());
  EXPECT_TRUE(parsed(answer("0005", from_hex("0161"))).records().empty());       // no end
  EXPECT_TRUE(parsed(answer("0005", from_hex("016100 00"))).records().empty());  // more than that
  EXPECT_TRUE(parsed(answer("0021", from_hex("0001 0002 0050"))).records().empty());
  EXPECT_EQ(parsed(answer("0001", {})).records().size(), 1u);  // RFC 2136 section 2.5.2
}

TEST(DnsMessage, CountsOfAFloodAreBounded) {
  Bytes bytes = from_hex("1234 8180 0000 ffff 0000 0000");
  for (int i = 0; i < 1000; ++i) {
    bytes = join(bytes, from_hex("0161 00 0001 0001 00000e10 0004 c0000207"));
  }
  EXPECT_EQ(parsed(bytes).records().size(), DnsMessage::kMaxRecords);
  Bytes questions = from_hex("1234 0000 ffff 0000 0000 0000");
  for (int i = 0; i < 1000; ++i) questions = join(questions, from_hex("00 0001 0001"));
  EXPECT_EQ(parsed(questions).questions().size(), DnsMessage::kMaxQuestions);
}

// Pointers let a small message state long names many times.
TEST(DnsMessage, TextOfAFloodIsBounded) {
  const Bytes label = join(from_hex("3f"), fill(63, 0));
  const Bytes name = join(label, label, label, from_hex("00"));
  const Bytes rest = from_hex("0010 0001 00000000 0000");
  Bytes bytes = join(from_hex("1234 8180 0000 00c8 0000 0000"), name, rest);
  for (int i = 1; i < 200; ++i) bytes = join(bytes, from_hex("c00c"), rest);
  const DnsMessage message = parsed(bytes);
  // 3 labels of 63 * 4 characters and 2 dots a name; 16384 bytes have room for 21.
  EXPECT_EQ(message.records().size(), 21u);
  EXPECT_EQ(message.records()[20].name.size(), 758u);
  EXPECT_EQ(message.records()[20].name, message.records()[0].name);
}

TEST(DnsMessage, IsUsedAgainWithoutWhatWasBefore) {
  DnsMessage message;
  ASSERT_TRUE(message.parse(answer("0001", from_hex("c0000207"))));
  ASSERT_TRUE(message.parse(from_hex("0002 0000 0000 0000 0000 0000")));
  EXPECT_TRUE(message.questions().empty());
  EXPECT_TRUE(message.records().empty());
  EXPECT_FALSE(message.parse(from_hex("0002")));
  EXPECT_TRUE(message.records().empty());
}

TEST(DnsMessage, ParsesForThoseWhoNeedItOnce) {
  EXPECT_FALSE(parse_dns_message(from_hex("1234 8180")).has_value());
  const auto message = parse_dns_message(answer("0001", from_hex("c0000207")));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(describe(message->records()[0]), "www.example.com 1 192.0.2.7 60");
}

}  // namespace
}  // namespace flowsnoop::test
