#include "inspect/tls_record.h"

#include <algorithm>

#include "inspect/byte_reader.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kChangeCipherSpec = 20;
constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::size_t kMaxRecord = 16384 + 2048;  // RFC 5246 section 6.2.3
constexpr std::uint16_t kSsl2Version = 2;

// An alert in the clear that does not end the connection: RFC 5246 section 7.2. Its content may be
// cut, and then is believed as far as it is there.
bool is_warning(std::size_t length, ByteView content) {
  constexpr std::uint8_t kWarning = 1;
  return length == 2 && (content.empty() || content[0] == kWarning);
}

// The length in the header of a record of SSL 2.0, which has the highest bit set.
bool is_ssl2_message(ByteView stream, std::uint8_t type) {
  return stream.size() > 2 && (stream[0] & 0x80) != 0 && stream[2] == type;
}

}  // namespace

// A change_cipher_spec may stand between two hellos: RFC 8446 appendix D.4. A server that does not
// know the name it is asked for may warn of that before its hello: RFC 6066 section 3.
Progress TlsRecordReader::enter_record() {
  while (fragment_.empty()) {
    if (is_cut_ || stream_.empty()) return Progress::kNeedMore;
    ByteReader record(stream_);
    const std::uint8_t type = record.byte();
    const std::uint8_t major = record.byte();
    record.byte();
    const std::size_t length = record.be16();
    const bool may_come = type == kHandshake || type == kChangeCipherSpec || type == kAlert;
    if (!may_come) return Progress::kNotMine;
    if (stream_.size() > 1 && major != 3) return Progress::kNotMine;
    if (!record.ok()) return Progress::kNeedMore;
    if (length == 0 || length > kMaxRecord) return Progress::kNotMine;
    is_cut_ = record.rest().size() < length;
    const ByteView content = record.take(std::min(length, record.rest().size()));
    stream_ = record.rest();
    if (type == kAlert && !is_warning(length, content)) return Progress::kNotMine;
    if (type == kHandshake) fragment_ = content;
  }
  return Progress::kDone;
}

// Has the next `size` bytes of the message in `joined_`, of which some may be there already.
Progress TlsRecordReader::gather(std::size_t size) {
  while (gathered_ < size) {
    const Progress progress = enter_record();
    if (progress != Progress::kDone) return progress;
    const std::size_t part = std::min(size - gathered_, fragment_.size());
    std::copy_n(fragment_.begin(), part, joined_.data() + gathered_);
    gathered_ += part;
    fragment_ = fragment_.subspan(part);
  }
  return Progress::kDone;
}

TlsMessage TlsRecordReader::next() {
  const Progress entered = enter_record();
  if (entered != Progress::kDone) return {entered, 0, {}};
  ByteView rest;
  const TlsMessage whole = first_tls_message(fragment_, rest);
  if (whole.progress != Progress::kNeedMore) {
    fragment_ = rest;
    return whole;
  }
  gathered_ = 0;
  const Progress header = gather(kMessageHeader);
  if (header != Progress::kDone) return {header, 0, {}};
  const std::size_t length = load_be24(&joined_[1]);
  if (length > kMaxTlsHello) return {};
  const Progress body = gather(kMessageHeader + length);
  return {body, joined_[0], ByteView(joined_).subspan(kMessageHeader, length)};
}

TlsMessage first_tls_message(ByteView handshake, ByteView& rest) {
  ByteReader reader(handshake);
  const std::uint8_t type = reader.byte();
  const std::size_t length = reader.be24();
  if (!reader.ok()) return {Progress::kNeedMore, type, {}};
  if (length > kMaxTlsHello) return {};
  const ByteView body = reader.take(length);
  if (!reader.ok()) return {Progress::kNeedMore, type, {}};
  rest = reader.rest();
  return {Progress::kDone, type, body};
}

bool is_ssl2_client_hello(ByteView stream) {
  constexpr std::uint8_t kClientHello = 1;
  if (!is_ssl2_message(stream, kClientHello) || stream.size() < 5) return false;
  const std::uint16_t version = load_be16(&stream[3]);
  return version == kSsl2Version || version >> 8 == 3;
}

bool is_ssl2_server_hello(ByteView stream) {
  constexpr std::uint8_t kServerHello = 4;
  return is_ssl2_message(stream, kServerHello) && stream.size() >= 7 &&
         load_be16(&stream[5]) == kSsl2Version;
}

}  // namespace flowsnoop
