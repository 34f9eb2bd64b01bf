// IRC messages (RFC 2812 sections 2.3 and 3). Only what a server sends on has a prefix.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::array<std::string_view, 11> kForwarded = {
    "PRIVMSG", "NOTICE", "JOIN", "PART", "QUIT", "MODE", "NICK", "TOPIC", "KICK", "PONG", "INVITE"};

// ":irc.example.net 001 nick :Welcome", ":nick!user@host PRIVMSG #channel :text".
bool is_prefixed(std::string_view text) {
  const std::string_view line = first_line(text);
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || blank < 2 || blank > 128) return false;
  if (!all_printable(line.substr(0, blank))) return false;
  const std::string_view rest = line.substr(blank + 1);
  if (leading_digits(rest).size() == 3) return rest.size() > 3 && rest[3] == ' ';
  const std::string_view word = leading_word(rest);
  return word.size() < rest.size() && rest[word.size()] == ' ' && is_one_of(word, kForwarded);
}

// What only a client says, in words that no other protocol has; `rest` is what follows the word.
bool is_own_command(std::string_view word, std::string_view rest) {
  const auto goes_on = [&](std::string_view upper) { return begins_with(rest, upper); };
  if (same_word(word, "USER")) return first_line(rest).find(" :") != std::string_view::npos;
  if (same_word(word, "PRIVMSG") || same_word(word, "JOIN")) return goes_on("#");
  if (same_word(word, "CAP")) return goes_on("LS") || goes_on("REQ :");
  // Where both go in one segment.
  return same_word(word, "NICK") && rest.find("\nUSER ") != std::string_view::npos;
}

bool is_server_notice(std::string_view text) {
  return begins_with(text, "NOTICE AUTH :") || begins_with(text, "NOTICE * :") ||
         begins_with(text, "ERROR :CLOSING LINK");
}

}  // namespace

Finding recognise_irc(const PayloadView& payload) {
  constexpr std::array<std::string_view, 6> kPortCommands = {"NICK", "PONG", "PRIVMSG",
                                                             "JOIN", "WHO",  "MODE"};
  const std::string_view text = as_text(payload.bytes);
  if (text[0] == ':') return is_prefixed(text) ? from_server(Application::kIrc) : no_finding();
  if (is_server_notice(text)) return from_server(Application::kIrc);
  const Command command = read_command(text);
  if (command.word.empty()) return no_finding();
  if (same_word(command.word, "PING") && begins_with(command.rest, ":")) {
    return command.is_whole() ? from_server(Application::kIrc, Strength::kHint) : no_finding();
  }
  const bool port =
      on_port(payload, 6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6697, 7000);
  const bool is_command = is_own_command(command.word, command.rest) ||
                          (port && is_one_of(command.word, kPortCommands));
  return is_command && command.is_whole() ? from_client(Application::kIrc) : no_finding();
}

}  // namespace flowsnoop
