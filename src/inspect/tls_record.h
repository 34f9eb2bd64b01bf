// The handshake messages in a stream of TLS records. A message may go over several records, and a
// record may hold several messages: RFC 8446 section 5.1.
//
// The stream must outlive the reader. A message is a view into the stream, or into the reader where
// it had to be put together, and then valid until next() is called again.
#pragma once

#include <array>

#include "inspect/match.h"
#include "inspect/progress.h"
#include "inspect/tls_hello.h"

namespace flowsnoop {

struct TlsMessage {
  // kDone: a message was found. kNotMine: there is none, or one that is longer than a hello is.
  Progress progress = Progress::kNotMine;
  std::uint8_t type = 0;
  ByteView body;  // without its header
};

class TlsRecordReader {
 public:
  // `stream` begins with a record.
  explicit TlsRecordReader(ByteView stream) : stream_(stream) {}

  TlsMessage next();

 private:
  static constexpr std::size_t kMessageHeader = 4;

  Progress enter_record();
  Progress gather(std::size_t size);

  ByteView stream_;      // what follows the current record
  ByteView fragment_;    // what is left of the current record
  bool is_cut_ = false;  // the current record goes on after the end of the stream
  std::size_t gathered_ = 0;
  std::array<std::uint8_t, kMessageHeader + kMaxTlsHello> joined_;
};

// The first of several messages in handshake bytes without records, as QUIC carries them, and what
// follows it in `rest`.
TlsMessage first_tls_message(ByteView handshake, ByteView& rest);

// The hellos of SSL 2.0, RFC 6101 appendix E: a client's may offer TLS, a server's is SSL 2.0.
bool is_ssl2_client_hello(ByteView stream);
bool is_ssl2_server_hello(ByteView stream);

}  // namespace flowsnoop
