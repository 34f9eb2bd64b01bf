#include "roles/verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "roles/weights.h"

namespace flowsnoop {
namespace {

using enum EvidenceKind;
using Evidences = std::vector<SideEvidence>;

double sigmoid(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

TEST(Verdict, FollowsASinglePieceOfEvidence) {
  for (const Side server : {Side::kLow, Side::kHigh}) {
    const Verdict verdict = decide_roles(Evidences{{kPortClass, server, 3}});
    EXPECT_EQ(verdict.server, server);
    EXPECT_EQ(verdict.roles.by, kPortClass);
    EXPECT_DOUBLE_EQ(verdict.roles.confidence, sigmoid(weight_of(kPortClass)));
    ASSERT_EQ(verdict.roles.evidence_count, 1);
    EXPECT_EQ(verdict.roles.evidence[0].kind, kPortClass);
    EXPECT_EQ(verdict.roles.evidence[0].log_odds, weight_of(kPortClass));
    EXPECT_EQ(verdict.roles.evidence[0].frame, 3u);
  }
}

TEST(Verdict, AddsTheLogOddsOfEvidenceThatAgrees) {
  const Verdict verdict =
      decide_roles(Evidences{{kService, Side::kHigh, 1}, {kLowerPort, Side::kHigh, 1}});
  EXPECT_EQ(verdict.server, Side::kHigh);
  EXPECT_EQ(verdict.roles.by, kService);
  EXPECT_DOUBLE_EQ(verdict.roles.confidence,
                   sigmoid(double{weight_of(kService)} + weight_of(kLowerPort)));
}

TEST(Verdict, SubtractsEvidenceThatDisagreesAndSignsItSo) {
  const Verdict verdict = decide_roles(Evidences{
      {kPortClass, Side::kHigh, 1}, {kService, Side::kLow, 2}, {kLowerPort, Side::kHigh, 3}});
  EXPECT_EQ(verdict.server, Side::kHigh);
  EXPECT_DOUBLE_EQ(verdict.roles.confidence, sigmoid(double{weight_of(kPortClass)} -
                                                     weight_of(kService) + weight_of(kLowerPort)));
  ASSERT_EQ(verdict.roles.evidence_count, 3);
  EXPECT_EQ(verdict.roles.evidence[0].log_odds, weight_of(kPortClass));
  EXPECT_EQ(verdict.roles.evidence[1].log_odds, -weight_of(kService));
  EXPECT_EQ(verdict.roles.evidence[1].frame, 2u);
  EXPECT_EQ(verdict.roles.evidence[2].log_odds, weight_of(kLowerPort));
}

TEST(Verdict, NamesTheStrongestEvidenceThatSupportsIt) {
  // Outvoted: one strong piece against two that are stronger together.
  const Verdict verdict = decide_roles(Evidences{{kPortClass, Side::kLow, 1},
                                                 {kService, Side::kHigh, 1},
                                                 {kService, Side::kHigh, 1},
                                                 {kLowerPort, Side::kHigh, 1}});
  EXPECT_EQ(verdict.server, Side::kHigh);
  EXPECT_EQ(verdict.roles.by, kService);
  EXPECT_LT(verdict.roles.evidence[0].log_odds, 0);
}

TEST(Verdict, LetsNothingOverrideAHandshake) {
  const Evidences against{{kSynAck, Side::kLow, 2},    {kMulticast, Side::kLow, 3},
                          {kPortClass, Side::kLow, 3}, {kService, Side::kLow, 3},
                          {kLowerPort, Side::kLow, 3}, {kFirstSpeaker, Side::kLow, 3}};
  for (const EvidenceKind kind : {kSyn, kSynAck}) {
    Evidences evidence{{kind, Side::kHigh, 1}};
    evidence.insert(evidence.end(), against.begin(), against.end());
    const Verdict verdict = decide_roles(evidence);
    EXPECT_EQ(verdict.server, Side::kHigh);
    EXPECT_EQ(verdict.roles.by, kind);
    EXPECT_DOUBLE_EQ(verdict.roles.confidence, sigmoid(weight_of(kind)));
    ASSERT_EQ(verdict.roles.evidence_count, 7);
    EXPECT_LT(verdict.roles.evidence[1].log_odds, 0);
  }
}

TEST(Verdict, IsNoSurerOfAHandshakeForWhatElseAgrees) {
  const Verdict verdict =
      decide_roles(Evidences{{kSyn, Side::kHigh, 1}, {kPortClass, Side::kHigh, 1}});
  EXPECT_DOUBLE_EQ(verdict.roles.confidence, sigmoid(weight_of(kSyn)));
  EXPECT_EQ(verdict.roles.evidence[1].log_odds, weight_of(kPortClass));
}

TEST(Verdict, GivesATieToTheStrongestEvidence) {
  for (const Side first : {Side::kLow, Side::kHigh}) {
    const Verdict verdict =
        decide_roles(Evidences{{kLowerPort, first, 1}, {kLowerPort, other_side(first), 1}});
    EXPECT_EQ(verdict.server, first);
    EXPECT_EQ(verdict.roles.confidence, 0.5);
    EXPECT_EQ(verdict.roles.by, kLowerPort);
  }
}

TEST(Weights, PutAHandshakeAboveEverythingElse) {
  EXPECT_TRUE(is_handshake(kSyn));
  EXPECT_TRUE(is_handshake(kSynAck));
  for (const EvidenceKind kind : {kPortClass, kService, kLowerPort, kMulticast, kFirstSpeaker}) {
    EXPECT_FALSE(is_handshake(kind)) << to_string(kind);
    EXPECT_GT(weight_of(kind), 0) << to_string(kind);
    EXPECT_LT(weight_of(kind), weight_of(kSynAck)) << to_string(kind);
  }
  EXPECT_LT(weight_of(kSynAck), weight_of(kSyn));
}

}  // namespace
}  // namespace flowsnoop
