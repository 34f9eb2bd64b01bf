// Syslog (RFC 5424 section 6, RFC 3164 section 4): who sends a message is the client of who
// collects it.
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

// "Feb  5 17:32:18 ".
bool is_old_time(std::string_view text) {
  return text.size() >= 15 && is_letter(text[0]) && is_letter(text[1]) && is_letter(text[2]) &&
         text[3] == ' ' && is_digit(text[5]) && text[6] == ' ' && text[9] == ':' && text[12] == ':';
}

// "1 2003-10-11T22:14:15.003Z ", or "1 - " without a time.
bool is_version_and_time(std::string_view text) {
  if (text.size() < 4 || text[0] != '1' || text[1] != ' ') return false;
  return text.substr(2, 2) == "- " ||
         (leading_digits(text.substr(2)).size() == 4 && text.size() >= 7 && text[6] == '-');
}

}  // namespace

Finding recognise_syslog(const PayloadView& payload) {
  constexpr int kMaxPriority = 191;
  std::string_view text = as_text(payload.bytes);
  if (is_tcp(payload)) {  // RFC 6587 section 3.4.1: a count may come before
    const std::string_view count = leading_digits(text);
    if (!count.empty() && count.size() <= 5 && count.size() < text.size() &&
        text[count.size()] == ' ') {
      text.remove_prefix(count.size() + 1);
    }
  }
  if (text.empty() || text[0] != '<') return no_finding();
  const std::string_view digits = leading_digits(text.substr(1));
  if (digits.empty() || digits.size() > 3 || digits.size() + 2 > text.size()) return no_finding();
  int priority = 0;
  for (char c : digits) priority = priority * 10 + (c - '0');
  if (priority > kMaxPriority || text[1 + digits.size()] != '>') return no_finding();
  const std::string_view rest = text.substr(digits.size() + 2);
  // The same port over TCP is also the remote shell's.
  const bool port = !is_tcp(payload) && on_port(payload, 514, 1514);
  const bool right = is_old_time(rest) || is_version_and_time(rest) ||
                     (port && !rest.empty() && is_printable(rest[0]));
  return right ? from_client(Application::kSyslog) : no_finding();
}

}  // namespace flowsnoop
