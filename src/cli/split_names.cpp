#include "cli/split_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "flowsnoop/ports.h"
#include "flowsnoop/protocols.h"

namespace flowsnoop {
namespace {

// Some systems do not take ':' in a name; anything else does not occur.
std::string safe(std::string name) {
  const auto is_unsafe = [](char c) {
    return !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
           c != '.' && c != '-';
  };
  std::ranges::replace_if(name, is_unsafe, '_');
  return name;
}

std::string protocol_of(std::uint8_t protocol) {
  const std::string_view name = protocol_name(protocol);
  return safe(name.empty() ? fmt::format("protocol{}", protocol) : std::string(name));
}

std::string end_of(const PacketFlow& packet, std::size_t end) {
  const std::string host = host_file_name(packet.address[end]);
  return has_ports(packet.protocol) ? fmt::format("{}_{}", host, packet.port[end]) : host;
}

}  // namespace

std::string host_file_name(const IpAddress& address) {
  return safe(to_string(address));
}

std::string flow_file_name(const PacketFlow& packet) {
  return fmt::format("{}-{}-{}-{}", packet.flow_id, protocol_of(packet.protocol), end_of(packet, 0),
                     end_of(packet, 1));
}

std::string service_file_name(const FlowRecord& record) {
  std::string name = protocol_of(record.protocol);
  if (!has_ports(record.protocol)) return name;
  name += fmt::format("-{}", record.server.port);
  if (!record.service.empty()) name += "-" + safe(std::string(record.service));
  return name;
}

}  // namespace flowsnoop
