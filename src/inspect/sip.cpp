// SIP (RFC 3261 section 7), RTSP (RFC 7826 section 7), SSDP (UPnP Device Architecture 2.0 section
// 1), MGCP (RFC 3435 section 3.2): requests and responses in the form of HTTP's.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::array<std::string_view, 14> kSipMethods = {
    "INVITE", "ACK",    "BYE",  "CANCEL",    "OPTIONS", "REGISTER", "PRACK",
    "UPDATE", "NOTIFY", "INFO", "SUBSCRIBE", "MESSAGE", "REFER",    "PUBLISH"};
constexpr std::array<std::string_view, 12> kRtspMethods = {
    "OPTIONS", "DESCRIBE", "SETUP",         "PLAY",          "PAUSE",    "TEARDOWN",
    "RECORD",  "ANNOUNCE", "GET_PARAMETER", "SET_PARAMETER", "REDIRECT", "PLAY_NOTIFY"};
constexpr std::array<std::string_view, 9> kMgcpVerbs = {"EPCF", "CRCX", "MDCX", "DLCX", "RQNT",
                                                        "NTFY", "AUEP", "AUCX", "RSIP"};

// The method of a request whose target begins with `scheme`; empty where it is no such request.
std::string_view request_method(std::string_view text, std::string_view scheme) {
  const std::string_view method = leading_word(text);
  if (method.empty() || method.size() + 1 >= text.size() || text[method.size()] != ' ') return {};
  return begins_with(text.substr(method.size() + 1), scheme) ? method : std::string_view{};
}

bool is_status_line(std::string_view text, std::string_view version) {
  return text.starts_with(version) && text.size() >= version.size() + 3 &&
         leading_digits(text.substr(version.size())).size() == 3;
}

}  // namespace

// Both sides of a call send requests and responses, and a proxy stands on both sides: hints.
Finding recognise_sip(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (is_status_line(text, "SIP/2.0 ")) return from_server(Application::kSip, Strength::kHint);
  if (!is_one_of(leading_word(text), kSipMethods)) return no_finding();
  const bool right = !request_method(text, "SIP:").empty() ||
                     !request_method(text, "SIPS:").empty() ||
                     !request_method(text, "TEL:").empty();
  return right ? from_client(Application::kSip, Strength::kHint) : no_finding();
}

Finding recognise_rtsp(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (is_status_line(text, "RTSP/1.0 ") || is_status_line(text, "RTSP/2.0 ")) {
    return from_server(Application::kRtsp);
  }
  const std::string_view method = leading_word(text);
  if (!is_one_of(method, kRtspMethods)) return no_finding();
  const bool right = !request_method(text, "RTSP://").empty() ||
                     !request_method(text, "RTSPU://").empty() ||
                     first_line(text).find(" RTSP/1.0") != std::string_view::npos;
  if (!right) return no_finding();
  // A server may ask too, but not for these.
  constexpr std::array<std::string_view, 5> kClientOnly = {"DESCRIBE", "SETUP", "PLAY", "PAUSE",
                                                           "RECORD"};
  return from_client(Application::kRtsp,
                     is_one_of(method, kClientOnly) ? Strength::kStrong : Strength::kHint);
}

Finding recognise_ssdp(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (begins_with(text, "M-SEARCH * HTTP/1.")) return from_client(Application::kSsdp);
  if (is_status_line(text, "HTTP/1.1 ")) return from_server(Application::kSsdp);
  // An announcement: who sends it is the client of all who listen.
  if (begins_with(text, "NOTIFY * HTTP/1.")) {
    return from_client(Application::kSsdp, Strength::kHint);
  }
  return no_finding();
}

// The call agent commands gateways, and gateways notify it.
Finding recognise_mgcp(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (is_one_of(leading_word(text), kMgcpVerbs)) {
    const bool right = first_line(text).find(" MGCP 1.") != std::string_view::npos;
    return right ? from_client(Application::kMgcp, Strength::kHint) : no_finding();
  }
  const bool reply = on_port(payload, 2427, 2727) && reply_line(text).code >= 100 &&
                     !leading_digits(reply_line(text).text).empty();
  return reply ? from_server(Application::kMgcp, Strength::kHint) : no_finding();
}

}  // namespace flowsnoop
