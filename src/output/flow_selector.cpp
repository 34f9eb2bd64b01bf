#include "output/flow_selector.h"

#include <charconv>

namespace flowsnoop {
namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// "192.0.2.1:443" or "[2001:db8::1]:443" (RFC 3986 section 3.2.2).
std::optional<FlowSelector::Socket> parse_socket(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  // Without brackets, the last part of an IPv6 address would be taken for the port.
  if (bracketed != (host.find(':') != host.npos)) return std::nullopt;
  const auto address = parse_ip_address(host);
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!address || !port) return std::nullopt;
  return FlowSelector::Socket{*address, *port};
}

bool is_at(const FlowSelector::Socket& socket, const Endpoint& endpoint) {
  return socket.port == endpoint.port && socket.address == endpoint.address;
}

}  // namespace

bool FlowSelector::matches(const FlowRecord& record) const {
  if (flow_id != 0) return record.flow_id == flow_id;
  return (is_at(sockets[0], record.client) && is_at(sockets[1], record.server)) ||
         (is_at(sockets[0], record.server) && is_at(sockets[1], record.client));
}

std::optional<FlowSelector> parse_flow_selector(std::string_view text) {
  FlowSelector selector;
  const std::size_t dash = text.find('-');
  if (dash == text.npos) {
    const auto id = parse_number<std::uint64_t>(text);
    if (!id || *id == 0) return std::nullopt;
    selector.flow_id = *id;
    return selector;
  }
  const auto first = parse_socket(text.substr(0, dash));
  const auto second = parse_socket(text.substr(dash + 1));
  if (!first || !second) return std::nullopt;
  selector.sockets[0] = *first;
  selector.sockets[1] = *second;
  return selector;
}

}  // namespace flowsnoop
