// How much each kind of evidence counts, in one place.
//
// A weight is a log-odds (natural logarithm): evidence of weight w alone is right e^w times for
// each time it is wrong; independent evidence adds up. docs/roles.md says where each comes from;
// scripts/fit-roles fits those that are fitted.
#pragma once

#include "flowsnoop/flow_record.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {

struct Weight {
  EvidenceKind kind;
  float tcp;
  float udp;
};

// In the order of EvidenceKind.
inline constexpr Weight kWeights[] = {
    {EvidenceKind::kSyn, 12.0f, 0.0f},
    {EvidenceKind::kSynAck, 9.0f, 0.0f},
    {EvidenceKind::kPayload, 4.9f, 7.0f},
    {EvidenceKind::kAnnounced, 6.4f, 6.0f},
    {EvidenceKind::kUnreachable, 4.0f, 4.0f},
    {EvidenceKind::kListener, 5.0f, 5.0f},
    {EvidenceKind::kMulticast, 8.0f, 8.0f},
    {EvidenceKind::kFtpData, 5.0f, 0.0f},
    {EvidenceKind::kPayloadHint, 2.0f, 2.0f},
    {EvidenceKind::kPortClass, 1.4f, 1.2f},
    {EvidenceKind::kService, 2.0f, 0.6f},
    {EvidenceKind::kFanIn, 1.1f, 0.8f},
    {EvidenceKind::kSharedPort, 0.1f, 1.2f},
    {EvidenceKind::kEphemeralRange, 2.6f, 0.6f},
    {EvidenceKind::kOldEphemeralRange, 1.0f, 0.0f},
    {EvidenceKind::kHostClientPorts, 1.0f, 1.0f},
    {EvidenceKind::kConstantClient, 1.0f, 1.0f},
    {EvidenceKind::kSequentialPorts, 2.0f, 0.0f},
    {EvidenceKind::kLowerPort, 0.1f, 3.4f},
    {EvidenceKind::kMoreData, 0.1f, 0.5f},
    {EvidenceKind::kFirstSpeaker, 0.1f, 0.5f},
};
static_assert(std::size(kWeights) == kEvidenceKindCount);

// Whether conversations of a protocol begin with a handshake: they have the weights of TCP.
constexpr bool has_handshake(std::uint8_t protocol) {
  return protocol == kProtocolTcp || protocol == kProtocolSctp;
}

constexpr float weight_of(EvidenceKind kind, std::uint8_t protocol) {
  const Weight& weight = kWeights[static_cast<std::size_t>(kind)];
  return has_handshake(protocol) ? weight.tcp : weight.udp;
}

// What proves the roles: where there is such evidence, nothing else is weighed. A handshake does,
// and so does a group address, which nobody can be a client from.
constexpr bool decides_alone(EvidenceKind kind) {
  return kind == EvidenceKind::kSyn || kind == EvidenceKind::kSynAck ||
         kind == EvidenceKind::kMulticast;
}

}  // namespace flowsnoop
