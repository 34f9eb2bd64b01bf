#include "flow/tcp_state.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace flowsnoop {
namespace {

constexpr Side kClient = Side::kLow;
constexpr Side kServer = Side::kHigh;
constexpr std::uint32_t kClientSequence = 1000;
constexpr std::uint32_t kServerSequence = 5000;

struct Step {
  Side sender;
  std::uint8_t flags;
};
using Steps = std::vector<Step>;
using Events = std::vector<FlowEventKind>;

constexpr Step kSyn{kClient, kTcpSyn};
constexpr Step kSynAck{kServer, kTcpSyn | kTcpAck};
constexpr Step kClientAck{kClient, kTcpAck};
constexpr Step kServerAck{kServer, kTcpAck};
constexpr Step kClientData{kClient, kTcpPsh | kTcpAck};
constexpr Step kServerData{kServer, kTcpPsh | kTcpAck};
constexpr Step kClientFin{kClient, kTcpFin | kTcpAck};
constexpr Step kServerFin{kServer, kTcpFin | kTcpAck};
constexpr Step kClientReset{kClient, kTcpRst};
constexpr Step kServerReset{kServer, kTcpRst | kTcpAck};
constexpr Step kClientCut{kClient, 0};
constexpr Step kServerCut{kServer, 0};

// A connection that is fed packet by packet.
struct Connection {
  Flow flow;
  std::uint64_t frame = 0;

  explicit Connection(const Steps& steps = {}) {
    for (const Step& step : steps) take(step);
  }

  std::optional<FlowEventKind> take(Step step) {
    const std::uint32_t sequence = step.sender == kClient ? kClientSequence : kServerSequence;
    return take(step, (step.flags & kTcpSyn) != 0 ? sequence : sequence + 1);
  }

  std::optional<FlowEventKind> take(Step step, std::uint32_t sequence) {
    FlowPacket packet;
    packet.frame_number = ++frame;
    packet.headers.tcp_flags = step.flags;
    packet.headers.tcp_sequence = sequence;
    if (frame == 1) flow.first_frame = frame;
    return update_tcp(flow, step.sender, packet);
  }

  bool would_begin_anew(Step step, std::uint32_t sequence) const {
    FlowPacket packet;
    packet.headers.tcp_flags = step.flags;
    packet.headers.tcp_sequence = sequence;
    return begins_new_connection(flow, step.sender, packet);
  }
};

Events events_of(const Steps& steps) {
  Connection connection;
  Events events;
  for (const Step& step : steps) {
    if (const auto event = connection.take(step)) events.push_back(*event);
  }
  return events;
}

FlowState state_of(const Steps& steps) {
  return Connection(steps).flow.state;
}

const Steps kHandshake{kSyn, kSynAck, kClientAck};

Steps after_handshake(const Steps& more) {
  Steps steps = kHandshake;
  steps.insert(steps.end(), more.begin(), more.end());
  return steps;
}

// ---- who speaks first

TEST(FirstSpeaker, IsNotWhoCompletesTheHandshake) {
  Connection connection(kHandshake);
  EXPECT_FALSE(connection.flow.spoke_after_handshake);
  connection.take(kServerAck);
  EXPECT_FALSE(connection.flow.spoke_after_handshake);
  FlowPacket data;
  data.frame_number = 5;
  data.headers.tcp_flags = kTcpAck;
  data.headers.payload_length = 1;
  update_tcp(connection.flow, kServer, data);
  EXPECT_TRUE(connection.flow.spoke_after_handshake);
  EXPECT_EQ(connection.flow.first_sender_after_handshake, kServer);
  connection.take(kClientFin);
  EXPECT_EQ(connection.flow.first_sender_after_handshake, kServer);
}

TEST(FirstSpeaker, MayOnlySayGoodbye) {
  EXPECT_EQ(Connection(after_handshake({kServerFin, kClientFin})).flow.first_sender_after_handshake,
            kServer);
  EXPECT_TRUE(Connection(after_handshake({kClientReset})).flow.spoke_after_handshake);
}

// ---- states

constexpr auto S = FlowState::kSynSent;
constexpr auto A = FlowState::kSynReceived;
constexpr auto E = FlowState::kEstablished;
constexpr auto H = FlowState::kHalfClosed;
constexpr auto C = FlowState::kClosed;
constexpr auto R = FlowState::kReset;
constexpr auto X = FlowState::kRefused;

constexpr std::size_t kStepKinds = 6;
constexpr std::array<std::uint8_t, kStepKinds> kFlags{kTcpSyn,           kTcpSyn | kTcpAck, kTcpAck,
                                                      kTcpFin | kTcpAck, kTcpRst,           0};

struct Row {
  Steps history;
  FlowState state;
  FlowState after_client[kStepKinds];  // by kFlags
  FlowState after_server[kStepKinds];
};

TEST(TcpState, GoesFromEveryStateWhereEveryPacketLeads) {
  const Row rows[] = {
      // history, state, then after SYN, SYN-ACK, ACK, FIN, RST and a header without flags
      {{kSyn}, S, {S, A, E, H, R, S}, {S, A, E, H, X, S}},
      {{kSyn, kSynAck}, A, {A, A, E, H, R, A}, {A, A, E, H, R, A}},
      {kHandshake, E, {E, E, E, H, R, E}, {E, E, E, H, R, E}},
      {after_handshake({kClientFin}), H, {H, H, H, H, R, H}, {H, H, H, C, R, H}},
      {after_handshake({kServerFin}), H, {H, H, H, C, R, H}, {H, H, H, H, R, H}},
      {after_handshake({kClientFin, kServerFin}), C, {C, C, C, C, C, C}, {C, C, C, C, C, C}},
      {after_handshake({kServerReset}), R, {R, R, R, R, R, R}, {R, R, R, R, R, R}},
      {{kSyn, kServerReset}, X, {X, X, X, X, X, X}, {X, X, X, X, X, X}},
  };
  for (const Row& row : rows) {
    ASSERT_EQ(state_of(row.history), row.state);
    for (std::size_t kind = 0; kind < kStepKinds; ++kind) {
      Connection by_client(row.history);
      by_client.take({kClient, kFlags[kind]});
      EXPECT_EQ(by_client.flow.state, row.after_client[kind])
          << "client sends " << int{kFlags[kind]} << " in state " << int(row.state);
      Connection by_server(row.history);
      by_server.take({kServer, kFlags[kind]});
      EXPECT_EQ(by_server.flow.state, row.after_server[kind])
          << "server sends " << int{kFlags[kind]} << " in state " << int(row.state);
    }
  }
}

TEST(TcpState, BeginsWhereTheFirstPacketSays) {
  EXPECT_EQ(state_of({kSyn}), S);
  EXPECT_EQ(state_of({kSynAck}), A);
  EXPECT_EQ(state_of({kServerData}), E);
  EXPECT_EQ(state_of({kServerFin}), H);
  EXPECT_EQ(state_of({kServerReset}), R);
  EXPECT_EQ(state_of({kClientCut}), E);
}

TEST(TcpState, IsEstablishedWithoutOneDirection) {
  EXPECT_EQ(state_of({kSyn, kClientAck}), E);
  EXPECT_EQ(state_of({kSyn, kClientData, kClientFin}), H);
  EXPECT_EQ(state_of({kSynAck, kServerData}), E);
}

TEST(TcpState, TakesAHandshakeInWhateverOrderItWasCaptured) {
  EXPECT_EQ(state_of({kSynAck, kSyn}), A);
  EXPECT_EQ(state_of({kSynAck, kSyn, kClientAck}), E);
  EXPECT_EQ(state_of({kSynAck, kClientAck, kSyn}), E);
  EXPECT_EQ(state_of({kClientAck, kSyn, kSynAck}), E);
}

TEST(TcpState, FollowsASimultaneousOpen) {
  const Step other_syn{kServer, kTcpSyn};
  const Step other_syn_ack{kClient, kTcpSyn | kTcpAck};
  EXPECT_EQ(state_of({kSyn, other_syn}), S);
  EXPECT_EQ(state_of({kSyn, other_syn, kSynAck}), A);
  EXPECT_EQ(state_of({kSyn, other_syn, kSynAck, other_syn_ack, kClientAck}), E);
}

TEST(TcpState, KeepsTheFramesOfTheFirstSynAndSynAckOfEachSide) {
  const Connection connection({kClientCut, kSyn, kSyn, kSynAck, kSynAck, kClientAck});
  EXPECT_EQ(connection.flow.syn_frame[index(kClient)], 2u);
  EXPECT_EQ(connection.flow.syn_frame[index(kServer)], 0u);
  EXPECT_EQ(connection.flow.syn_ack_frame[index(kServer)], 4u);
  EXPECT_EQ(connection.flow.syn_ack_frame[index(kClient)], 0u);
}

// A connection that was taken up late is established before its SYN comes, out of order.
TEST(TcpState, NotesASynThatComesAfterTheConnectionIsEstablished) {
  const Connection connection({kClientAck, kSyn});
  EXPECT_EQ(connection.flow.syn_frame[index(kClient)], 2u);
}

TEST(TcpState, RemembersTheFlagsOfEachSide) {
  const Connection connection(after_handshake({kClientData, kServerFin}));
  EXPECT_EQ(connection.flow.tcp_flags[index(kClient)], kTcpSyn | kTcpAck | kTcpPsh);
  EXPECT_EQ(connection.flow.tcp_flags[index(kServer)], kTcpSyn | kTcpAck | kTcpFin);
}

// ---- events

constexpr auto kToldSyn = FlowEventKind::kSyn;
constexpr auto kToldNew = FlowEventKind::kNew;
constexpr auto kToldEstablished = FlowEventKind::kEstablished;
constexpr auto kToldClosed = FlowEventKind::kClosed;
constexpr auto kToldReset = FlowEventKind::kReset;
constexpr auto kToldRefused = FlowEventKind::kRefused;

TEST(TcpEvents, TellAConnectionFromItsSynToTheAckOfItsLastFin) {
  EXPECT_EQ(events_of(after_handshake(
                {kClientData, kServerAck, kServerData, kClientFin, kServerFin, kClientAck})),
            (Events{kToldSyn, kToldEstablished, kToldClosed}));
}

TEST(TcpEvents, TellEachThingOnceHoweverOftenItIsRepeated) {
  EXPECT_EQ(events_of({kSyn, kSyn, kSynAck, kSynAck, kClientAck, kClientAck, kClientFin, kServerFin,
                       kClientFin, kServerFin, kClientAck, kClientAck, kServerAck}),
            (Events{kToldSyn, kToldEstablished, kToldClosed}));
  EXPECT_EQ(events_of(after_handshake({kClientReset, kClientReset, kServerReset})),
            (Events{kToldSyn, kToldEstablished, kToldReset}));
}

TEST(TcpEvents, TellTheCloseOnlyWithTheAckOfTheLastFin) {
  Connection connection(kHandshake);
  EXPECT_EQ(connection.take(kClientFin), std::nullopt);
  EXPECT_EQ(connection.take(kServerAck), std::nullopt);
  EXPECT_EQ(connection.take(kServerFin), std::nullopt);
  EXPECT_FALSE(connection.flow.close_told);
  EXPECT_EQ(connection.take(kClientAck), kToldClosed);
  EXPECT_TRUE(connection.flow.close_told);
}

TEST(TcpEvents, TakeAResetInPlaceOfTheLastAckAsAClose) {
  EXPECT_EQ(events_of(after_handshake({kClientFin, kServerFin, kClientReset})),
            (Events{kToldSyn, kToldEstablished, kToldClosed}));
}

TEST(TcpEvents, TellARefusalFromAReset) {
  EXPECT_EQ(events_of({kSyn, kServerReset}), (Events{kToldSyn, kToldRefused}));
  EXPECT_EQ(events_of({kSyn, kClientReset}), (Events{kToldSyn, kToldReset}));
  EXPECT_EQ(events_of({kSyn, kSynAck, kClientReset}), (Events{kToldSyn, kToldReset}));
  EXPECT_EQ(events_of({kSyn, kSynAck, kServerReset}), (Events{kToldSyn, kToldReset}));
  EXPECT_EQ(events_of(after_handshake({kClientFin, kServerReset})),
            (Events{kToldSyn, kToldEstablished, kToldReset}));
}

// A second RST turned a refusal into a reset and told it again.
TEST(TcpEvents, TellARefusalOnceWhenItsRstIsRepeated) {
  EXPECT_EQ(events_of({kSyn, kServerReset, kServerReset}), (Events{kToldSyn, kToldRefused}));
}

TEST(TcpEvents, TellAConnectionThatBeganEarlierAsNew) {
  EXPECT_EQ(events_of({kServerData, kClientAck}), (Events{kToldNew}));
  EXPECT_EQ(events_of({kServerFin, kClientFin, kServerAck}), (Events{kToldNew, kToldClosed}));
  EXPECT_EQ(events_of({kClientCut, kServerCut}), (Events{kToldNew}));
}

TEST(TcpEvents, TellASynAckWithoutItsSynAsNewThenEstablished) {
  EXPECT_EQ(events_of({kSynAck, kClientAck}), (Events{kToldNew, kToldEstablished}));
}

// The RST of a conversation that begins with it was told as kNew, and its end not at all.
TEST(TcpEvents, TellARstThatComesFirstAsAReset) {
  EXPECT_EQ(events_of({kServerReset}), (Events{kToldReset}));
  EXPECT_EQ(events_of({kServerReset, kServerReset, kClientAck}), (Events{kToldReset}));
  EXPECT_EQ(events_of({{kClient, kTcpSyn | kTcpRst}}), (Events{kToldReset}));
}

// A header cut before its flags proves nothing: it was taken as the end of the handshake.
TEST(TcpEvents, TellNoHandshakeOnAHeaderThatIsCutBeforeItsFlags) {
  EXPECT_EQ(events_of({kSyn, kServerCut}), (Events{kToldSyn}));
  EXPECT_EQ(events_of({kSyn, kSynAck, kClientCut}), (Events{kToldSyn}));
}

// ---- port reuse

TEST(NewConnection, BeginsWithASynOfAnotherSequenceNumber) {
  const Connection connection(kHandshake);
  EXPECT_FALSE(connection.would_begin_anew(kSyn, kClientSequence));
  EXPECT_TRUE(connection.would_begin_anew(kSyn, kClientSequence + 1));
  EXPECT_TRUE(connection.would_begin_anew(kSyn, kClientSequence - 1));
}

TEST(NewConnection, BeginsWithAnySynAfterAFinOrRst) {
  for (const Step& end : {kClientFin, kServerFin, kClientReset, kServerReset}) {
    const Connection connection(after_handshake({end}));
    EXPECT_TRUE(connection.would_begin_anew(kSyn, kClientSequence));
    EXPECT_TRUE(connection.would_begin_anew({kServer, kTcpSyn}, kServerSequence));
  }
}

// A client that was refused and tried again was shown as several conversations.
TEST(NewConnection, DoesNotBeginWithTheSynOfAnAttemptThatWasRefused) {
  const Connection refused({kSyn, kServerReset});
  EXPECT_FALSE(refused.would_begin_anew(kSyn, kClientSequence));
  EXPECT_TRUE(refused.would_begin_anew(kSyn, kClientSequence + 1));
}

TEST(NewConnection, DoesNotBeginWithoutASyn) {
  const Connection connection(after_handshake({kClientFin, kServerFin}));
  for (const Step& step : {kSynAck, kClientAck, kClientData, kServerReset, kClientCut}) {
    EXPECT_FALSE(connection.would_begin_anew(step, 77));
  }
}

TEST(NewConnection, DoesNotBeginWithTheFirstSynOfASide) {
  const Connection other_way_round({kSynAck});
  EXPECT_FALSE(other_way_round.would_begin_anew(kSyn, kClientSequence));
  const Connection simultaneous({kSyn});
  EXPECT_FALSE(simultaneous.would_begin_anew({kServer, kTcpSyn}, kServerSequence));
}

// The SYN counts as one byte: the data after it has the next sequence number.
TEST(NewConnection, DoesNotBeginWithASynThatDataOvertook) {
  Connection connection;
  connection.take(kClientData, kClientSequence + 1);
  EXPECT_FALSE(connection.would_begin_anew(kSyn, kClientSequence));
  EXPECT_TRUE(connection.would_begin_anew(kSyn, kClientSequence + 1));
}

TEST(NewConnection, BeginsWithASynOnAConnectionThatWasJoinedLate) {
  Connection connection;
  connection.take(kClientData, 900'000);
  EXPECT_TRUE(connection.would_begin_anew(kSyn, kClientSequence));
}

TEST(NewConnection, ComparesSequenceNumbersPastTheirWrap) {
  Connection connection;
  connection.take(kSyn, 0xffffffff);
  EXPECT_FALSE(connection.would_begin_anew(kSyn, 0xffffffff));
  Connection overtaken;
  overtaken.take(kClientData, 0);
  EXPECT_FALSE(overtaken.would_begin_anew(kSyn, 0xffffffff));
}

TEST(NewConnection, ComparesTheSequenceNumbersOfTheSenderOnly) {
  const Connection connection(kHandshake);
  EXPECT_FALSE(connection.would_begin_anew({kServer, kTcpSyn}, kServerSequence));
  EXPECT_TRUE(connection.would_begin_anew({kServer, kTcpSyn}, kClientSequence));
}

// Where the flags are cut, the sequence number may be too: it says nothing about the SYN.
TEST(NewConnection, TakesNoSequenceNumberFromAHeaderThatIsCutBeforeItsFlags) {
  Connection connection;
  connection.take(kClientCut, 0);
  EXPECT_FALSE(connection.would_begin_anew(kSyn, kClientSequence));
  connection.take(kSyn);
  EXPECT_TRUE(connection.would_begin_anew(kSyn, kClientSequence + 5));
}

}  // namespace
}  // namespace flowsnoop
