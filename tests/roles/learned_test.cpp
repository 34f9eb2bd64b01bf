#include "roles/learned.h"

#include <gtest/gtest.h>

#include <vector>

#include "roles/flow_of.h"

namespace flowsnoop {
namespace {

using test::flow_of;

EndpointKnowledge endpoint(Learned& learned, const FlowKey& key, Side side) {
  return learned.endpoint(learned.host_of(key, side), key.port[index(side)]);
}

HostKnowledge host(Learned& learned, const FlowKey& key, Side side) {
  return learned.host(learned.host_of(key, side));
}

TEST(Learned, LearnsNothingOfProtocolsWithoutPorts) {
  Learned learned({1, 2});
  const Flow flow = flow_of(53, 53, 1);
  learned.learn(flow);
  EXPECT_EQ(endpoint(learned, flow.key, Side::kLow).remotes, 0);
  EXPECT_EQ(learned.conversations_on_port(1, 53), 0u);
}

TEST(Learned, CountsTheConversationsOfAnEndpoint) {
  Learned learned({1, 2});
  EXPECT_EQ(endpoint(learned, flow_of(8080, 50000).key, Side::kLow).remotes, 0);
  learned.learn(flow_of(8080, 50000));
  learned.learn(flow_of(8080, 50001));
  const FlowKey key = flow_of(8080, 50002).key;
  EXPECT_EQ(endpoint(learned, key, Side::kLow).remotes, 2);
  EXPECT_EQ(endpoint(learned, key, Side::kHigh).remotes, 0);
  EXPECT_EQ(endpoint(learned, flow_of(8080, 50001).key, Side::kHigh).remotes, 1);
}

TEST(Learned, SeesOtherPortsOfTheSameBlockAsNeighbours) {
  Learned learned({1, 2});
  learned.learn(flow_of(8080, 50000));  // 50000 is the first of its block of eight
  const auto has_neighbours = [&](std::uint16_t port) {
    return endpoint(learned, flow_of(8080, port).key, Side::kHigh).has_neighbours;
  };
  EXPECT_TRUE(has_neighbours(50001));
  EXPECT_TRUE(has_neighbours(50007));
  EXPECT_FALSE(has_neighbours(50000)) << "itself";
  EXPECT_FALSE(has_neighbours(50008));
  EXPECT_FALSE(has_neighbours(49999));
}

TEST(Learned, TellsEndpointsApartByAddressTransportVersionAndTunnel) {
  Learned learned({1, 2});
  learned.learn(flow_of(8080, 50000));
  FlowKey key = flow_of(8080, 50001).key;
  key.protocol = kProtocolUdp;
  EXPECT_EQ(endpoint(learned, key, Side::kLow).remotes, 0);
  key = flow_of(8080, 50001).key;
  key.ip_version = 6;
  EXPECT_EQ(endpoint(learned, key, Side::kLow).remotes, 0);
  key = flow_of(8080, 50001).key;
  key.tunnel = 1;
  EXPECT_EQ(endpoint(learned, key, Side::kLow).remotes, 0);
  key = flow_of(8080, 50001).key;
  key.address[0] = test::ipv4(192, 0, 2, 77);
  EXPECT_EQ(endpoint(learned, key, Side::kLow).remotes, 0);
}

TEST(Learned, ProvesAServerByItsSynAckAndByPayload) {
  Flow flow = flow_of(8080, 50000);
  EXPECT_FALSE(proven_server(flow).proven);
  flow.syn_ack_frame[1] = 1;
  EXPECT_TRUE(proven_server(flow).proven);
  EXPECT_EQ(proven_server(flow).side, Side::kHigh);
  flow = flow_of(8080, 50000);
  flow.payload.strong_votes[0] = 1;
  EXPECT_EQ(proven_server(flow).side, Side::kLow);
  flow.payload.strong_votes[1] = 1;
  EXPECT_FALSE(proven_server(flow).proven) << "contradicting payloads prove nothing";
}

// A stealth scan with SYN-ACKs, or backscatter, made listeners of who sent them.
TEST(Learned, TakesNoProofFromASynAckThatNobodyAskedFor) {
  Flow flow = flow_of(8080, 50000);
  flow.syn_ack_frame[0] = 1;
  flow.sent[1].packets = 0;
  EXPECT_FALSE(proven_server(flow).proven);
  flow.sent[1].packets = 1;
  EXPECT_TRUE(proven_server(flow).proven);
}

TEST(Learned, LearnsNothingOfAProvenClient) {
  Learned learned({1, 2});
  Flow flow = flow_of(8080, 50000);
  flow.syn_ack_frame[0] = 1;
  learned.learn(flow);
  EXPECT_EQ(endpoint(learned, flow.key, Side::kLow).is_listener, true);
  EXPECT_EQ(endpoint(learned, flow.key, Side::kHigh).remotes, 0);
  EXPECT_EQ(learned.conversations_on_port(kProtocolTcp, 50000), 0u);
}

TEST(Learned, LearnsNothingFromAttemptsWithoutAnswer) {
  Learned learned({1, 2});
  Flow flow = flow_of(8080, 50000);
  for (const FlowState state : {FlowState::kSynSent, FlowState::kRefused}) {
    flow.state = state;
    learned.learn(flow);
  }
  EXPECT_EQ(endpoint(learned, flow.key, Side::kLow).remotes, 0);
}

TEST(Learned, CountsConversationsOnAPortOfEachTransport) {
  Learned learned({1, 2});
  learned.learn(flow_of(8080, 50000));
  learned.learn(flow_of(8080, 50001, kProtocolUdp));
  EXPECT_EQ(learned.conversations_on_port(kProtocolTcp, 8080), 1u);
  EXPECT_EQ(learned.conversations_on_port(kProtocolUdp, 8080), 1u);
  EXPECT_EQ(learned.conversations_on_port(kProtocolUdp, 50000), 0u);
}

TEST(Learned, KeepsEverythingWhileItGrows) {
  Learned learned({1, 2});
  for (int i = 0; i < 20000; ++i) {
    Flow flow = flow_of(8080, static_cast<std::uint16_t>(20000 + i));
    learned.learn(flow);
  }
  for (int i = 0; i < 20000; ++i) {
    const FlowKey key = flow_of(8080, static_cast<std::uint16_t>(20000 + i)).key;
    ASSERT_EQ(endpoint(learned, key, Side::kHigh).remotes, 1) << i;
  }
  EXPECT_EQ(endpoint(learned, flow_of(8080, 1).key, Side::kLow).remotes, 255);
}

// More of them than are put off at once, the same endpoints again and again, and some that show
// nothing.
TEST(Learned, KnowsTheSameWhetherItIsAskedInBetweenOrOnlyAtTheEnd) {
  std::vector<Flow> flows;
  for (int i = 0; i < 1000; ++i) {
    Flow flow = flow_of(static_cast<std::uint16_t>(i % 7 + 1), static_cast<std::uint16_t>(i % 300));
    flow.key.address[0].bytes[15] = static_cast<std::uint8_t>(i % 11);
    if (i % 3 == 0) flow.syn_ack_frame[i % 2] = 3;
    if (i % 5 == 0) flow.state = FlowState::kSynSent;
    if (i % 17 == 0) flow.key.protocol = 1;
    flows.push_back(flow);
  }
  Learned apart({1, 2});
  Learned together({1, 2});
  for (const Flow& flow : flows) {
    apart.learn(flow);
    apart.catch_up();
    together.learn(flow);
  }
  int known = 0;
  for (const Flow& flow : flows) {
    for (const Side side : {Side::kLow, Side::kHigh}) {
      const EndpointKnowledge one = endpoint(apart, flow.key, side);
      const EndpointKnowledge other = endpoint(together, flow.key, side);
      EXPECT_EQ(one.remotes, other.remotes);
      EXPECT_EQ(one.is_listener, other.is_listener);
      EXPECT_EQ(host(apart, flow.key, side).only_asks, host(together, flow.key, side).only_asks);
      known += one.remotes != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(known, 0);
}

TEST(Learned, RemembersAnAnnouncedPort) {
  Learned learned({1, 2});
  learned.announce(learned.host_of(flow_of(21, 50000).key, Side::kLow), 3000);
  EXPECT_TRUE(endpoint(learned, flow_of(3000, 50001).key, Side::kLow).is_announced);
  EXPECT_FALSE(endpoint(learned, flow_of(3001, 50001).key, Side::kLow).is_announced);
  EXPECT_FALSE(endpoint(learned, flow_of(50001, 3000).key, Side::kHigh).is_announced);
  EXPECT_EQ(endpoint(learned, flow_of(3000, 50001).key, Side::kLow).remotes, 0);
}

TEST(Learned, GivesRoomInTheOrderOfTheCapture) {
  Learned learned({1, 2}, 2);
  const Flow first = flow_of(21, 50000);
  learned.learn(first);
  learned.announce(learned.host_of(first.key, Side::kLow), 3000);
  EXPECT_EQ(endpoint(learned, first.key, Side::kLow).remotes, 1);
  EXPECT_EQ(endpoint(learned, first.key, Side::kHigh).remotes, 1);
  EXPECT_FALSE(endpoint(learned, flow_of(3000, 50001).key, Side::kLow).is_announced);
}

TEST(Learned, CountsStopAtTheirLargestValue) {
  Learned learned({1, 2});
  const Flow flow = flow_of(8080, 50000);
  for (int i = 0; i < 300; ++i) learned.learn(flow);
  EXPECT_EQ(endpoint(learned, flow.key, Side::kLow).remotes, 255);
}

TEST(Learned, TakesNoHabitFromOneConversation) {
  Learned learned({1, 2});
  Flow proof = flow_of(443, 40000);
  proof.syn_ack_frame[0] = 3;
  learned.learn(proof);
  EXPECT_FALSE(host(learned, proof.key, Side::kHigh).only_asks);
  EXPECT_FALSE(host(learned, proof.key, Side::kHigh).takes_client_port(40000));
  learned.learn(proof);
  EXPECT_TRUE(host(learned, proof.key, Side::kHigh).only_asks);
  EXPECT_TRUE(host(learned, proof.key, Side::kHigh).takes_client_port(40000));
  EXPECT_FALSE(host(learned, proof.key, Side::kLow).only_asks) << "the server";
}

}  // namespace
}  // namespace flowsnoop
