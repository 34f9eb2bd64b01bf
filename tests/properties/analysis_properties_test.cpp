// What must hold of the analysis whatever the conversations are, tried with random ones. The cases
// are the same in every run; RC_PARAMS="seed=N max_success=N" tries others.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "adverse/analysis.h"
#include "capture/capture_support.h"

namespace flowsnoop::test {
namespace {

// Read before the first property is tried.
[[maybe_unused]] const int kParameters = ::setenv("RC_PARAMS", "seed=20 max_success=40", 0);

constexpr std::int64_t kStart = 1'700'000'000 * kSecond_ns;

// One packet of a conversation between two hosts of a network.
struct Message {
  std::uint8_t network = 0;  // conversations of two networks have no address in common
  std::uint8_t conversation = 0;
  bool from_low = true;
  bool is_tcp = true;
  std::uint8_t flags = 0;
  std::uint8_t payload = 0;  // which
};

constexpr std::uint8_t kFlags[] = {0x02, 0x12, 0x10, 0x18, 0x11, 0x04};
constexpr std::uint16_t kPorts[] = {443, 40'000, 53, 50'000, 8080, 2'000};
constexpr const char* kPayloads[] = {"", "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                                     "HTTP/1.1 200 OK\r\n\r\n", "SSH-2.0-x\r\n", "data"};

Bytes frame_of(const Message& message, bool swapped) {
  const std::string prefix = "10." + std::to_string(message.network) + ".";
  const std::string low = prefix + std::to_string(message.conversation) + ".1";
  const std::string high = prefix + std::to_string(message.conversation) + ".2";
  const std::uint16_t low_port = kPorts[message.conversation % 6];
  const std::uint16_t high_port = kPorts[message.conversation / 6 % 6];
  const bool from_low = message.from_low != swapped;
  PacketBuilder builder;
  builder.ethernet().ipv4(from_low ? low : high, from_low ? high : low);
  const std::uint16_t from = from_low ? low_port : high_port;
  const std::uint16_t to = from_low ? high_port : low_port;
  if (message.is_tcp) {
    builder.tcp(from, to, {.flags = message.flags});
  } else {
    builder.udp(from, to);
  }
  return builder.payload(kPayloads[message.payload]).build();
}

std::vector<TimedFrame> frames_of(const std::vector<Message>& messages, bool swapped = false) {
  std::vector<TimedFrame> frames;
  std::int64_t time_ns = kStart;
  for (const Message& message : messages) {
    frames.push_back({frame_of(message, swapped), time_ns += kSecond_ns / 10});
  }
  return frames;
}

rc::Gen<Message> a_message(std::uint8_t networks, std::uint8_t conversations) {
  return rc::gen::build<Message>(
      rc::gen::set(&Message::network, rc::gen::inRange<std::uint8_t>(0, networks)),
      rc::gen::set(&Message::conversation, rc::gen::inRange<std::uint8_t>(0, conversations)),
      rc::gen::set(&Message::from_low), rc::gen::set(&Message::is_tcp),
      rc::gen::set(&Message::flags, rc::gen::elementOf(std::vector<std::uint8_t>(
                                        std::begin(kFlags), std::end(kFlags)))),
      rc::gen::set(&Message::payload, rc::gen::inRange<std::uint8_t>(0, 5)));
}

rc::Gen<std::vector<Message>> messages(std::uint8_t networks, std::uint8_t conversations) {
  return rc::gen::container<std::vector<Message>>(a_message(networks, conversations));
}

constexpr AnalyzerOptions kSecondLook{.second_look = true};

RC_GTEST_PROP(Analysis, BatchesMakeNoDifference, ()) {
  const auto frames = frames_of(*messages(2, 20));
  const std::string whole = json_lines(analyze(frames, kSecondLook, 10'000));
  for (const std::size_t size : {1, 7, 64}) {
    RC_ASSERT(json_lines(analyze(frames, kSecondLook, size)) == whole);
  }
}

RC_GTEST_PROP(Analysis, EachPacketIsInOneConversationOrCountedElsewhere, ()) {
  const auto frames = frames_of(*messages(2, 20));
  const Analysis analysis = analyze(frames, kSecondLook);
  std::uint64_t in_records = 0;
  for (const Analysis::Record& record : analysis.records) {
    in_records += record.flow.client.packets + record.flow.server.packets;
  }
  std::uint64_t elsewhere = 0;
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
    const auto bucket = static_cast<FrameBucket>(i);
    if (!is_flow(bucket)) elsewhere += analysis.accounting.frames(bucket);
  }
  RC_ASSERT(in_records + elsewhere == frames.size());
}

std::unique_ptr<PacketSource> source_of(std::span<const TimedFrame> frames) {
  PcapWriter writer;
  for (const TimedFrame& frame : frames) {
    writer.packet(static_cast<std::uint32_t>(frame.time_ns / kSecond_ns),
                  static_cast<std::uint32_t>(frame.time_ns % kSecond_ns / 1000), frame.bytes);
  }
  return open_savefile(std::make_unique<MemoryStream>(writer.bytes), "part", {});
}

RC_GTEST_PROP(Analysis, OneCaptureIsAsGoodAsItsTwoHalves, ()) {
  const auto frames = frames_of(*messages(2, 20));
  const std::size_t cut = *rc::gen::inRange<std::size_t>(0, frames.size() + 1);
  const auto whole = source_of(frames);
  std::vector<std::unique_ptr<PacketSource>> halves;
  halves.push_back(source_of(std::span(frames).first(cut)));
  halves.push_back(source_of(std::span(frames).subspan(cut)));
  const auto both = concatenate(std::move(halves));
  RC_ASSERT(json_lines(analyze(read_all(*both).packets, kSecondLook)) ==
            json_lines(analyze(read_all(*whole).packets, kSecondLook)));
}

// What is counted of each conversation of a network, whoever is found to be its client.
using Counted = std::tuple<IpAddress, std::uint16_t, IpAddress, std::uint16_t, std::uint8_t,
                           std::vector<std::uint64_t>, FlowState, EndReason>;

std::vector<Counted> counted(const Analysis& analysis, std::uint8_t network) {
  std::vector<Counted> all;
  for (const Analysis::Record& record : analysis.records) {
    const FlowRecord& flow = record.flow;
    if (flow.client.address.bytes[13] != network) continue;
    const bool client_is_low = flow.client.address.bytes < flow.server.address.bytes;
    const Endpoint& low = client_is_low ? flow.client : flow.server;
    const Endpoint& high = client_is_low ? flow.server : flow.client;
    all.emplace_back(
        low.address, low.port, high.address, high.port, flow.protocol,
        std::vector<std::uint64_t>{low.packets, low.bytes, low.payload_bytes, low.tcp_flags,
                                   high.packets, high.bytes, high.payload_bytes, high.tcp_flags,
                                   static_cast<std::uint64_t>(flow.start_ns),
                                   static_cast<std::uint64_t>(flow.end_ns)},
        flow.state, flow.end_reason);
  }
  std::sort(all.begin(), all.end(), [](const Counted& a, const Counted& b) {
    return std::tie(std::get<0>(a).bytes, std::get<1>(a), std::get<4>(a), std::get<5>(a)) <
           std::tie(std::get<0>(b).bytes, std::get<1>(b), std::get<4>(b), std::get<5>(b));
  });
  return all;
}

RC_GTEST_PROP(Analysis, OtherConversationsChangeNoCounters, ()) {
  const auto frames = frames_of(*messages(2, 20));
  std::vector<TimedFrame> alone;
  for (const TimedFrame& frame : frames) {
    if (frame.bytes[27] == 0) alone.push_back(frame);  // the second byte of the source's address
  }
  RC_ASSERT(counted(analyze(frames, kSecondLook), 0) == counted(analyze(alone, kSecondLook), 0));
}

// Of each kind of evidence, how much it says that the low endpoint is the client.
std::map<EvidenceKind, float> for_low(const FlowRecord& flow) {
  const bool client_is_low = flow.client.address.bytes < flow.server.address.bytes;
  std::map<EvidenceKind, float> sums;
  for (const Evidence& evidence : std::span(flow.roles.evidence).first(flow.roles.evidence_count)) {
    sums[evidence.kind] += client_is_low ? evidence.log_odds : -evidence.log_odds;
  }
  return sums;
}

// Says who sent what, and not which ports there are.
bool is_of_direction(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kSyn:
    case EvidenceKind::kSynAck:
    case EvidenceKind::kPayload:
    case EvidenceKind::kPayloadHint:
    case EvidenceKind::kMoreData:
    case EvidenceKind::kFirstSpeaker:
      return true;
    default:
      return false;
  }
}

bool is_of_ports(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kPortClass:
    case EvidenceKind::kService:
    case EvidenceKind::kEphemeralRange:
    case EvidenceKind::kOldEphemeralRange:
    case EvidenceKind::kLowerPort:
      return true;
    default:
      return false;  // learned of other conversations
  }
}

RC_GTEST_PROP(Analysis, SwappedDirectionsSwapTheEvidenceOfDirection, ()) {
  const auto talk = *messages(1, 1);
  const std::uint8_t conversation = *rc::gen::inRange<std::uint8_t>(0, 36);
  const bool is_tcp = *rc::gen::arbitrary<bool>();
  std::vector<Message> one = talk;
  for (Message& message : one) {
    message.conversation = conversation;
    message.is_tcp = is_tcp;
  }
  const Analysis straight = analyze(frames_of(one));
  const Analysis swapped = analyze(frames_of(one, true));
  RC_ASSERT(straight.records.size() == swapped.records.size());
  for (std::size_t i = 0; i < straight.records.size(); ++i) {
    auto before = for_low(straight.records[i].flow);
    auto after = for_low(swapped.records[i].flow);
    for (const auto& [kind, odds] : before) {
      if (is_of_direction(kind)) RC_ASSERT(after[kind] == -odds);
      if (is_of_ports(kind)) RC_ASSERT(after[kind] == odds);
    }
  }
}

}  // namespace
}  // namespace flowsnoop::test
