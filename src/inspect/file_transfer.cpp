// Protocols that fetch files and begin with words of their own: rsync's daemon, git's own protocol
// (gitprotocol-pack, gitprotocol-v2), Gnutella 0.6, BitTorrent (BEP 3).
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

// Four hexadecimal digits: the length of a git packet line.
bool is_packet_length(std::string_view text) {
  if (text.size() < 4) return false;
  for (char c : text.substr(0, 4)) {
    if (!is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
  }
  return true;
}

bool is_object_id(std::string_view text) {
  constexpr std::size_t kSha1Digits = 40;
  if (text.size() <= kSha1Digits) return false;
  for (char c : text.substr(0, kSha1Digits)) {
    if (!is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
  }
  return text[kSha1Digits] == ' ';
}

}  // namespace

// Both sides send "@RSYNCD: " and their version; only the server says the rest.
Finding recognise_rsync(const PayloadView& payload) {
  constexpr std::string_view kGreeting = "@RSYNCD: ";
  const std::string_view text = as_text(payload.bytes);
  if (!text.starts_with(kGreeting)) return no_finding();
  const std::string_view rest = text.substr(kGreeting.size());
  const bool server =
      rest.starts_with("OK") || rest.starts_with("EXIT") || rest.starts_with("AUTHREQD");
  return server ? from_server(Application::kRsync) : from_anyone(Application::kRsync);
}

Finding recognise_git(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (!is_packet_length(text)) return no_finding();
  const std::string_view line = text.substr(4);
  if (line.starts_with("git-upload-pack /") || line.starts_with("git-receive-pack /") ||
      line.starts_with("git-upload-archive /") || line.starts_with("want ") ||
      line.starts_with("command=ls-refs") || line.starts_with("command=fetch")) {
    return from_client(Application::kGit);
  }
  const bool server = is_object_id(line) || line.starts_with("NAK\n") || line.starts_with("ACK ") ||
                      line.starts_with("version 2\n") || line.starts_with("packfile\n");
  return server ? from_server(Application::kGit) : no_finding();
}

// The status line is said twice: by the server, and by the client as its last word.
Finding recognise_gnutella(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (text.starts_with("GNUTELLA CONNECT/")) return from_client(Application::kGnutella);
  const bool status = text.starts_with("GNUTELLA/0.") && text.size() >= 16 &&
                      leading_digits(text.substr(13)).size() == 3;
  return status ? from_server(Application::kGnutella, Strength::kHint) : no_finding();
}

// The peer that was called answers with the same handshake.
Finding recognise_bittorrent(const PayloadView& payload) {
  constexpr std::string_view kHandshake =
      "\x13"
      "BitTorrent protocol";
  const bool right = as_text(payload.bytes).starts_with(kHandshake);
  return right ? from_anyone(Application::kBittorrent) : no_finding();
}

// The DHT's queries and responses (BEP 5): bencoded dictionaries, their keys in order.
Finding recognise_bittorrent_dht(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (text.starts_with("d1:ad2:id20:"))
    return from_client(Application::kBittorrent, Strength::kHint);
  const bool response =
      text.starts_with("d1:rd2:id20:") || text.starts_with("d1:eli") ||
      (text.starts_with("d2:ip") && text.find("1:rd2:id20:") != std::string_view::npos);
  return response ? from_server(Application::kBittorrent, Strength::kHint) : no_finding();
}

// The first packet of a uTP connection (BEP 29): type 4, version 1, no time difference yet.
Finding recognise_utp(const PayloadView& payload) {
  constexpr std::size_t kHeader = 20;
  if (payload.bytes.size() < kHeader || payload.length > kHeader + 10) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool syn = p[0] == 0x41 && p[1] <= 2 && load_be32(p + 8) == 0 && load_be16(p + 16) == 1 &&
                   (payload.length == kHeader || p[1] != 0);
  return syn ? from_client(Application::kUtp) : no_finding();
}

}  // namespace flowsnoop
