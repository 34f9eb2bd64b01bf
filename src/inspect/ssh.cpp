// SSH: the identification string (RFC 4253 section 4.2) and the key exchange, which is in the clear
// (RFC 4253 section 7, RFC 4419 section 3, RFC 5656 section 4).
//
// Both sides send an identification and a KEXINIT. What tells them apart is software that is only
// one of the two, and the names that RFC 8308 section 2.1 and OpenSSH's strict key exchange add to
// the list of key exchanges: one for clients, another for servers.
#include <algorithm>
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kPacketHeader = 6;     // length, padding length, message
constexpr std::uint32_t kMaxPacket = 35000;  // RFC 4253 section 6.1
constexpr std::uint8_t kKexInit = 20;

constexpr std::array<std::string_view, 9> kClientSoftware = {
    "PUTTY", "WINSCP", "FILEZILLA", "LIBSSH2", "JSCH", "PARAMIKO", "TTSSH", "GRANADOS", "NMAP"};
constexpr std::array<std::string_view, 7> kServerSoftware = {
    "ROSSSH", "MOD_SFTP", "BABELD", "CERBERUS", "SERV-U", "XLIGHTFTPD", "COREFTP"};

Speaker software_speaker(std::string_view software) {
  const auto begins = [&](std::string_view name) { return begins_with(software, name); };
  if (std::any_of(kClientSoftware.begin(), kClientSoftware.end(), begins)) return Speaker::kClient;
  if (std::any_of(kServerSoftware.begin(), kServerSoftware.end(), begins)) return Speaker::kServer;
  return Speaker::kUnknown;
}

// The name-list of key exchanges, which follows a cookie of 16 bytes.
Speaker kex_init_speaker(ByteView packet) {
  constexpr std::size_t kListLength = kPacketHeader + 16;
  constexpr std::size_t kMaxList = 2048;
  if (packet.size() < kListLength + 4) return Speaker::kUnknown;
  const ByteView rest = packet.subspan(kListLength + 4);
  const std::size_t size =
      std::min({rest.size(), kMaxList, std::size_t{load_be32(&packet[kListLength])}});
  const std::string_view list(reinterpret_cast<const char*>(rest.data()), size);
  const auto has = [&](std::string_view name) { return list.find(name) != std::string_view::npos; };
  if (has("ext-info-c") || has("kex-strict-c-")) return Speaker::kClient;
  if (has("ext-info-s") || has("kex-strict-s-")) return Speaker::kServer;
  return Speaker::kUnknown;
}

Finding key_exchange(ByteView packet, std::uint32_t length) {
  if (packet.size() < kPacketHeader) return no_finding();
  const std::uint8_t* p = packet.data();
  const std::uint32_t packet_length = load_be32(p);
  const bool framed = packet_length >= 12 && packet_length <= kMaxPacket &&
                      (packet_length + 4) % 8 == 0 && p[4] >= 4 && p[4] < packet_length - 1 &&
                      packet_length + 4 <= length;
  if (!framed) return no_finding();
  switch (p[5]) {
    case kKexInit:
      return found(Application::kSsh, kex_init_speaker(packet));
    case 30:  // kexdh_init, kex_ecdh_init, kex_dh_gex_request_old
    case 32:  // kex_dh_gex_init
    case 34:  // kex_dh_gex_request
      return from_client(Application::kSsh);
    case 31:  // kexdh_reply, kex_ecdh_reply, kex_dh_gex_group
    case 33:  // kex_dh_gex_reply
      return from_server(Application::kSsh);
    default:
      return no_finding();
  }
}

}  // namespace

Finding recognise_ssh(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  const bool identification =
      text.starts_with("SSH-2.0-") || text.starts_with("SSH-1") || text.starts_with("SSH-1.99-");
  if (text.starts_with("Protocol mismatch.")) return from_server(Application::kSsh);
  if (!identification) {
    // An encrypted packet may look like any of these by chance, so each has to be all there is.
    const bool alone = payload.bytes.size() >= 4 && payload.bytes[0] == 0;
    return alone ? key_exchange(payload.bytes, payload.length) : no_finding();
  }
  const std::string_view line = first_line(text);
  const Speaker software = line.size() > 8 ? software_speaker(line.substr(8)) : Speaker::kUnknown;
  std::size_t end = line.size();
  while (end < text.size() && is_line_end(text[end])) ++end;
  const ByteView rest = payload.bytes.subspan(end);
  if (rest.size() >= kPacketHeader && rest[5] == kKexInit) {
    const Finding exchange = key_exchange(rest, payload.length - static_cast<std::uint32_t>(end));
    if (exchange.speaker != Speaker::kUnknown) return exchange;
  }
  return found(Application::kSsh, software, Strength::kHint);
}

}  // namespace flowsnoop
