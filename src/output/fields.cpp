#include "output/fields.h"

#include <algorithm>

#include "flowsnoop/ports.h"
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

std::string_view transport_name(const FlowRecord& record) {
  if (record.protocol == kProtocolTcp) return "tcp";
  return record.protocol == kProtocolUdp ? "udp" : "";
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

// What a connection does not have is absent.
template <TcpEndpoint TcpRecord::*side, auto member>
Value tcp_count(Record record) {
  return record.tcp == nullptr ? Value{} : count_or_absent((record.tcp->*side).*member);
}

// Absent where it is the same as payload_bytes.
template <TcpEndpoint TcpRecord::*side>
Value unique_bytes(Record record) {
  if (record.tcp == nullptr || (record.tcp->*side).retransmitted_bytes == 0) return {};
  return (record.tcp->*side).unique_bytes;
}

template <TcpEndpoint TcpRecord::*side>
Value highest_ttl(Record record) {
  if (record.tcp == nullptr) return {};
  const TcpEndpoint& endpoint = record.tcp->*side;
  if (endpoint.max_hop_limit == endpoint.min_hop_limit) return {};
  return std::uint64_t{endpoint.max_hop_limit};
}

template <TcpEndpoint TcpRecord::*side, auto member>
Value tcp_flag(Record record) {
  return record.tcp != nullptr && (record.tcp->*side).*member ? Value(true) : Value{};
}

template <TcpEndpoint TcpRecord::*side>
Value window_scale(Record record) {
  if (record.tcp == nullptr) return {};
  const std::uint8_t scale = (record.tcp->*side).window_scale;
  return scale == TcpEndpoint::kNoWindowScale ? Value{} : Value(std::uint64_t{scale});
}

template <TcpEndpoint TcpRecord::*side, auto member>
Value round_trip(Record record) {
  if (record.tcp == nullptr || (record.tcp->*side).round_trips.samples == 0) return {};
  return (record.tcp->*side).round_trips.*member;
}

template <auto member>
Value tcp_time(Record record) {
  return record.tcp == nullptr ? Value{} : count_or_absent(record.tcp->*member);
}

Value history(Record record) {
  return record.tcp == nullptr ? Value{} : text_or_absent(record.tcp->history_text());
}

Value conn_state(Record record) {
  return record.tcp == nullptr ? Value{} : text_or_absent(record.tcp->conn_state);
}

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
     [](Record r) -> Value { return text_or_absent(transport_name(r)); },
     "The transport protocol: `tcp` or `udp`."},
    {"network.iana_number", kIdentifier, "",
     [](Record r) -> Value { return Identifier{r.protocol}; },
     "The IANA number of the transport protocol: 6 is TCP, 17 is UDP."},
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
    {"client.port", kInteger, "", [](Record r) -> Value { return std::uint64_t{r.client.port}; },
     "The client's port."},
    {"client.bytes", kInteger, "bytes", [](Record r) -> Value { return r.client.bytes; },
     "The original lengths of the frames that the client sent, link header included."},
    {"client.packets", kInteger, "packets", [](Record r) -> Value { return r.client.packets; },
     "The packets that the client sent."},
    {"server.ip", kAddress, "",
     [](Record r) -> Value { return AddressValue{&r.server.address, r.ip_version}; },
     "The server's address."},
    {"server.port", kInteger, "", [](Record r) -> Value { return std::uint64_t{r.server.port}; },
     "The server's port."},
    {"server.bytes", kInteger, "bytes", [](Record r) -> Value { return r.server.bytes; },
     "The original lengths of the frames that the server sent, link header included."},
    {"server.packets", kInteger, "packets", [](Record r) -> Value { return r.server.packets; },
     "The packets that the server sent."},
    {"flowsnoop.flow_id", kInteger, "", [](Record r) -> Value { return r.flow_id; },
     "The frame number of the record's first packet, unique in a run."},
    {"flowsnoop.tunnel", kTunnels, "", tunnels,
     "The tunnels that the first packet was in, outermost first: `vxlan:100`, `gtp-u/ipip`."},
    {"flowsnoop.service", kText, "", [](Record r) -> Value { return text_or_absent(r.service); },
     "The IANA service name of the server's port, absent where none is registered."},
    {"flowsnoop.state", kText, "", [](Record r) -> Value { return to_string(r.state); },
     "How far the conversation got."},
    {"flowsnoop.end_reason", kText, "", [](Record r) -> Value { return to_string(r.end_reason); },
     "Why the record was written when it was."},
    {"flowsnoop.history", kText, "", history,
     "The letters of Zeek's `history`: who sent what, in the order in which it was first seen."},
    {"flowsnoop.conn_state", kText, "", conn_state,
     "The state of the connection in the words of Zeek's `conn_state`."},
    {"flowsnoop.tcp.first_byte", kInteger, "ns", tcp_time<&TcpRecord::first_byte_ns>,
     "The time from the first payload of the client to the first of the server."},
    {"flowsnoop.tcp.longest_idle", kInteger, "ns", tcp_time<&TcpRecord::longest_idle_ns>,
     "The longest silence between two packets, in steps of 2 µs."},
    {"flowsnoop.client.port_class", kText, "",
     [](Record r) -> Value { return to_string(port_class(r.client.port)); },
     "The RFC 6335 class of the client's port: `system`, `user` or `dynamic`."},
    {"flowsnoop.client.payload_bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.client.payload_bytes; },
     "The transport payload that the client sent, as the headers state its length."},
    {"flowsnoop.client.bad_checksums", kInteger, "packets",
     [](Record r) -> Value { return count_or_absent(r.client.bad_checksums); },
     "The packets that the client sent with a wrong checksum, where `--checksums` found any."},
    {"flowsnoop.client.tcp.unique_bytes", kInteger, "bytes",
     unique_bytes<&TcpRecord::client>,
     "The TCP payload that the client sent, each byte once; absent where none came twice."},
    {"flowsnoop.client.tcp.retransmitted_bytes", kInteger, "bytes",
     tcp_count<&TcpRecord::client, &TcpEndpoint::retransmitted_bytes>,
     "The TCP payload of the client that the capture had before."},
    {"flowsnoop.client.tcp.missed_bytes", kInteger, "bytes",
     tcp_count<&TcpRecord::client, &TcpEndpoint::missed_bytes>,
     "What the client sent that the capture does not have although it was acknowledged."},
    {"flowsnoop.client.tcp.gaps", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::gaps>,
     "The segments of the client in front of which something was missing when they came."},
    {"flowsnoop.client.tcp.retransmissions", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::retransmissions>,
     "The segments that the client sent again, fast and spurious ones too."},
    {"flowsnoop.client.tcp.fast_retransmissions", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::fast_retransmissions>,
     "Those for which duplicate ACKs had just asked."},
    {"flowsnoop.client.tcp.spurious_retransmissions", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::spurious_retransmissions>,
     "Those that had been acknowledged before."},
    {"flowsnoop.client.tcp.out_of_order", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::out_of_order>,
     "The segments of the client that came later than what follows them."},
    {"flowsnoop.client.tcp.duplicate_acks", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::duplicate_acks>,
     "The duplicate ACKs that the client sent."},
    {"flowsnoop.client.tcp.zero_windows", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::zero_windows>,
     "The packets by which the client said that it has no room."},
    {"flowsnoop.client.tcp.zero_window_probes", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::zero_window_probes>,
     "The packets by which the client asked whether there is room again."},
    {"flowsnoop.client.tcp.window_fulls", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::window_fulls>,
     "The segments of the client that used up the room of the other side."},
    {"flowsnoop.client.tcp.keep_alives", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::keep_alives>,
     "The keep-alives that the client sent."},
    {"flowsnoop.client.tcp.resets", kInteger, "packets",
     tcp_count<&TcpRecord::client, &TcpEndpoint::resets>,
     "The RSTs that the client sent."},
    {"flowsnoop.client.tcp.mss", kInteger, "bytes",
     tcp_count<&TcpRecord::client, &TcpEndpoint::mss>,
     "The maximum segment size that the SYN of the client states."},
    {"flowsnoop.client.tcp.window_scale", kInteger, "", window_scale<&TcpRecord::client>,
     "The shift of the windows of the client, absent unless both SYNs state one."},
    {"flowsnoop.client.tcp.sack_permitted", kBoolean, "",
     tcp_flag<&TcpRecord::client, &TcpEndpoint::sack_permitted>,
     "True where the SYN of the client permits selective acknowledgments."},
    {"flowsnoop.client.tcp.timestamps", kBoolean, "",
     tcp_flag<&TcpRecord::client, &TcpEndpoint::timestamps>,
     "True where the SYN of the client has the timestamps option."},
    {"flowsnoop.client.tcp.fast_open", kBoolean, "",
     tcp_flag<&TcpRecord::client, &TcpEndpoint::fast_open>,
     "True where the SYN of the client has the Fast Open option."},
    {"flowsnoop.client.tcp.mptcp", kBoolean, "", tcp_flag<&TcpRecord::client, &TcpEndpoint::mptcp>,
     "True where the SYN of the client has the Multipath TCP option."},
    {"flowsnoop.client.tcp.ttl_min", kInteger, "",
     tcp_count<&TcpRecord::client, &TcpEndpoint::min_hop_limit>,
     "The lowest time to live or hop limit of what the client sent in TCP."},
    {"flowsnoop.client.tcp.ttl_max", kInteger, "",
     highest_ttl<&TcpRecord::client>,
     "The highest one, absent where it is the same."},
    {"flowsnoop.client.tcp.dscp", kInteger, "", tcp_count<&TcpRecord::client, &TcpEndpoint::dscp>,
     "The differentiated services code point of the last packet of the client."},
    {"flowsnoop.client.tcp.handshake_rtt", kInteger, "ns",
     tcp_count<&TcpRecord::client, &TcpEndpoint::handshake_ns>,
     "From the SYN-ACK to the ACK of the client: between the capture point and the client."},
    {"flowsnoop.client.tcp.rtt_min", kInteger, "ns",
     round_trip<&TcpRecord::client, &RoundTrips::min_ns>,
     "The shortest time from data past the capture point to its acknowledgment by the client."},
    {"flowsnoop.client.tcp.rtt_mean", kInteger, "ns",
     round_trip<&TcpRecord::client, &RoundTrips::mean_ns>,
     "The mean of those times."},
    {"flowsnoop.client.tcp.rtt_max", kInteger, "ns",
     round_trip<&TcpRecord::client, &RoundTrips::max_ns>,
     "The longest of them."},
    {"flowsnoop.client.tcp.rtt_smoothed", kInteger, "ns",
     round_trip<&TcpRecord::client, &RoundTrips::smoothed_ns>,
     "Their smoothed value at the end, as RFC 6298 computes it."},
    {"flowsnoop.client.tcp.rtt_samples", kInteger, "",
     round_trip<&TcpRecord::client, &RoundTrips::samples>,
     "How many of them there were."},
    {"flowsnoop.server.port_class", kText, "",
     [](Record r) -> Value { return to_string(port_class(r.server.port)); },
     "The RFC 6335 class of the server's port: `system`, `user` or `dynamic`."},
    {"flowsnoop.server.payload_bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.server.payload_bytes; },
     "The transport payload that the server sent, as the headers state its length."},
    {"flowsnoop.server.bad_checksums", kInteger, "packets",
     [](Record r) -> Value { return count_or_absent(r.server.bad_checksums); },
     "The packets that the server sent with a wrong checksum, where `--checksums` found any."},
    {"flowsnoop.server.tcp.unique_bytes", kInteger, "bytes",
     unique_bytes<&TcpRecord::server>,
     "The TCP payload that the server sent, each byte once; absent where none came twice."},
    {"flowsnoop.server.tcp.retransmitted_bytes", kInteger, "bytes",
     tcp_count<&TcpRecord::server, &TcpEndpoint::retransmitted_bytes>,
     "The TCP payload of the server that the capture had before."},
    {"flowsnoop.server.tcp.missed_bytes", kInteger, "bytes",
     tcp_count<&TcpRecord::server, &TcpEndpoint::missed_bytes>,
     "What the server sent that the capture does not have although it was acknowledged."},
    {"flowsnoop.server.tcp.gaps", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::gaps>,
     "The segments of the server in front of which something was missing when they came."},
    {"flowsnoop.server.tcp.retransmissions", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::retransmissions>,
     "The segments that the server sent again, fast and spurious ones too."},
    {"flowsnoop.server.tcp.fast_retransmissions", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::fast_retransmissions>,
     "Those for which duplicate ACKs had just asked."},
    {"flowsnoop.server.tcp.spurious_retransmissions", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::spurious_retransmissions>,
     "Those that had been acknowledged before."},
    {"flowsnoop.server.tcp.out_of_order", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::out_of_order>,
     "The segments of the server that came later than what follows them."},
    {"flowsnoop.server.tcp.duplicate_acks", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::duplicate_acks>,
     "The duplicate ACKs that the server sent."},
    {"flowsnoop.server.tcp.zero_windows", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::zero_windows>,
     "The packets by which the server said that it has no room."},
    {"flowsnoop.server.tcp.zero_window_probes", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::zero_window_probes>,
     "The packets by which the server asked whether there is room again."},
    {"flowsnoop.server.tcp.window_fulls", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::window_fulls>,
     "The segments of the server that used up the room of the other side."},
    {"flowsnoop.server.tcp.keep_alives", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::keep_alives>,
     "The keep-alives that the server sent."},
    {"flowsnoop.server.tcp.resets", kInteger, "packets",
     tcp_count<&TcpRecord::server, &TcpEndpoint::resets>,
     "The RSTs that the server sent."},
    {"flowsnoop.server.tcp.mss", kInteger, "bytes",
     tcp_count<&TcpRecord::server, &TcpEndpoint::mss>,
     "The maximum segment size that the SYN of the server states."},
    {"flowsnoop.server.tcp.window_scale", kInteger, "", window_scale<&TcpRecord::server>,
     "The shift of the windows of the server, absent unless both SYNs state one."},
    {"flowsnoop.server.tcp.sack_permitted", kBoolean, "",
     tcp_flag<&TcpRecord::server, &TcpEndpoint::sack_permitted>,
     "True where the SYN of the server permits selective acknowledgments."},
    {"flowsnoop.server.tcp.timestamps", kBoolean, "",
     tcp_flag<&TcpRecord::server, &TcpEndpoint::timestamps>,
     "True where the SYN of the server has the timestamps option."},
    {"flowsnoop.server.tcp.fast_open", kBoolean, "",
     tcp_flag<&TcpRecord::server, &TcpEndpoint::fast_open>,
     "True where the SYN of the server has the Fast Open option."},
    {"flowsnoop.server.tcp.mptcp", kBoolean, "", tcp_flag<&TcpRecord::server, &TcpEndpoint::mptcp>,
     "True where the SYN of the server has the Multipath TCP option."},
    {"flowsnoop.server.tcp.ttl_min", kInteger, "",
     tcp_count<&TcpRecord::server, &TcpEndpoint::min_hop_limit>,
     "The lowest time to live or hop limit of what the server sent in TCP."},
    {"flowsnoop.server.tcp.ttl_max", kInteger, "",
     highest_ttl<&TcpRecord::server>,
     "The highest one, absent where it is the same."},
    {"flowsnoop.server.tcp.dscp", kInteger, "", tcp_count<&TcpRecord::server, &TcpEndpoint::dscp>,
     "The differentiated services code point of the last packet of the server."},
    {"flowsnoop.server.tcp.handshake_rtt", kInteger, "ns",
     tcp_count<&TcpRecord::server, &TcpEndpoint::handshake_ns>,
     "From the SYN to the SYN-ACK: between the capture point and the server."},
    {"flowsnoop.server.tcp.rtt_min", kInteger, "ns",
     round_trip<&TcpRecord::server, &RoundTrips::min_ns>,
     "The shortest time from data past the capture point to its acknowledgment by the server."},
    {"flowsnoop.server.tcp.rtt_mean", kInteger, "ns",
     round_trip<&TcpRecord::server, &RoundTrips::mean_ns>,
     "The mean of those times."},
    {"flowsnoop.server.tcp.rtt_max", kInteger, "ns",
     round_trip<&TcpRecord::server, &RoundTrips::max_ns>,
     "The longest of them."},
    {"flowsnoop.server.tcp.rtt_smoothed", kInteger, "ns",
     round_trip<&TcpRecord::server, &RoundTrips::smoothed_ns>,
     "Their smoothed value at the end, as RFC 6298 computes it."},
    {"flowsnoop.server.tcp.rtt_samples", kInteger, "",
     round_trip<&TcpRecord::server, &RoundTrips::samples>,
     "How many of them there were."},
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
  }
  return "";
}

}  // namespace flowsnoop
