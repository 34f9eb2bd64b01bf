// HTTP/1 requests and responses (RFC 9112 sections 3 and 4), at any place of a connection.
#include "inspect/http.h"

#include <algorithm>
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

// The IANA registry's methods that are seen, and those of Microsoft's and UPnP's extensions.
constexpr std::array<std::string_view, 34> kMethods = {
    "GET",       "POST",        "HEAD",        "PUT",         "DELETE",      "OPTIONS",
    "CONNECT",   "PATCH",       "TRACE",       "PROPFIND",    "PROPPATCH",   "MKCOL",
    "COPY",      "MOVE",        "LOCK",        "UNLOCK",      "REPORT",      "SEARCH",
    "MERGE",     "CHECKOUT",    "CHECKIN",     "ACL",         "MKACTIVITY",  "MKCALENDAR",
    "SUBSCRIBE", "UNSUBSCRIBE", "NOTIFY",      "PURGE",       "RPC_IN_DATA", "RPC_OUT_DATA",
    "BITS_POST", "CCM_POST",    "RDG_IN_DATA", "RDG_OUT_DATA"};

bool is_target(std::string_view method, std::string_view target) {
  if (target.empty()) return false;
  if (method == "CONNECT") return target.find(':') != std::string_view::npos;
  return target[0] == '/' || target == "*" || begins_with(target, "HTTP://") ||
         begins_with(target, "HTTPS://");
}

bool all_blank(std::string_view text) {
  return text.find_first_not_of(' ') == std::string_view::npos;
}

// A request line may be longer than the segment, or than what was captured of it.
bool is_request(std::string_view text) {
  const std::string_view method = leading_word(text);
  if (method.size() + 2 > text.size() || text[method.size()] != ' ') return false;
  if (!is_one_of(method, kMethods) || method[0] != to_upper(method[0])) return false;
  const std::string_view line = first_line(text);
  const std::string_view rest = line.substr(method.size() + 1);
  if (line.size() == text.size()) return is_target(method, rest.substr(0, rest.find(' ')));
  const std::size_t blank = rest.rfind(' ');
  if (blank == std::string_view::npos) return false;  // HTTP/0.9 is not spoken any more
  // With the version at its end, a line is a request whatever the target is.
  return rest.substr(blank + 1).starts_with("HTTP/1.") && !all_blank(rest.substr(0, blank));
}

// "HTTP/1.1 200 OK"; "ICY 200 OK" is what streaming radio says.
bool is_response(std::string_view text) {
  if (text.starts_with("ICY ")) return leading_digits(text.substr(4)).size() == 3;
  return text.size() >= 9 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]) && (text[8] == ' ' || is_line_end(text[8]));
}

}  // namespace

bool may_begin_http(std::string_view text) {
  constexpr std::string_view kResponse = "HTTP/1.1 ";
  if (kResponse.starts_with(text)) return true;
  const std::string_view method = leading_word(text);
  const std::string_view rest = text.substr(method.size());
  if (rest.empty()) {
    return std::any_of(kMethods.begin(), kMethods.end(),
                       [&](std::string_view known) { return known.starts_with(method); });
  }
  // After "GET " a target begins; "GET h" may go on to be that of a proxy.
  if (rest[0] != ' ' || std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    return false;
  }
  constexpr std::string_view kScheme = "HTTPS://";
  const std::string_view target = rest.substr(1);
  return target.size() < kScheme.size() && begins_with(target, kScheme.substr(0, target.size()));
}

Finding recognise_http(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (is_response(text)) return from_server(Application::kHttp);
  return is_request(text) ? from_client(Application::kHttp) : no_finding();
}

}  // namespace flowsnoop
