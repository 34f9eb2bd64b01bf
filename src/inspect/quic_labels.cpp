#include "inspect/quic_labels.h"

#include <algorithm>
#include <charconv>

#include "inspect/quic_frames.h"
#include "inspect/text.h"
#include "inspect/tls_handshake.h"
#include "inspect/tls_record.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kMaxDatagrams = 48;     // of both sides that are looked at
constexpr std::uint8_t kMaxBeforeInitial = 8;  // of which the first has to be opened among these
constexpr std::uint8_t kMaxFailures = 4;
constexpr int kMaxPackets = 4;         // of one datagram
constexpr int kMaxServerMessages = 4;  // that are looked at for a ServerHello

bool is_google_version(ByteView tag) {
  return tag.size() >= 4 && (tag[0] == 'Q' || tag[0] == 'T') && tag[1] == '0' &&
         is_digit(static_cast<char>(tag[2])) && is_digit(static_cast<char>(tag[3]));
}

// "Q043" or empty. Before Q044 a packet with a version had eight bytes of connection id before it.
std::string_view google_version(ByteView datagram) {
  if (datagram.empty()) return {};
  const bool is_long = (datagram[0] & 0x80) != 0;
  const bool is_old = (datagram[0] & 0xcb) == 0x09;
  const std::size_t at = is_long ? 1 : 9;
  if (!(is_long || is_old) || datagram.size() < at + 4) return {};
  const ByteView tag = datagram.subspan(at, 4);
  return is_google_version(tag) ? as_text(tag) : std::string_view{};
}

// "1", "2", "draft-29".
void add_version(std::uint32_t version, Labels& labels) {
  if (labels.has(LabelKind::kQuicVersion)) return;
  if (version == kQuicVersion1 || version == kQuicVersion2) {
    labels.add(LabelKind::kQuicVersion, version == kQuicVersion1 ? "1" : "2");
    return;
  }
  std::array<char, 12> text{'d', 'r', 'a', 'f', 't', '-'};
  const char* end = std::to_chars(text.data() + 6, text.data() + text.size(), version & 0xff).ptr;
  labels.add(LabelKind::kQuicVersion, {text.data(), static_cast<std::size_t>(end - text.data())});
}

Progress read_client_hello(ByteView handshake, TlsOffer& offer, Labels& labels) {
  ByteView rest;
  const TlsMessage message = first_tls_message(handshake, rest);
  if (message.progress != Progress::kDone) return message.progress;
  const bool added =
      message.type == kTlsClientHello && add_client_hello(message.body, 'q', offer, labels);
  return added ? Progress::kDone : Progress::kNotMine;
}

Progress read_server_hello(ByteView handshake, const TlsOffer& offer, Labels& labels) {
  for (int i = 0; i < kMaxServerMessages; ++i) {
    const TlsMessage message = first_tls_message(handshake, handshake);
    if (message.progress != Progress::kDone) return message.progress;
    if (message.type != kTlsServerHello) return Progress::kNotMine;
    const Progress progress = add_server_hello(message.body, offer, labels);
    if (progress != Progress::kNeedMore) return progress;
  }
  return Progress::kNotMine;
}

// Gives `read` the beginning of the handshake bytes as soon as it grows. A hello that is whole in
// the first frame is not copied.
template <typename Read>
Progress read_frames(ByteView frames, CryptoStream& stream, Read read) {
  QuicCryptoFrames crypto(frames);
  while (const auto frame = crypto.next()) {
    if (stream.empty() && frame->offset == 0) {
      const Progress progress = read(frame->data);
      if (progress != Progress::kNeedMore) return progress;
    }
    stream.take(frame->offset, frame->data);
    const Progress progress = read(stream.beginning());
    if (progress != Progress::kNeedMore) return progress;
  }
  return Progress::kNeedMore;
}

}  // namespace

Progress QuicHello::take_datagram(ByteView datagram, bool from_client, Labels& labels) {
  if (datagram_count_ == kMaxDatagrams) return give_up();
  ++datagram_count_;
  const std::string_view google =
      client_version_ == 0 ? google_version(datagram) : std::string_view{};
  if (!google.empty()) {
    labels.add(LabelKind::kQuicVersion, google);
    return Progress::kDone;
  }
  ByteView rest = datagram;
  for (int i = 0; i < kMaxPackets; ++i) {
    const auto packet = first_quic_packet(rest, rest);
    if (!packet && datagram_count_ == 1 && i == 0) return Progress::kNotMine;
    if (!packet) break;
    const Progress progress = take_packet(*packet, from_client, labels);
    if (progress != Progress::kNeedMore) return progress;
  }
  const bool is_late = client_version_ == 0 && datagram_count_ >= kMaxBeforeInitial;
  return is_late || failure_count_ >= kMaxFailures ? give_up() : Progress::kNeedMore;
}

Progress QuicHello::give_up() const {
  return has_client_hello_ ? Progress::kDone : Progress::kNotMine;
}

// Retry and Version Negotiation say nothing by themselves: what matters is the Initial that the
// client sends next.
Progress QuicHello::take_packet(const QuicPacket& packet, bool from_client, Labels& labels) {
  if (packet.type != QuicPacketType::kInitial || !is_readable_quic_version(packet.version)) {
    return Progress::kNeedMore;
  }
  return from_client ? take_client_initial(packet, labels) : take_server_initial(packet, labels);
}

Progress QuicHello::take_client_initial(const QuicPacket& packet, Labels& labels) {
  if (!has_crypto()) {
    add_version(packet.version, labels);
    return Progress::kDone;
  }
  if (has_client_hello_ && is_first_id(packet.destination_id)) return Progress::kNeedMore;
  PlainBytes plain;
  const auto frames = open_client_initial(packet, plain);
  if (!frames) ++failure_count_;
  if (!frames || has_client_hello_) return Progress::kNeedMore;
  add_version(client_version_, labels);
  const Progress progress = read_frames(*frames, client_stream_, [&](ByteView handshake) {
    return read_client_hello(handshake, offer_, labels);
  });
  if (progress != Progress::kDone) return progress;
  has_client_hello_ = true;
  client_stream_.clear();
  return Progress::kNeedMore;
}

// The keys stay those of the client's first Initial although it addresses later ones to an id that
// the server chose. After a Retry or a Version Negotiation they come from the Initial that follows:
// RFC 9001 section 5.2. So the keys there are go first, and then those of this very packet.
std::optional<ByteView> QuicHello::open_client_initial(const QuicPacket& packet,
                                                       PlainBytes& plain) {
  if (packet.version == client_version_) {
    if (const auto frames = open_quic_initial(packet, client_keys_, plain)) return frames;
  }
  if (is_first_id(packet.destination_id) && packet.version == client_version_) return std::nullopt;
  const auto keys = quic_initial_keys(packet.version, packet.destination_id, QuicSide::kClient);
  if (!keys) return std::nullopt;
  const auto frames = open_quic_initial(packet, *keys, plain);
  if (!frames) return std::nullopt;
  client_keys_ = *keys;
  client_version_ = packet.version;
  server_version_ = 0;
  client_id_size_ = static_cast<std::uint8_t>(packet.destination_id.size());
  std::copy(packet.destination_id.begin(), packet.destination_id.end(), client_id_.begin());
  client_stream_.clear();
  server_stream_.clear();
  return frames;
}

// A server that negotiates a compatible version answers with that version: RFC 9369 section 4.1.
Progress QuicHello::take_server_initial(const QuicPacket& packet, Labels& labels) {
  if (client_version_ == 0) return Progress::kNeedMore;
  if (packet.version != server_version_) {
    const auto keys = quic_initial_keys(packet.version, ByteView(client_id_).first(client_id_size_),
                                        QuicSide::kServer);
    if (!keys) return Progress::kNeedMore;
    server_keys_ = *keys;
    server_version_ = packet.version;
  }
  PlainBytes plain;
  const auto frames = open_quic_initial(packet, server_keys_, plain);
  if (!frames) {
    ++failure_count_;
    return Progress::kNeedMore;
  }
  return read_frames(*frames, server_stream_, [&](ByteView handshake) {
    return read_server_hello(handshake, offer_, labels);
  });
}

bool QuicHello::is_first_id(ByteView id) const {
  const auto first = ByteView(client_id_).first(client_id_size_);
  return client_version_ != 0 && std::equal(first.begin(), first.end(), id.begin(), id.end());
}

}  // namespace flowsnoop
