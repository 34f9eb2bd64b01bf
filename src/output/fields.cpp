#include "output/fields.h"

#include <algorithm>

#include "decode/icmp.h"
#include "flowsnoop/ports.h"
#include "flowsnoop/protocols.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

FieldValue text_or_absent(std::string_view text) {
  return text.empty() ? FieldValue{} : FieldValue{text};
}

std::string_view network_type(const FlowRecord& record) {
  if (record.ip_version == 4) return "ipv4";
  return record.ip_version == 6 ? "ipv6" : "";
}

// What only conversations between ports have.
FieldValue port_or_absent(const FlowRecord& record, const Endpoint& endpoint) {
  return has_ports(record.protocol) ? FieldValue{std::uint64_t{endpoint.port}} : FieldValue{};
}
FieldValue port_class_or_absent(const FlowRecord& record, const Endpoint& endpoint) {
  return has_ports(record.protocol) ? FieldValue{to_string(port_class(endpoint.port))}
                                    : FieldValue{};
}

// What only ICMP messages have.
FieldValue icmp_number(const FlowRecord& record, std::uint64_t number) {
  return is_icmp(record.protocol) ? FieldValue{number} : FieldValue{};
}
FieldValue icmp_identifier(const FlowRecord& record) {
  if (!is_icmp(record.protocol)) return {};
  if (!has_icmp_identifier(record.ip_version, record.icmp_type)) return {};
  return std::uint64_t{record.icmp_identifier};
}

FieldValue icmp_errors(const FlowRecord& record) {
  if (record.icmp_errors.kinds == 0) return {};
  return &record.icmp_errors;
}

// The outermost tag, and the innermost where there are two: that is what ECS has names for.
FieldValue vlan_id(const FlowRecord& record, std::size_t index) {
  if (index >= record.vlan_count) return {};
  return Identifier{record.vlan_ids[index]};
}

FieldValue tunnels(const FlowRecord& record) {
  if (record.tunnels.count == 0) return {};
  return &record.tunnels;
}

FieldValue count_or_absent(std::uint64_t count) {
  return count == 0 ? FieldValue{} : FieldValue{count};
}

FieldValue evidence(const FlowRecord& record) {
  const std::size_t count = std::min<std::size_t>(record.roles.evidence_count, Roles::kMaxEvidence);
  if (count == 0) return {};
  return std::span<const Evidence>{record.roles.evidence.data(), count};
}

using Record = const FlowRecord&;
using Value = FieldValue;
using enum FieldKind;

// clang-format off
constexpr Field kFields[] = {
    {"@timestamp", kTime, "", [](Record r) -> Value { return TimeValue{r.start_ns}; },
     "The same as event.start, under the name that Elastic requires."},
    {"event.start", kTime, "", [](Record r) -> Value { return TimeValue{r.start_ns}; },
     "When the earliest packet of the record was captured."},
    {"event.end", kTime, "", [](Record r) -> Value { return TimeValue{r.end_ns}; },
     "When the latest packet of the record was captured."},
    {"event.duration", kInteger, "ns",
     [](Record r) -> Value { return duration_ns(r.start_ns, r.end_ns); },
     "The time from event.start to event.end."},
    {"network.type", kText, "", [](Record r) -> Value { return text_or_absent(network_type(r)); },
     "The network protocol: `ipv4` or `ipv6`."},
    {"network.transport", kText, "",
     [](Record r) -> Value { return text_or_absent(protocol_name(r.protocol)); },
     "What IP carries, by its IANA keyword: `tcp`, `udp`, `sctp`, `icmp`, `ipv6-icmp`, `esp`..."},
    {"network.iana_number", kIdentifier, "",
     [](Record r) -> Value { return Identifier{r.protocol}; },
     "The IANA number of what IP carries: 6 is TCP, 17 is UDP."},
    {"network.protocol", kText, "", [](Record r) -> Value { return text_or_absent(r.application); },
     "The application protocol that the payload showed, whatever the port."},
    {"network.bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.client.bytes + r.server.bytes; },
     "What both sides sent: client.bytes and server.bytes."},
    {"network.packets", kInteger, "packets",
     [](Record r) -> Value { return r.client.packets + r.server.packets; },
     "What both sides sent: client.packets and server.packets."},
    {"network.vlan.id", kIdentifier, "", [](Record r) -> Value { return vlan_id(r, 0); },
     "The VLAN of the first packet, the outer one where there are two tags."},
    {"network.inner.vlan.id", kIdentifier, "", [](Record r) -> Value { return vlan_id(r, 1); },
     "The inner VLAN of the first packet where there are two tags."},
    {"client.ip", kAddress, "",
     [](Record r) -> Value { return AddressValue{&r.client.address, r.ip_version}; },
     "The client's address."},
    {"client.port", kInteger, "", [](Record r) -> Value { return port_or_absent(r, r.client); },
     "The client's port, absent where the protocol has none."},
    {"client.bytes", kInteger, "bytes", [](Record r) -> Value { return r.client.bytes; },
     "The original lengths of the frames that the client sent, link header included."},
    {"client.packets", kInteger, "packets", [](Record r) -> Value { return r.client.packets; },
     "The packets that the client sent."},
    {"server.ip", kAddress, "",
     [](Record r) -> Value { return AddressValue{&r.server.address, r.ip_version}; },
     "The server's address."},
    {"server.port", kInteger, "", [](Record r) -> Value { return port_or_absent(r, r.server); },
     "The server's port, absent where the protocol has none."},
    {"server.bytes", kInteger, "bytes", [](Record r) -> Value { return r.server.bytes; },
     "The original lengths of the frames that the server sent, link header included."},
    {"server.packets", kInteger, "packets", [](Record r) -> Value { return r.server.packets; },
     "The packets that the server sent."},
    {"flowsnoop.flow_id", kInteger, "", [](Record r) -> Value { return r.flow_id; },
     "The frame number of the record's first packet, unique in a run."},
    {"flowsnoop.revision", kInteger, "", [](Record r) -> Value { return count_or_absent(r.revision); },
     "Present where this record replaces the one of the same flow_id: its roles have turned."},
    {"flowsnoop.tunnel", kTunnels, "", tunnels,
     "The tunnels that the first packet was in, outermost first: `vxlan:100`, `gtp-u/ipip`."},
    {"flowsnoop.service", kText, "", [](Record r) -> Value { return text_or_absent(r.service); },
     "The IANA service name of the server's port, absent where none is registered."},
    {"flowsnoop.state", kText, "", [](Record r) -> Value { return to_string(r.state); },
     "How far the conversation got."},
    {"flowsnoop.end_reason", kText, "", [](Record r) -> Value { return to_string(r.end_reason); },
     "Why the record was written when it was."},
    {"flowsnoop.icmp.type", kInteger, "",
     [](Record r) -> Value { return icmp_number(r, r.icmp_type); },
     "The type of the client's first message, or of the request that the server's answers."},
    {"flowsnoop.icmp.code", kInteger, "",
     [](Record r) -> Value { return icmp_number(r, r.icmp_code); },
     "The code of the same message."},
    {"flowsnoop.icmp.id", kInteger, "", icmp_identifier,
     "The identifier of requests and replies, such as echo."},
    {"flowsnoop.icmp.errors", kIcmpErrors, "", icmp_errors,
     "What ICMP errors said about packets of the conversation: `port_unreachable`..."},
    {"flowsnoop.icmp.error_count", kInteger, "",
     [](Record r) -> Value { return count_or_absent(r.icmp_errors.count); },
     "The ICMP errors about packets of the conversation, up to 65535."},
    {"flowsnoop.icmp.mtu", kInteger, "bytes",
     [](Record r) -> Value { return count_or_absent(r.icmp_errors.mtu); },
     "The largest packet that fits, as the last ICMP error about a packet's size said."},
    {"flowsnoop.client.port_class", kText, "",
     [](Record r) -> Value { return port_class_or_absent(r, r.client); },
     "The RFC 6335 class of the client's port: `system`, `user` or `dynamic`."},
    {"flowsnoop.client.payload_bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.client.payload_bytes; },
     "The transport payload that the client sent, as the headers state its length."},
    {"flowsnoop.client.bad_checksums", kInteger, "packets",
     [](Record r) -> Value { return count_or_absent(r.client.bad_checksums); },
     "The packets that the client sent with a wrong checksum, where `--checksums` found any."},
    {"flowsnoop.server.port_class", kText, "",
     [](Record r) -> Value { return port_class_or_absent(r, r.server); },
     "The RFC 6335 class of the server's port: `system`, `user` or `dynamic`."},
    {"flowsnoop.server.payload_bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.server.payload_bytes; },
     "The transport payload that the server sent, as the headers state its length."},
    {"flowsnoop.server.bad_checksums", kInteger, "packets",
     [](Record r) -> Value { return count_or_absent(r.server.bad_checksums); },
     "The packets that the server sent with a wrong checksum, where `--checksums` found any."},
    {"flowsnoop.role.confidence", kReal, "", [](Record r) -> Value { return r.roles.confidence; },
     "The probability that the client is the client, from 0.5 to 1."},
    {"flowsnoop.role.by", kText, "", [](Record r) -> Value { return to_string(r.roles.by); },
     "The kind of the strongest evidence for the verdict."},
    {"flowsnoop.role.symmetric", kBoolean, "",
     [](Record r) -> Value { return r.roles.symmetric ? Value(true) : Value(); },
     "True for a conversation between peers, where client only names the first side."},
    {"flowsnoop.role.evidence", kEvidence, "", evidence,
     "All evidence on who is the server, the strongest first."},
};
// clang-format on

}  // namespace

std::span<const Field> fields() {
  return kFields;
}

std::string_view to_string(FieldKind kind) {
  switch (kind) {
    case kInteger:
      return "integer";
    case kReal:
      return "real";
    case kBoolean:
      return "boolean";
    case kText:
    case kIdentifier:
    case kTunnels:
      return "text";
    case kAddress:
      return "address";
    case kTime:
      return "time";
    case kEvidence:
      return "evidence list";
    case kIcmpErrors:
      return "text list";
  }
  return "";
}

}  // namespace flowsnoop
