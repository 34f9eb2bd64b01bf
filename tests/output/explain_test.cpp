#include "output/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Roles roles_of(std::initializer_list<Evidence> evidence) {
  Roles roles;
  for (const Evidence& item : evidence) roles.evidence[roles.evidence_count++] = item;
  return roles;
}

FlowRecord weighed_record() {
  FlowRecord record = test::https_record();
  record.roles = roles_of({{EvidenceKind::kPayload, 5.2F, 4},
                           {EvidenceKind::kListener, 5.0F, 0},
                           {EvidenceKind::kFirstSpeaker, -0.1F, 1}});
  record.roles.confidence = 0.99996;
  record.roles.by = EvidenceKind::kPayload;
  return record;
}

struct Explained {
  std::string text;
  std::string problem;
};

Explained explain(const FlowRecord& record, std::string_view flow = "1") {
  test::MemoryOutput memory;
  ExplainWriter writer(memory.output(), {0, false, true}, parse_flow_selector(flow).value());
  writer.on_record(record);
  writer.finish({});
  return {memory.text(), writer.problem()};
}

TEST(VerdictWithout, IsTheSumOfTheOthers) {
  const Roles roles = roles_of({{EvidenceKind::kService, 2.0F, 1},
                                {EvidenceKind::kPortClass, 1.4F, 1},
                                {EvidenceKind::kMoreData, -1.8F, 1}});
  const Alternative without_service = verdict_without(roles, 0);
  EXPECT_TRUE(without_service.reversed);
  EXPECT_NEAR(without_service.confidence, 0.599, 0.001);
  const Alternative without_data = verdict_without(roles, 2);
  EXPECT_FALSE(without_data.reversed);
  EXPECT_NEAR(without_data.confidence, 0.968, 0.001);
  EXPECT_FALSE(without_data.alone);
}

TEST(VerdictWithout, IsUndecidedWhereNothingIsLeft) {
  EXPECT_TRUE(verdict_without(roles_of({{EvidenceKind::kLowerPort, 3.0F, 1}}), 0).undecided);
}

TEST(VerdictWithout, AHandshakeIsTheNextThatDecidesAlone) {
  const Roles roles = roles_of({{EvidenceKind::kSyn, 12.0F, 1},
                                {EvidenceKind::kSynAck, -9.0F, 2},
                                {EvidenceKind::kService, 2.0F, 1}});
  const Alternative without_syn = verdict_without(roles, 0);
  EXPECT_TRUE(without_syn.alone);
  EXPECT_EQ(without_syn.by, EvidenceKind::kSynAck);
  EXPECT_TRUE(without_syn.reversed);
  for (const std::size_t position : {1u, 2u}) {
    const Alternative same = verdict_without(roles, position);
    EXPECT_EQ(same.by, EvidenceKind::kSyn);
    EXPECT_FALSE(same.reversed);
    EXPECT_NEAR(same.confidence, 0.999994, 0.000001) << "not more than the SYN alone";
  }
}

TEST(VerdictWithout, TheOnlyHandshakePieceIsWhatTheRestWeighs) {
  const Alternative rest = verdict_without(roles_of({{EvidenceKind::kSyn, 12.0F, 1},
                                                     {EvidenceKind::kService, -2.0F, 1},
                                                     {EvidenceKind::kMoreData, 0.5F, 1}}),
                                           0);
  EXPECT_FALSE(rest.alone);
  EXPECT_TRUE(rest.reversed);
  EXPECT_NEAR(rest.confidence, 0.8176, 0.001);
}

TEST(Explain, ShowsEachPieceOfEvidenceInOrder) {
  EXPECT_EQ(explain(weighed_record()).text,
            "flow 1: tcp, https, closed\n"
            "  client 192.168.1.23:51514\n"
            "  server 140.82.114.5:443\n"
            "  sure   100%: the log-odds below add up to +10.1\n"
            "\n"
            "   +5.2  payload, frame 4\n"
            "         Only the server of a protocol says what 140.82.114.5:443 said, or only\n"
            "         a client what 192.168.1.23:51514 said.\n"
            "         without it: the same, 99%\n"
            "\n"
            "   +5.0  listener, other conversations\n"
            "         Other conversations prove that 140.82.114.5:443 is a server.\n"
            "         without it: the same, 99%\n"
            "\n"
            "   -0.1  first speaker, frame 1\n"
            "         140.82.114.5:443 sent the first packet that was seen.\n"
            "         without it: the same, 100%\n");
}

TEST(Explain, NamesAddressesAloneWhereThereAreNoPortsAndErrors) {
  FlowRecord record = test::ping_record();
  record.icmp_errors.add(IcmpErrorKind::kTtlExceeded, 0);
  const std::string text = explain(record, "3").text;
  EXPECT_THAT(text, HasSubstr("flow 3: icmp, type 8, two way, ICMP: ttl exceeded\n"));
  EXPECT_THAT(text, HasSubstr("  client 192.0.2.10\n"));
}

TEST(Explain, SaysThatAHandshakeIsNotWeighed) {
  const std::string text = explain(test::https_record()).text;
  EXPECT_THAT(text, HasSubstr("  sure   100%: syn alone decides\n"));
  EXPECT_THAT(text, HasSubstr("   +9.2  syn, frame 1\n"));
  EXPECT_THAT(text, HasSubstr("without it: the roles are reversed, 60%\n"));
  EXPECT_THAT(text, HasSubstr("\nSeen as well; it is not weighed and adds nothing to the "
                              "confidence:\n\n (-0.4)  first speaker, frame 3\n"));
  EXPECT_THAT(text, HasSubstr("without it: the same, 100% (syn alone decides)\n"));
  EXPECT_THAT(text, Not(HasSubstr("add up")));
}

TEST(Explain, HasASentenceForEveryKindThatFits80Columns) {
  for (std::size_t kind = 0; kind < kEvidenceKindCount; ++kind) {
    for (const float log_odds : {3.0F, -3.0F}) {
      FlowRecord record = test::long_ipv6_record();
      record.roles = roles_of({{static_cast<EvidenceKind>(kind), log_odds, 18446744073709551615u}});
      const std::string text = explain(record, "7").text;
      const auto lines = test::split_lines(text);
      ASSERT_GE(lines.size(), 8u);
      for (const std::string& line : lines) EXPECT_LE(display_width(line), 80u) << line;
    }
  }
}

TEST(Explain, ContradictingEvidenceNamesTheOtherSide) {
  FlowRecord record = test::https_record();
  record.roles =
      roles_of({{EvidenceKind::kMoreData, 2.0F, 1}, {EvidenceKind::kLowerPort, -1.0F, 1}});
  const std::string text = explain(record).text;
  EXPECT_THAT(text, HasSubstr("140.82.114.5:443 sent more payload than 192.168.1.23:51514."));
  EXPECT_THAT(text, HasSubstr("192.168.1.23:51514 has the lower port."));
}

TEST(Explain, PeersAreCalledSo) {
  FlowRecord record = weighed_record();
  record.roles.symmetric = true;
  EXPECT_THAT(explain(record).text, HasSubstr("They are peers"));
}

TEST(Explain, OtherFlowsAreLeftOutAndAMissIsAProblem) {
  const Explained missed = explain(test::https_record(), "2");
  EXPECT_EQ(missed.text, "");
  EXPECT_THAT(missed.problem, HasSubstr("no conversation matches --explain"));
  EXPECT_EQ(explain(test::https_record()).problem, "");
}

}  // namespace
}  // namespace flowsnoop
