// What a QUIC connection says before it is encrypted with secret keys: its version, and the hellos
// of TLS in its Initial packets (RFC 9001). Without OpenSSL only the version.
//
// A QuicHello belongs to one conversation and is given its datagrams in their order. It keeps no
// views. Datagrams beyond a bound are not looked at.
#pragma once

#include "flowsnoop/labels.h"
#include "inspect/crypto_stream.h"
#include "inspect/progress.h"
#include "inspect/quic_initial.h"
#include "inspect/tls_labels.h"

namespace flowsnoop {

class QuicHello {
 public:
  // What one takes, with what vectors add while they grow, at most.
  static constexpr std::size_t kMostMemory = 2 * (2 * CryptoStream::kMaxBytes + 1024);

  // Adds kQuicVersion (that of the client's first Initial), kTlsServerName, kTlsOfferedProtocol and
  // kTlsJa4 from the client; kTlsVersion, kTlsCipher and kTlsResumed from the server. kNotMine: it
  // is not QUIC, or its beginning is missing. kDone: both hellos were found, or nothing more will
  // be: the version is one of Google's, or many datagrams brought no second hello.
  Progress take_datagram(ByteView datagram, bool from_client, Labels& labels);

 private:
  using PlainBytes = std::array<std::uint8_t, kMaxQuicInitial>;

  Progress give_up() const;
  Progress take_packet(const QuicPacket& packet, bool from_client, Labels& labels);
  Progress take_client_initial(const QuicPacket& packet, Labels& labels);
  Progress take_server_initial(const QuicPacket& packet, Labels& labels);
  std::optional<ByteView> open_client_initial(const QuicPacket& packet, PlainBytes& plain);
  bool is_first_id(ByteView id) const;

  std::uint32_t client_version_ = 0;  // that `client_keys_` are for; 0: there are none
  std::uint32_t server_version_ = 0;  // that `server_keys_` are for; 0: there are none
  std::uint8_t client_id_size_ = 0;
  std::uint8_t datagram_count_ = 0;
  std::uint8_t failure_count_ = 0;  // Initial packets that could not be opened
  bool has_client_hello_ = false;
  std::array<std::uint8_t, kMaxQuicConnectionId> client_id_{};
  QuicKeys client_keys_;
  QuicKeys server_keys_;
  CryptoStream client_stream_;
  CryptoStream server_stream_;
  TlsOffer offer_;
};

}  // namespace flowsnoop
