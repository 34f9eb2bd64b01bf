// POP3 commands and responses (RFC 1939, RFC 2449).
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && leading_digits(text).size() == text.size();
}

// Commands that no other protocol has in this form.
bool is_own_command(const Command& command) {
  const std::string_view word = command.word;
  if (same_word(word, "CAPA")) return command.arguments().empty();
  if (same_word(word, "UIDL") && command.arguments().empty()) return true;
  if (same_word(word, "UIDL") || same_word(word, "DELE")) return is_number(command.arguments());
  if (same_word(word, "APOP")) return command.arguments().size() > 33;  // name, digest
  return same_word(word, "RETR") && is_number(command.arguments()) &&
         command.arguments().size() <= 6;
}

constexpr std::array<std::string_view, 10> kSharedCommands = {
    "USER", "PASS", "STAT", "LIST", "TOP", "RSET", "NOOP", "QUIT", "AUTH", "STLS"};

}  // namespace

Finding recognise_pop3(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  const bool port = on_port(payload, 110, 995);
  if (text[0] == '+' || text[0] == '-') {
    const bool ok = text.starts_with("+OK");
    const bool error = text.starts_with("-ERR");
    if (!ok && !error) return no_finding();
    // Redis says the same, but not at such length.
    const std::string_view rest = first_line(text).substr(ok ? 3 : 4);
    const bool says_so = rest.find("POP") != std::string_view::npos;
    return port || (ok && says_so) ? from_server(Application::kPop3) : no_finding();
  }
  const Command command = read_command(text);
  if (command.word.empty() || on_port(payload, 21)) return no_finding();  // FTP has RETR, too
  const bool is_command = port ? is_own_command(command) || is_one_of(command.word, kSharedCommands)
                               : is_own_command(command) && command.is_whole();
  return is_command ? from_client(Application::kPop3) : no_finding();
}

}  // namespace flowsnoop
