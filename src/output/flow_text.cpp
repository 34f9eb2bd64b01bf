#include "output/flow_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "decode/octet_text.h"
#include "flowsnoop/ports.h"
#include "flowsnoop/protocols.h"
#include "output/escape.h"
#include "output/humanize.h"
#include "output/layout.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

// How the names of an enumeration's values read in words, by value.
template <typename Enum, std::size_t count>
const std::array<std::string, count>& all_words() {
  static const std::array<std::string, count> texts = [] {
    std::array<std::string, count> result;
    for (std::size_t i = 0; i < count; ++i) result[i] = words(to_string(static_cast<Enum>(i)));
    return result;
  }();
  return texts;
}

std::string_view state_words(FlowState state) {
  return all_words<FlowState, kFlowStateCount>()[static_cast<std::size_t>(state)];
}

}  // namespace

char* write_socket(char* out, const Endpoint& endpoint, std::uint8_t ip_version, bool with_port) {
  if (!with_port) return write_address(out, endpoint.address, ip_version);
  if (ip_version == 6) *out++ = '[';
  out = write_address(out, endpoint.address, ip_version);
  if (ip_version == 6) *out++ = ']';
  *out++ = ':';
  return write_integer(out, endpoint.port);
}

std::string socket_text(const Endpoint& endpoint, std::uint8_t ip_version, bool with_port) {
  char text[kMaxValueText];
  return {text, write_socket(text, endpoint, ip_version, with_port)};
}

std::string shown_name(const EndpointName& name) {
  std::string shown;
  for (const char c : escape_for_terminal(name.text, false)) {
    if (c == ' ') {
      shown += "\\x20";  // or a name could look like several columns
    } else {
      shown += c;
    }
  }
  return shown;
}

std::string named_socket_text(std::string_view name, const Endpoint& endpoint,
                              std::uint8_t ip_version, bool with_port) {
  if (name.empty()) return socket_text(endpoint, ip_version, with_port);
  return with_port ? fmt::format("{}:{}", name, endpoint.port) : std::string(name);
}

std::size_t named_socket_width(std::string_view name, const Endpoint& endpoint,
                               std::uint8_t ip_version, bool with_port, std::size_t max_name) {
  char text[kMaxValueText];
  if (name.empty()) {
    const char* end = write_socket(text, endpoint, ip_version, with_port);
    return static_cast<std::size_t>(end - text);
  }
  const std::size_t width = std::min(name.size(), max_name);
  if (!with_port) return width;
  return width + 1 + static_cast<std::size_t>(write_integer(text, endpoint.port) - text);
}

std::size_t max_name_width(int width) {
  constexpr std::size_t kLeast = 20;
  return width == 0 ? SIZE_MAX : std::max(kLeast, static_cast<std::size_t>(width) / 4);
}

std::string elided_socket(std::string_view socket, std::size_t width, std::string_view ellipsis) {
  if (socket.size() <= width) return std::string(socket);
  const bool has_port = socket.front() == '[' || std::count(socket.begin(), socket.end(), ':') == 1;
  if (!has_port) return elide_middle(socket, width, ellipsis);
  // The brackets of IPv6 stay, and so does the port.
  const std::size_t colon = socket.rfind(':');
  const std::size_t bracket = socket.front() == '[' && socket[colon - 1] == ']' ? 1 : 0;
  const std::string_view head = socket.substr(0, bracket);
  const std::string_view address = socket.substr(bracket, colon - 2 * bracket);
  const std::string_view tail = socket.substr(colon - bracket);
  const std::size_t fixed = head.size() + tail.size();
  const std::size_t room = width > fixed ? width - fixed : 0;
  return fmt::format("{}{}{}", head, elide_middle(address, room, ellipsis), tail);
}

std::string_view port_class_text(std::uint16_t port, PortClassForm form) {
  if (form == PortClassForm::kNone) return "";
  const PortClass the_class = port_class(port);
  if (form == PortClassForm::kFull) return common_name(the_class);
  switch (the_class) {
    case PortClass::kSystem:
      return "wk";
    case PortClass::kUser:
      return "reg";
    case PortClass::kDynamic:
      break;
  }
  return "eph";
}

std::string_view port_class_note(std::uint16_t port, PortClassForm form) {
  static constexpr std::string_view kNotes[kPortClassFormCount][3] = {
      {" (well-known)", " (registered)", " (ephemeral)"}, {" (wk)", " (reg)", " (eph)"}, {}};
  return kNotes[static_cast<std::size_t>(form)][static_cast<std::size_t>(port_class(port))];
}

std::string_view transport_text(std::uint8_t protocol) {
  constexpr std::uint8_t kIcmpv6 = 58;
  if (protocol == kIcmpv6) return "icmp6";
  const std::string_view name = protocol_name(protocol);
  if (!name.empty()) return name;
  return octet_text(protocol);
}

PortClassForm class_form_of(std::uint8_t protocol, PortClassForm form) {
  return has_ports(protocol) ? form : PortClassForm::kNone;
}

std::string words(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string_view evidence_words(EvidenceKind kind) {
  return all_words<EvidenceKind, kEvidenceKindCount>()[static_cast<std::size_t>(kind)];
}

std::string_view short_words(FlowState state) {
  if (state == FlowState::kSynReceived) return "syn rcvd";
  if (state == FlowState::kEstablished) return "estab";
  if (state == FlowState::kHalfClosed) return "half";
  return state_words(state);
}

bool was_unreachable(FlowState state, const IcmpErrors& errors) {
  const bool unanswered = state == FlowState::kOneWay || state == FlowState::kSynSent;
  return unanswered && errors.is_unreachable();
}

std::string_view state_text(FlowState state, bool unreachable, bool tight) {
  if (unreachable) return tight ? "unreach" : "unreachable";
  return tight ? short_words(state) : state_words(state);
}

Emphasis state_emphasis(FlowState state) {
  switch (state) {
    case FlowState::kClosed:
      return Emphasis::kGood;
    case FlowState::kReset:
    case FlowState::kRefused:
      return Emphasis::kBad;
    case FlowState::kSynSent:
    case FlowState::kSynReceived:
    case FlowState::kOneWay:
      return Emphasis::kUnsure;
    case FlowState::kEstablished:
    case FlowState::kHalfClosed:
    case FlowState::kTwoWay:
      break;
  }
  return Emphasis::kNone;
}

char* write_each_way(char* out, std::uint64_t from_client, std::uint64_t from_server,
                     const Glyphs& signs, std::size_t client_width, std::size_t server_width) {
  const auto write = [&](std::uint64_t value, std::size_t width, std::string_view sign) {
    char number[kMaxHumanText];
    const auto size = static_cast<std::size_t>(write_count(number, value) - number);
    if (size < width) out = std::fill_n(out, width - size, ' ');
    out = write_text(write_text(out, {number, size}), sign);
  };
  write(from_client, client_width, signs.from_client);
  *out++ = ' ';
  write(from_server, server_width, signs.from_server);
  return out;
}

std::string each_way(std::uint64_t from_client, std::uint64_t from_server, const Glyphs& signs,
                     std::size_t client_width, std::size_t server_width) {
  char text[kMaxEachWay];
  return {text, write_each_way(text, from_client, from_server, signs, client_width, server_width)};
}

}  // namespace flowsnoop
