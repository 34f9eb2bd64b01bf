// NNTP commands and responses (RFC 3977).
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

bool on_nntp_port(const PayloadView& payload) {
  return on_port(payload, 119, 563, 433);
}

constexpr std::array<std::string_view, 24> kCommands = {
    "GROUP",   "ARTICLE",   "HEAD", "BODY", "STAT", "XOVER",    "OVER",         "XHDR",
    "HDR",     "LISTGROUP", "LIST", "MODE", "NEXT", "LAST",     "POST",         "IHAVE",
    "NEWNEWS", "NEWGROUPS", "DATE", "HELP", "QUIT", "AUTHINFO", "CAPABILITIES", "STARTTLS"};

// Commands that no other protocol has in this form.
bool is_own_command(std::string_view text) {
  return begins_with(text, "MODE READER") || begins_with(text, "AUTHINFO USER ") ||
         begins_with(text, "AUTHINFO PASS ") || begins_with(text, "XOVER ");
}

}  // namespace

Finding recognise_nntp(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  const bool port = on_nntp_port(payload);
  const ReplyLine reply = reply_line(text);
  if (reply.code >= 100 && reply.code < 600) {
    const bool says_so = (reply.code == 200 || reply.code == 201) &&
                         (reply.text.find("NNTP") != std::string_view::npos ||
                          reply.text.find("INN ") != std::string_view::npos);
    return port || says_so ? from_server(Application::kNntp) : no_finding();
  }
  const Command command = read_command(text);
  const bool is_command = !command.word.empty() &&
                          (is_own_command(text) || (port && is_one_of(command.word, kCommands)));
  return is_command ? from_client(Application::kNntp) : no_finding();
}

}  // namespace flowsnoop
