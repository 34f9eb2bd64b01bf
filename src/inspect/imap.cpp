// IMAP commands and responses (RFC 9051 sections 6 and 7).
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kMaxTag = 20;

constexpr std::array<std::string_view, 30> kCommands = {
    "CAPABILITY", "NOOP",        "LOGOUT",  "STARTTLS", "AUTHENTICATE", "LOGIN",
    "ENABLE",     "SELECT",      "EXAMINE", "CREATE",   "DELETE",       "RENAME",
    "SUBSCRIBE",  "UNSUBSCRIBE", "LIST",    "LSUB",     "NAMESPACE",    "STATUS",
    "APPEND",     "IDLE",        "CLOSE",   "UNSELECT", "EXPUNGE",      "SEARCH",
    "FETCH",      "STORE",       "COPY",    "MOVE",     "UID",          "ID"};
constexpr std::array<std::string_view, 14> kUntagged = {
    "OK",   "NO",     "BAD",   "PREAUTH",   "BYE",    "CAPABILITY", "LIST",
    "LSUB", "STATUS", "FLAGS", "NAMESPACE", "SEARCH", "ID",         "ENABLED"};
constexpr std::array<std::string_view, 5> kNumbered = {"EXISTS", "RECENT", "EXPUNGE", "FETCH",
                                                       "VANISHED"};

// "* OK ...", "* 12 EXISTS": what follows the star.
bool is_untagged(std::string_view rest) {
  const std::string_view number = leading_digits(rest);
  if (!number.empty()) {
    if (number.size() > 10 || number.size() == rest.size() || rest[number.size()] != ' ') {
      return false;
    }
    return is_one_of(leading_word(rest.substr(number.size() + 1)), kNumbered);
  }
  const std::string_view word = leading_word(rest);
  return word.size() < rest.size() && is_one_of(word, kUntagged);
}

bool is_tag_character(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_' || c == '$';
}

}  // namespace

Finding recognise_imap(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  const bool port = on_port(payload, 143, 993);
  if (text.starts_with("* ")) {
    return is_untagged(text.substr(2)) ? from_server(Application::kImap) : no_finding();
  }
  if (port && text.starts_with("+ ")) return from_server(Application::kImap);
  std::size_t tag = 0;
  while (tag < text.size() && tag < kMaxTag && is_tag_character(text[tag])) ++tag;
  if (tag == 0 || tag + 2 >= text.size() || text[tag] != ' ') return no_finding();
  // Without the port, only what has the form of a counter is taken for a tag.
  if (!port && !is_digit(text[tag - 1])) return no_finding();
  const std::string_view rest = text.substr(tag + 1);
  const std::string_view word = leading_word(rest);
  if (word.size() == rest.size() || first_line(text).size() == text.size()) return no_finding();
  if (same_word(word, "OK") || same_word(word, "NO") || same_word(word, "BAD")) {
    return port || is_letter(text[0]) ? from_server(Application::kImap) : no_finding();
  }
  return is_one_of(word, kCommands) ? from_client(Application::kImap) : no_finding();
}

}  // namespace flowsnoop
