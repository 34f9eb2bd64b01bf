#include "inspect/http_labels.h"

#include <algorithm>
#include <optional>

#include "flowsnoop/ports.h"
#include "inspect/http.h"
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::string_view kVersion = "HTTP/";
constexpr int kMaxHeaders = 256;
constexpr int kMaxInterim = 8;  // responses before the final one

// Takes lines off a text.
class Lines {
 public:
  explicit Lines(std::string_view rest) : rest_(rest) {}

  // The next line without its end. Nothing where no line ends any more.
  std::optional<std::string_view> next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

struct Request {
  std::string_view method;
  std::string_view target;
  std::string_view version;
  std::string_view host;
  std::string_view user_agent;
  bool basic = false;     // carries a password
  bool complete = false;  // the empty line after its headers is there
};

// RFC 9112 section 3: method, target and version. Some senders put other than single blanks between
// them, or blanks in the target. Of a line that is cut, the target ends at the first blank.
void read_request_line(std::string_view line, bool is_cut, Request& request) {
  request.method = line.substr(0, line.find(' '));
  const std::string_view rest = trim(line.substr(request.method.size()));
  const std::size_t blank = rest.rfind(' ');
  const bool has_version =
      blank != std::string_view::npos && rest.substr(blank + 1).starts_with(kVersion);
  request.target = trim(rest.substr(0, has_version ? blank : rest.size()));
  if (is_cut) request.target = rest.substr(0, rest.find(' '));
  if (has_version && !is_cut) request.version = rest.substr(blank + 1 + kVersion.size());
}

void read_request_header(std::string_view line, Request& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (request.host.empty() && same_word(name, "HOST")) {
    request.host = value;
  } else if (request.user_agent.empty() && same_word(name, "USER-AGENT")) {
    request.user_agent = value;
  } else if (same_word(name, "AUTHORIZATION") || same_word(name, "PROXY-AUTHORIZATION")) {
    request.basic = request.basic || begins_with(value, "BASIC ");
  }
}

// The host that a target in absolute form names (RFC 9112 section 3.2.2).
std::string_view host_of(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return {};
  const std::string_view rest = target.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

Request read_request(std::string_view text) {
  Request request;
  Lines lines(text);
  const auto first = lines.next();
  read_request_line(first.value_or(text), !first, request);
  for (int i = 0; first && i < kMaxHeaders; ++i) {
    const auto line = lines.next();
    if (!line) return request;
    request.complete = line->empty();
    if (request.complete) break;
    read_request_header(*line, request);
  }
  return request;
}

void add(Labels& labels, LabelKind kind, std::string_view text) {
  if (!text.empty() && !labels.has(kind)) labels.add(kind, text);
}

Progress label_request(std::string_view text, bool more, Labels& labels) {
  const Request request = read_request(text);
  if (!request.complete && more) return Progress::kNeedMore;
  if (!labels.has(LabelKind::kHttpMethod)) {
    add(labels, LabelKind::kHttpMethod, request.method);
    add(labels, LabelKind::kHttpTarget, request.target);
    add(labels, LabelKind::kHttpVersion, request.version);
    add(labels, LabelKind::kHttpHost,
        request.host.empty() ? host_of(request.target) : request.host);
    add(labels, LabelKind::kHttpUserAgent, request.user_agent);
  }
  if (request.basic) add(labels, LabelKind::kFinding, kFindingHttpBasic);
  return Progress::kDone;
}

// "HTTP/1.1 200 OK". 101 is final: what follows is another protocol (RFC 9110 section 15.2.2).
bool is_interim(std::string_view status) {
  return status.starts_with('1') && status != "101";
}

// Takes the headers off, up to the empty line. False where it is not there.
bool skip_headers(Lines& lines) {
  for (auto header = lines.next(); header; header = lines.next()) {
    if (header->empty()) return true;
  }
  return false;
}

Progress label_response(std::string_view text, bool more, Labels& labels) {
  Lines lines(text);
  for (int i = 0; i < kMaxInterim; ++i) {
    const auto line = lines.next();
    if (!line && more) return Progress::kNeedMore;
    const std::string_view first = line.value_or(lines.rest());
    const std::size_t blank = std::min(first.find(' '), first.size());
    const std::string_view status = leading_digits(trim(first.substr(blank)));
    if (!first.starts_with(kVersion) || status.size() != 3) return Progress::kNotMine;
    if (!is_interim(status)) {
      add(labels, LabelKind::kHttpVersion, first.substr(kVersion.size(), blank - kVersion.size()));
      add(labels, LabelKind::kHttpStatus, status);
      return Progress::kDone;
    }
    if (!skip_headers(lines)) return more ? Progress::kNeedMore : Progress::kDone;
  }
  return Progress::kDone;
}

}  // namespace

Progress label_http(std::span<const std::uint8_t> stream, bool more, Labels& labels) {
  const std::string_view text(reinterpret_cast<const char*>(stream.data()), stream.size());
  PayloadView payload;
  payload.bytes = stream;
  payload.length = static_cast<std::uint32_t>(stream.size());
  payload.protocol = kProtocolTcp;
  const Finding finding = recognise_http(payload);
  if (finding.application == Application::kUnknown) {
    return more && may_begin_http(text) ? Progress::kNeedMore : Progress::kNotMine;
  }
  return finding.speaker == Speaker::kClient ? label_request(text, more, labels)
                                             : label_response(text, more, labels);
}

}  // namespace flowsnoop
