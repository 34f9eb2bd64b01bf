// SMTP commands and replies (RFC 5321 sections 4.1 and 4.2), LMTP's LHLO (RFC 2033).
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

bool on_smtp_port(const PayloadView& payload) {
  return on_port(payload, 25, 465, 587, 2525);
}

// Commands that no other protocol has in this form.
bool is_own_command(std::string_view text, const Command& command) {
  constexpr std::array<std::string_view, 3> kGreetings = {"EHLO", "HELO", "LHLO"};
  if (is_one_of(command.word, kGreetings)) return !command.arguments().empty();
  return begins_with(text, "MAIL FROM:") || begins_with(text, "RCPT TO:");
}

// Commands that others have too.
bool is_shared_command(const Command& command) {
  constexpr std::array<std::string_view, 10> kShared = {"DATA", "RSET", "NOOP",     "QUIT", "VRFY",
                                                        "EXPN", "AUTH", "STARTTLS", "BDAT", "HELP"};
  return is_one_of(command.word, kShared);
}

bool is_reply(const PayloadView& payload, const ReplyLine& reply) {
  if (reply.code == 0) return false;
  const bool says_so = reply.text.find("SMTP") != std::string_view::npos ||
                       reply.text.find("LMTP") != std::string_view::npos;
  if ((reply.code == 220 || reply.code == 250) && says_so) return true;
  constexpr std::array<int, 24> kCodes = {211, 214, 220, 221, 235, 250, 251, 252,
                                          334, 354, 421, 432, 450, 451, 452, 454,
                                          500, 501, 502, 503, 504, 530, 535, 538};
  constexpr std::array<int, 7> kFailures = {534, 550, 551, 552, 553, 554, 555};
  if (!on_smtp_port(payload)) return false;
  return std::find(kCodes.begin(), kCodes.end(), reply.code) != kCodes.end() ||
         std::find(kFailures.begin(), kFailures.end(), reply.code) != kFailures.end();
}

}  // namespace

Finding recognise_smtp(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (is_reply(payload, reply_line(text))) return from_server(Application::kSmtp);
  const Command command = read_command(text);
  if (command.word.empty()) return no_finding();
  const bool is_command =
      is_own_command(text, command) || (on_smtp_port(payload) && is_shared_command(command));
  return is_command ? from_client(Application::kSmtp) : no_finding();
}

}  // namespace flowsnoop
