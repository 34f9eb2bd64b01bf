#include "roles/verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "roles/weights.h"

namespace flowsnoop {
namespace {

using enum EvidenceKind;
using Evidences = std::vector<SideEvidence>;

struct Verdict {
  Side server = Side::kLow;
  Roles roles;
};

Verdict decide(const Evidences& evidence, std::uint8_t protocol) {
  Verdict verdict;
  verdict.server = decide_roles(evidence, protocol, verdict.roles);
  return verdict;
}
Verdict decide_tcp(const Evidences& evidence) {
  return decide(evidence, kProtocolTcp);
}

float tcp_weight(EvidenceKind kind) {
  return weight_of(kind, kProtocolTcp);
}

double sigmoid(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

// The verdict is as sure as this sum of log-odds.
void expect_confidence(const Verdict& verdict, double log_odds) {
  EXPECT_NEAR(verdict.roles.confidence, sigmoid(log_odds), 1e-6);
}

TEST(Verdict, FollowsASinglePieceOfEvidence) {
  for (const Side server : {Side::kLow, Side::kHigh}) {
    const Verdict verdict = decide_tcp(Evidences{{kPortClass, server, 1, 3}});
    EXPECT_EQ(verdict.server, server);
    EXPECT_EQ(verdict.roles.by, kPortClass);
    expect_confidence(verdict, tcp_weight(kPortClass));
    ASSERT_EQ(verdict.roles.evidence_count, 1);
    EXPECT_EQ(verdict.roles.evidence[0].kind, kPortClass);
    EXPECT_EQ(verdict.roles.evidence[0].log_odds, tcp_weight(kPortClass));
    EXPECT_EQ(verdict.roles.evidence[0].frame, 3u);
  }
}

TEST(Verdict, AddsTheLogOddsOfEvidenceThatAgrees) {
  const Verdict verdict =
      decide_tcp(Evidences{{kService, Side::kHigh, 1, 1}, {kLowerPort, Side::kHigh, 1, 1}});
  EXPECT_EQ(verdict.server, Side::kHigh);
  EXPECT_EQ(verdict.roles.by, kService);
  expect_confidence(verdict, double{tcp_weight(kService)} + tcp_weight(kLowerPort));
}

TEST(Verdict, SubtractsEvidenceThatDisagreesAndSignsItSo) {
  const Verdict verdict = decide_tcp(Evidences{{kListener, Side::kHigh, 1, 1},
                                               {kService, Side::kLow, 1, 2},
                                               {kLowerPort, Side::kHigh, 2, 3}});
  EXPECT_EQ(verdict.server, Side::kHigh);
  expect_confidence(
      verdict, double{tcp_weight(kListener)} - tcp_weight(kService) + 2 * tcp_weight(kLowerPort));
  ASSERT_EQ(verdict.roles.evidence_count, 3);
  EXPECT_EQ(verdict.roles.evidence[0].log_odds, tcp_weight(kListener));
  EXPECT_EQ(verdict.roles.evidence[1].log_odds, -tcp_weight(kService));
  EXPECT_EQ(verdict.roles.evidence[1].frame, 2u);
  EXPECT_EQ(verdict.roles.evidence[2].log_odds, 2 * tcp_weight(kLowerPort));
}

TEST(Verdict, MultipliesTheWeightByTheAmount) {
  const Verdict verdict = decide_tcp(Evidences{{kFanIn, Side::kLow, 2.5f, 0}});
  expect_confidence(verdict, 2.5 * tcp_weight(kFanIn));
}

TEST(Verdict, WeighsEachTransportByItself) {
  const Evidences evidence{{kLowerPort, Side::kLow, 1, 1}};
  ASSERT_NE(weight_of(kLowerPort, kProtocolUdp), tcp_weight(kLowerPort));
  expect_confidence(decide_tcp(evidence), tcp_weight(kLowerPort));
  expect_confidence(decide(evidence, kProtocolUdp), weight_of(kLowerPort, kProtocolUdp));
}

TEST(Verdict, SortsEvidenceByItsStrength) {
  const Verdict verdict =
      decide_tcp(Evidences{{kFirstSpeaker, Side::kLow, 1, 1}, {kListener, Side::kHigh, 1, 1}});
  EXPECT_EQ(verdict.roles.evidence[0].kind, kListener);
  EXPECT_EQ(verdict.roles.evidence[1].kind, kFirstSpeaker);
  EXPECT_LT(verdict.roles.evidence[1].log_odds, 0);
}

TEST(Verdict, NamesTheStrongestEvidenceThatSupportsIt) {
  // Outvoted: one strong piece against several that are stronger together.
  const Verdict verdict = decide_tcp(Evidences{
      {kListener, Side::kLow, 1, 1}, {kService, Side::kHigh, 2, 1}, {kFanIn, Side::kHigh, 3, 1}});
  EXPECT_EQ(verdict.server, Side::kHigh);
  EXPECT_EQ(verdict.roles.by, kService);
  EXPECT_LT(verdict.roles.evidence[0].log_odds, 0);
}

TEST(Verdict, LetsNothingOverrideAHandshake) {
  const Evidences against{{kSynAck, Side::kLow, 1, 2},    {kMulticast, Side::kLow, 1, 3},
                          {kPortClass, Side::kLow, 1, 3}, {kService, Side::kLow, 1, 3},
                          {kLowerPort, Side::kLow, 1, 3}, {kFirstSpeaker, Side::kLow, 1, 3}};
  for (const EvidenceKind kind : {kSyn, kSynAck}) {
    Evidences evidence{{kind, Side::kHigh, 1, 1}};
    evidence.insert(evidence.end(), against.begin(), against.end());
    const Verdict verdict = decide_tcp(evidence);
    EXPECT_EQ(verdict.server, Side::kHigh);
    EXPECT_EQ(verdict.roles.by, kind);
    expect_confidence(verdict, tcp_weight(kind));
    ASSERT_EQ(verdict.roles.evidence_count, 7);
    EXPECT_LT(verdict.roles.evidence[1].log_odds, 0);
  }
}

TEST(Verdict, IsNoSurerOfAHandshakeForWhatElseAgrees) {
  const Verdict verdict =
      decide_tcp(Evidences{{kSyn, Side::kHigh, 1, 1}, {kPortClass, Side::kHigh, 1, 1}});
  expect_confidence(verdict, tcp_weight(kSyn));
  EXPECT_EQ(verdict.roles.evidence[1].log_odds, tcp_weight(kPortClass));
}

TEST(Verdict, GivesATieToTheStrongestEvidence) {
  for (const Side first : {Side::kLow, Side::kHigh}) {
    const Verdict verdict =
        decide_tcp(Evidences{{kLowerPort, first, 1, 1}, {kLowerPort, other_side(first), 1, 1}});
    EXPECT_EQ(verdict.server, first);
    EXPECT_EQ(verdict.roles.confidence, 0.5);
    EXPECT_EQ(verdict.roles.by, kLowerPort);
  }
}

TEST(Verdict, LetsNothingMakeAGroupAddressAClient) {
  const Verdict verdict = decide(Evidences{{kMulticast, Side::kHigh, 1, 1},
                                           {kPayload, Side::kLow, 1, 1},
                                           {kListener, Side::kLow, 1, 1}},
                                 kProtocolUdp);
  EXPECT_EQ(verdict.server, Side::kHigh);
  EXPECT_EQ(verdict.roles.by, kMulticast);
}

TEST(Weights, AreInTheOrderOfTheKindsAndAboveZero) {
  for (std::size_t i = 0; i < kEvidenceKindCount; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kWeights[i].kind), i);
    EXPECT_GT(kWeights[i].tcp, 0) << to_string(kWeights[i].kind);
    EXPECT_GE(kWeights[i].udp, 0) << to_string(kWeights[i].kind);
  }
}

TEST(Weights, PutWhatDecidesAloneAboveEverythingElse) {
  for (const Weight& weight : kWeights) {
    if (decides_alone(weight.kind)) continue;
    EXPECT_LT(weight.tcp, weight_of(kMulticast, kProtocolTcp)) << to_string(weight.kind);
    EXPECT_LT(weight.udp, weight_of(kMulticast, kProtocolUdp)) << to_string(weight.kind);
  }
}

}  // namespace
}  // namespace flowsnoop
