// FTP control connections: commands (RFC 959 section 4.1, RFC 2428, RFC 3659, RFC 4217) and replies
// (RFC 959 section 4.2).
#include "inspect/ftp.h"

#include <array>
#include <charconv>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

// Commands that no other protocol has in this form.
constexpr std::array<std::string_view, 26> kOwnCommands = {
    "PASV", "EPSV", "PORT", "EPRT", "SYST", "FEAT", "TYPE", "PWD", "XPWD",
    "CWD",  "XCWD", "CDUP", "NLST", "RETR", "STOR", "APPE", "MKD", "RMD",
    "RNFR", "RNTO", "SIZE", "MDTM", "MLSD", "MLST", "PBSZ", "PROT"};
constexpr std::array<std::string_view, 16> kSharedCommands = {
    "USER", "PASS", "ACCT", "LIST", "STAT", "QUIT", "NOOP", "HELP",
    "OPTS", "AUTH", "DELE", "REST", "ABOR", "SITE", "CLNT", "STOU"};

bool on_ftp_port(const PayloadView& payload) {
  return on_port(payload, 21, 990, 2121);
}

// FTP's data connections carry anything, POP3 and IRC log in with the same words.
bool on_foreign_port(const PayloadView& payload) {
  return on_port(payload, 20, 110, 995, 6667, 6697);
}

// "USER name", "PASS word": one argument.
bool is_login(const Command& command) {
  if (!same_word(command.word, "USER") && !same_word(command.word, "PASS")) return false;
  const std::string_view argument = command.arguments();
  return command.is_whole() && !argument.empty() && argument.find(' ') == std::string_view::npos;
}

// Replies that are FTP's by their code and the words that RFC 959 or every server gives them.
bool is_own_reply(const ReplyLine& reply) {
  const auto says = [&](std::string_view words) {
    return reply.text.find(words) != std::string_view::npos;
  };
  switch (reply.code) {
    case 220:
      return says("FTP") && !says("SMTP");
    case 227:
      return says("assive");
    case 229:
      return says("(|||");
    case 230:
      return says("ogged") || says("ogin");
    case 331:
      return says("assword");
    case 150:
      return says("connection");
    case 226:
      return says("ransfer") || says("omplete");
    case 215:
      return says("UNIX") || says("Windows_NT");
    case 257:
      return says("\"");
    default:
      return false;
  }
}

// One number of a comma-separated list; false where there is none up to 255.
bool take_octet(std::string_view& text, std::uint8_t& octet) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
  if (error != std::errc() || end == text.data()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

// "h1,h2,h3,h4,p1,p2" and then a character that is no digit.
std::optional<AnnouncedEndpoint> host_port(std::string_view text, Speaker announced_by) {
  std::array<std::uint8_t, 6> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (i > 0) {
      if (text.empty() || text[0] != ',') return std::nullopt;
      text.remove_prefix(1);
    }
    if (!take_octet(text, octets[i])) return std::nullopt;
  }
  const std::uint16_t port = load_be16(&octets[4]);
  if (text.empty() || port == 0) return std::nullopt;  // cut: there may be another digit
  return AnnouncedEndpoint{IpAddress::from_ipv4(octets.data()), port, announced_by};
}

// Cuts off what is before the next `delimiter`.
std::optional<std::string_view> take_field(std::string_view& text, char delimiter) {
  const std::size_t end = text.find(delimiter);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end + 1);
  return field;
}

// "|2|2001:db8::1|5282|", the delimiter being whatever comes first; in a reply to EPSV the first
// two fields are empty.
std::optional<AnnouncedEndpoint> extended(std::string_view text, Speaker announced_by) {
  if (text.empty()) return std::nullopt;
  const char delimiter = text[0];
  text.remove_prefix(1);
  const auto family = take_field(text, delimiter);
  const auto address = family ? take_field(text, delimiter) : std::nullopt;
  const auto digits = address ? take_field(text, delimiter) : std::nullopt;
  if (!digits || leading_digits(*digits).size() != digits->size()) return std::nullopt;
  AnnouncedEndpoint endpoint{std::nullopt, 0, announced_by};
  const auto [end, error] =
      std::from_chars(digits->data(), digits->data() + digits->size(), endpoint.port);
  if (error != std::errc() || endpoint.port == 0) return std::nullopt;
  if (announced_by == Speaker::kServer) return endpoint;
  endpoint.address = parse_ip_address(*address);
  if (!endpoint.address) return std::nullopt;
  return endpoint;
}

}  // namespace

Finding recognise_ftp(const PayloadView& payload) {
  if (on_foreign_port(payload)) return no_finding();
  const std::string_view text = as_text(payload.bytes);
  const ReplyLine reply = reply_line(text);
  if (reply.code != 0) {
    const bool right =
        reply.code >= 100 && reply.code <= 659 && (on_ftp_port(payload) || is_own_reply(reply));
    return right ? from_server(Application::kFtp) : no_finding();
  }
  const Command command = read_command(text);
  if (command.word.empty()) return no_finding();
  const bool own = is_one_of(command.word, kOwnCommands);
  const bool is_command = on_ftp_port(payload) ? own || is_one_of(command.word, kSharedCommands)
                                               : (own && command.is_whole()) || is_login(command);
  return is_command ? from_client(Application::kFtp) : no_finding();
}

std::optional<AnnouncedEndpoint> parse_ftp_announcement(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  const ReplyLine reply = reply_line(text);
  if (reply.code == 227) {  // "Entering Passive Mode (h1,...,p2)": not all have the brackets
    const std::size_t first = reply.text.find_first_of("0123456789");
    if (first == std::string_view::npos) return std::nullopt;
    return host_port(text.substr(4 + first), Speaker::kServer);
  }
  if (reply.code == 229) {
    const std::size_t open = reply.text.find('(');
    if (open == std::string_view::npos) return std::nullopt;
    return extended(reply.text.substr(open + 1), Speaker::kServer);
  }
  if (begins_with(text, "PORT ")) return host_port(text.substr(5), Speaker::kClient);
  if (begins_with(text, "EPRT ")) return extended(first_line(text).substr(5), Speaker::kClient);
  return std::nullopt;
}

}  // namespace flowsnoop
