#include "engine/labelling.h"

#include <algorithm>
#include <charconv>

#include "engine/inspection.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

// The value of Flow::labels where there was no room.
constexpr LabelIndex kNoRoom = kNoLabels - 1;
static_assert(kNoRoom >= LabelStore::kMaxEntries);

// Bits of Flow::label_state, so that a packet needs no look at the entry that is elsewhere in
// memory. A stream that is open may have been given up in the meantime.
constexpr std::uint8_t open_bit(Side side) {
  return static_cast<std::uint8_t>(1u << index(side));
}
constexpr std::uint8_t done_bit(Side side) {
  return static_cast<std::uint8_t>(4u << index(side));
}

bool is_done(const Flow& flow, Side side) {
  return (flow.label_state & done_bit(side)) != 0;
}

constexpr std::uint16_t kSshPort = 22;
constexpr std::uint16_t kDnsPort = 53;

bool on_port(const Flow& flow, std::uint16_t port) {
  return flow.key.port[0] == port || flow.key.port[1] == port;
}

// The next payload of the side is offered too, beyond those that are offered anyway.
void hold(Flow& flow, Side sender) {
  std::uint8_t& inspected = flow.payloads_inspected[index(sender)];
  if (inspected > 0) --inspected;
}

// A SYN takes a sequence number of its own before what it carries (RFC 9293 section 3.4).
std::uint32_t sequence_of(const Decoded& headers) {
  return headers.tcp_sequence + ((headers.tcp_flags & kTcpSyn) != 0 ? 1 : 0);
}

bool is_first_payload(const Flow& flow, Side sender) {
  return flow.payloads_inspected[index(sender)] == 1;
}

// The first payload that was seen of a side is not the first that it sent.
bool comes_early(const Flow& flow, Side sender, std::uint32_t sequence) {
  if (!is_first_payload(flow, sender) || !flow.first_known[index(sender)]) return false;
  const std::uint32_t before = sequence - flow.first_sequence[index(sender)];
  return before > 0 && before < StreamHead::kMaxBytes;
}

// The protocols in which one asks for TLS with some words (RFC 3207, 2595, 4217, 6120, 4511, 4642;
// the SSLRequest of PostgreSQL and MySQL; MS-RDPBCGR), and a proxy's CONNECT (RFC 9110).
bool may_turn_to_tls(const Flow& flow, const LabelEntry* entry) {
  switch (static_cast<Application>(flow.payload.application)) {
    case Application::kSmtp:
    case Application::kImap:
    case Application::kPop3:
    case Application::kFtp:
    case Application::kXmpp:
    case Application::kLdap:
    case Application::kNntp:
    case Application::kIrc:
    case Application::kPostgresql:
    case Application::kMysql:
    case Application::kRdp:
    case Application::kTds:
      return true;
    case Application::kHttp:
      return entry != nullptr && entry->said.labels.first(LabelKind::kHttpMethod) == "CONNECT";
    default:
      return false;
  }
}

// Who the client is as far as payloads have shown; else who was heard first.
Side client_of(const Flow& flow) {
  const PayloadFindings& found = flow.payload;
  for (const auto* votes : {found.strong_votes, found.hint_votes}) {
    if (votes[0] != votes[1]) return votes[0] > votes[1] ? Side::kHigh : Side::kLow;
  }
  return flow.first_sender;
}

LabelKind ssh_kind(const LabelEntry* entry, Side sender) {
  const Side client = entry != nullptr ? entry->ssh_client : Side::kLow;
  return sender == client ? LabelKind::kSshClient : LabelKind::kSshServer;
}

// How many values have room in so many bytes.
PoolIndex pool_size(std::size_t bytes, std::size_t bytes_each, PoolIndex most) {
  return static_cast<PoolIndex>(std::clamp<std::size_t>(bytes / bytes_each, 1, most));
}

}  // namespace

// Both pools together take half of what is the labels' own.
Labeller::Labeller(MemoryBudget& budget, std::size_t own_bytes)
    : store_(budget, own_bytes / 2),
      heads_(pool_size(own_bytes / 4, StreamHead::kMostMemory, Heads::kMaxAlive)),
      quics_(pool_size(own_bytes / 4, QuicHello::kMostMemory, QuicHellos::kMaxAlive)) {}

LabelEntry& Labeller::make_entry(Flow& flow) {
  if (flow.labels == kNoLabels) flow.labels = store_.acquire();
  return store_[flow.labels];
}

// Calls `label` with what the flow said, or with nothing, which becomes what it said.
template <typename Label>
auto Labeller::add_labels(Flow& flow, Label label) {
  LabelEntry* entry = entry_of(flow);
  Said& said = entry != nullptr ? entry->said : scratch_;
  const std::size_t before = said.labels.size_bytes();
  const auto answer = label(said);
  store_.note_growth(before, said.labels.size_bytes());
  if (entry == nullptr && !scratch_.is_nothing()) std::swap(make_entry(flow).said, scratch_);
  return answer;
}

void Labeller::look(Flow& flow, Side sender, const FlowPacket& packet, Application spoken) {
  streams_.dns().begin_payload();
  if (flow.labels == kNoRoom || is_done(flow, sender)) return;
  const bool has_room = flow.labels == kNoLabels ? store_.has_room() : store_.may_grow();
  if (!has_room) [[unlikely]] {
    if (flow.labels == kNoLabels) flow.labels = kNoRoom;
    ++refused_;
    return;
  }
  if (flow.key.protocol != kProtocolTcp) return look_at_datagram(flow, sender, packet, spoken);
  if (may_have_labels(flow, sender, packet, spoken)) look_at_stream(flow, sender, packet, spoken);
}

// False where look_at_stream() would change nothing, as for most payloads of connections that began
// before the capture.
inline bool Labeller::may_have_labels(const Flow& flow, Side sender, const FlowPacket& packet,
                                      Application spoken) {
  return flow.labels != kNoLabels || spoken == Application::kUnknown ||
         StreamLabels::may_begin_labels(packet.headers.payload[0], spoken) ||
         comes_early(flow, sender, sequence_of(packet.headers)) || may_turn_to_tls(flow, nullptr);
}

[[gnu::noinline]] void Labeller::look_at_stream(Flow& flow, Side sender, const FlowPacket& packet,
                                                Application spoken) {
  const LabelEntry* entry = entry_of(flow);
  const Segment segment = make_segment(flow, sender, packet, spoken);
  if (entry != nullptr && entry->streams[index(sender)].head != kNotInPool) {
    return go_on(flow, sender, segment);
  }
  look_at_segment(flow, sender, segment);
  entry = entry_of(flow);
  if (!is_done(flow, sender) && flow.sent[index(sender)].packets <= kMaxPrefacePackets &&
      may_turn_to_tls(flow, entry)) {
    hold(flow, sender);
  }
}

Labeller::Segment Labeller::make_segment(const Flow& flow, Side sender, const FlowPacket& packet,
                                         Application spoken) const {
  const Decoded& headers = packet.headers;
  Segment segment{.packet = packet, .sequence = sequence_of(headers)};
  segment.is_whole = headers.payload_captured == headers.payload_length;
  segment.is_first = is_first_payload(flow, sender);
  const bool is_unknown = spoken == Application::kUnknown && segment.is_first;
  StreamLook& look = segment.look;
  look.bytes = {headers.payload, headers.payload_captured};
  look.spoken = is_unknown && on_port(flow, kDnsPort) ? Application::kDns : spoken;
  look.ssh = ssh_kind(entry_of(flow), sender);
  look.ssh_after_lines = is_unknown && on_port(flow, kSshPort);
  look.more = segment.is_whole;
  return segment;
}

void Labeller::look_at_datagram(Flow& flow, Side sender, const FlowPacket& packet,
                                Application spoken) {
  const LabelEntry* entry = entry_of(flow);
  if (entry != nullptr) entry->said.labels.prefetch();
  const bool is_inside_quic = entry != nullptr && entry->quic != kNotInPool;
  if (is_inside_quic || spoken == Application::kQuic) return look_at_quic(flow, sender, packet);
  if (spoken == Application::kUnknown && !on_port(flow, kDnsPort)) return;
  const std::span datagram(packet.headers.payload, packet.headers.payload_captured);
  if (spoken == Application::kDtls) look_at_dtls_fragment(flow, sender, datagram);
  const bool is_dns =
      add_labels(flow, [&](Said& said) { return streams_.label_datagram(datagram, spoken, said); });
  if (is_dns && spoken != Application::kMdns) note_dns(flow, sender, packet);
}

// A hello that is longer than a datagram. Of each side one is waited for, the one that was heard of
// last: a hello whose parts were lost comes again, or another one with a cookie does.
void Labeller::look_at_dtls_fragment(Flow& flow, Side sender,
                                     std::span<const std::uint8_t> datagram) {
  const auto fragment = dtls_hello_fragment(datagram);
  if (!fragment) return;
  // Messages follow each other as in a stream, each in a place that is long enough for every hello.
  static_assert(kMaxTlsHello <= StreamHead::kMaxBytes && StreamHead::kMaxBytes <= 1u << 16);
  const std::uint32_t first = std::uint32_t{fragment->number} << 16;
  StreamHead& head = head_at(flow, sender, first);
  head.add(first + fragment->offset, fragment->body);
  if (head.contiguous().size() < fragment->length) return;
  const auto hello = head.contiguous().first(fragment->length);
  add_labels(flow, [&](Said& said) {
    return label_dtls_hello(fragment->type, hello, said.tls, said.labels);
  });
  drop_head(entry_of(flow)->streams[index(sender)]);
}

// A payload that stands by itself.
void Labeller::look_at_segment(Flow& flow, Side sender, const Segment& segment) {
  const StreamAnswer answer =
      add_labels(flow, [&](Said& said) { return streams_.label_stream(segment.look, said); });
  switch (answer.progress) {
    case Progress::kDone:
      return note_message(flow, sender, segment, answer);
    case Progress::kNeedMore:
      if (segment.is_whole) begin(flow, sender, segment.sequence, segment);
      return;
    case Progress::kNotMine:
      if (segment.is_first && segment.is_whole && comes_early(flow, sender, segment.sequence)) {
        begin(flow, sender, flow.first_sequence[index(sender)], segment);
      }
      return;
  }
}

// Begins to put a stream together whose first byte has the sequence number `first`.
void Labeller::begin(Flow& flow, Side sender, std::uint32_t first, const Segment& segment) {
  StreamHead& head = head_at(flow, sender, first);
  flow.label_state |= open_bit(sender);
  head.add(segment.sequence, segment.look.bytes);
  hold(flow, sender);
}

// Where what the side sends is put together from the byte of this sequence number on; what was put
// together from another one on is forgotten.
StreamHead& Labeller::head_at(Flow& flow, Side sender, std::uint32_t first) {
  LabelledStream& stream = make_entry(flow).streams[index(sender)];
  if (stream.head == kNotInPool) {
    if (heads_.is_full()) give_up(heads_.oldest().labels, heads_.oldest().side);
    stream.head = heads_.acquire({flow.labels, sender});
    heads_[stream.head].begin(first);
  }
  StreamHead& head = heads_[stream.head];
  heads_.touch(stream.head);
  if (head.first() != first) head.begin(first);
  return head;
}

void Labeller::go_on(Flow& flow, Side sender, const Segment& segment) {
  LabelledStream& stream = entry_of(flow)->streams[index(sender)];
  StreamHead& head = heads_[stream.head];
  heads_.touch(stream.head);
  const bool hopeful = head.add(segment.sequence, segment.look.bytes) && segment.is_whole;
  if (head.contiguous().empty()) return look_beyond_gap(flow, sender, segment, hopeful);
  if (hopeful && !head.is_due()) return hold(flow, sender);
  StreamLook look = segment.look;
  look.bytes = head.contiguous();
  look.more = hopeful;
  const StreamAnswer answer =
      add_labels(flow, [&](Said& said) { return streams_.label_stream(look, said); });
  if (answer.progress == Progress::kNeedMore && hopeful) return hold(flow, sender);
  if (answer.progress == Progress::kDone) {
    // What it was could not be seen in its first segment.
    inspect_message(flow, sender, look.bytes, segment.packet);
    note_message(flow, sender, segment, answer);
  }
  drop_head(stream);
  if (answer.progress == Progress::kNotMine) {
    Segment alone = segment;
    alone.is_first = false;  // what goes before it has come
    look_at_segment(flow, sender, alone);
  }
}

// What is missing is still missing. A message that begins in a later segment is believed.
void Labeller::look_beyond_gap(Flow& flow, Side sender, const Segment& segment, bool hopeful) {
  const StreamAnswer answer =
      add_labels(flow, [&](Said& said) { return streams_.label_stream(segment.look, said); });
  if (answer.progress == Progress::kNeedMore && segment.is_whole) {
    return begin(flow, sender, segment.sequence, segment);
  }
  if (answer.progress != Progress::kDone && hopeful) return hold(flow, sender);
  drop_head(entry_of(flow)->streams[index(sender)]);
  if (answer.progress == Progress::kDone) note_message(flow, sender, segment, answer);
}

void Labeller::note_message(Flow& flow, Side sender, const Segment& segment,
                            const StreamAnswer& answer) {
  if (segment.look.spoken == Application::kDns) note_dns(flow, sender, segment.packet);
  if (answer.is_over) flow.label_state |= done_bit(sender);
  if (answer.is_request) {
    // In a connection that began before the capture, the answer is not among the first payloads.
    flow.payloads_inspected[index(other_side(sender))] = 0;
  }
}

// The recogniser refuses names with control bytes, though RFC 2181 section 11 allows them, and
// headers with bits that are reserved. On DNS's port a message that is whole is one all the same.
void Labeller::note_dns(Flow& flow, Side sender, const FlowPacket& packet) {
  const DnsMessage& message = streams_.dns_message();
  const bool is_proved = message.is_whole() && !message.questions().empty();
  if (flow.payload.application == 0 && is_proved) {
    const Speaker speaker = message.is_response() ? Speaker::kServer : Speaker::kClient;
    note_finding(flow, sender, {Application::kDns, speaker, Strength::kStrong},
                 packet.frame_number);
  }
  note_latency(flow, packet);
}

// From the first query to the response that has its number (RFC 1035 section 4.1.1).
void Labeller::note_latency(Flow& flow, const FlowPacket& packet) {
  LabelEntry* entry = entry_of(flow);
  if (entry == nullptr || entry->said.labels.has(LabelKind::kDnsLatency)) return;
  const DnsMessage& message = streams_.dns_message();
  if (!message.is_response()) {
    if (entry->dns_is_asked) return;
    entry->dns_is_asked = true;
    entry->dns_id = message.id();
    entry->dns_query_ns = packet.timestamp_ns;
  } else if (entry->dns_is_asked && entry->dns_id == message.id() &&
             packet.timestamp_ns >= entry->dns_query_ns) {
    char digits[20];
    const std::int64_t latency_ns = packet.timestamp_ns - entry->dns_query_ns;
    const char* end = std::to_chars(std::begin(digits), std::end(digits), latency_ns).ptr;
    add_labels(flow, [&](Said& said) {
      return said.labels.add(LabelKind::kDnsLatency, {digits, end});
    });
  }
}

bool Labeller::is_inside_message(const Flow& flow, Side sender) const {
  if ((flow.label_state & open_bit(sender)) == 0) return false;
  const LabelEntry* entry = entry_of(flow);
  if (entry == nullptr) return false;
  const PoolIndex head = entry->streams[index(sender)].head;
  return head != kNotInPool && !heads_[head].contiguous().empty();
}

const Labels* Labeller::labels_of(const Flow& flow, Side client) {
  LabelEntry* entry = entry_of(flow);
  if (entry == nullptr || entry->said.labels.empty()) return nullptr;
  if (entry->ssh_client != client) {
    entry->said.labels.exchange(LabelKind::kSshClient, LabelKind::kSshServer);
    entry->ssh_client = client;
  }
  return &entry->said.labels;
}

void Labeller::finish(const Flow& flow) {
  for (const Side side : {Side::kLow, Side::kHigh}) {
    if ((flow.label_state & open_bit(side)) != 0) give_up(flow.labels, side);
  }
}

LabelIndex Labeller::clone(const Flow& flow) {
  const LabelEntry* entry = entry_of(flow);
  if (entry == nullptr || !store_.has_room()) return kNoLabels;
  const LabelIndex at = store_.acquire();
  store_[at].said.labels = entry->said.labels;
  store_[at].ssh_client = entry->ssh_client;
  store_.note_growth(0, entry->said.labels.size_bytes());
  return at;
}

void Labeller::release(const Flow& flow) {
  LabelEntry* entry = entry_of(flow);
  if (entry == nullptr) return;
  for (LabelledStream& stream : entry->streams) drop_head(stream);
  drop_quic(*entry);
  store_.release(flow.labels);
}

// The rest of a message will not come: its labels are what there is. A part of a hello of DTLS has
// none, and begins as no stream does that has some.
void Labeller::give_up(LabelIndex at, Side side) {
  LabelEntry& entry = store_[at];
  LabelledStream& stream = entry.streams[index(side)];
  if (stream.head == kNotInPool) return;
  StreamLook look;
  look.bytes = heads_[stream.head].contiguous();
  look.ssh = ssh_kind(&entry, side);
  const std::size_t before = entry.said.labels.size_bytes();
  if (!look.bytes.empty()) streams_.label_stream(look, entry.said);
  store_.note_growth(before, entry.said.labels.size_bytes());
  drop_head(stream);
}

void Labeller::drop_head(LabelledStream& stream) {
  if (stream.head == kNotInPool) return;
  heads_[stream.head].forget();
  heads_.release(stream.head);
  stream.head = kNotInPool;
}

void Labeller::look_at_quic(Flow& flow, Side sender, const FlowPacket& packet) {
  LabelEntry& entry = make_entry(flow);
  if (entry.quic == kNotInPool) {
    if (quics_.is_full()) drop_quic(store_[quics_.oldest().labels]);
    entry.quic = quics_.acquire({flow.labels, sender});
  }
  quics_.touch(entry.quic);
  const Decoded& headers = packet.headers;
  const Progress progress = add_labels(flow, [&](Said& said) {
    return quics_[entry.quic].take_datagram({headers.payload, headers.payload_captured},
                                            sender == client_of(flow), said.labels);
  });
  if (progress == Progress::kNeedMore) return hold(flow, sender);
  drop_quic(entry);
  if (progress != Progress::kDone) return;
  flow.label_state |= done_bit(Side::kLow);
  flow.label_state |= done_bit(Side::kHigh);
}

void Labeller::drop_quic(LabelEntry& entry) {
  if (entry.quic == kNotInPool) return;
  quics_[entry.quic] = QuicHello{};
  quics_.release(entry.quic);
  entry.quic = kNotInPool;
}

}  // namespace flowsnoop
