// The fields that records have, and how each is read. Only for those who write all of them, and for
// fields(); a new field is one line here, and one in docs/output.md.
//
// The writers are made of this table when they are compiled: for each field they have code of its
// own, into which its reading is inlined.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "decode/icmp.h"
#include "flowsnoop/community_id.h"
#include "flowsnoop/ports.h"
#include "flowsnoop/protocols.h"
#include "output/fields.h"
#include "output/label_fields.h"
#include "output/tcp_fields.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace field_table {

inline FieldValue text_or_absent(std::string_view text) {
  return text.empty() ? FieldValue{} : FieldValue{text};
}
inline FieldValue word_or_absent(std::string_view word) {
  return word.empty() ? FieldValue{} : FieldValue{Word{word}};
}

inline std::string_view network_type(const FlowRecord& record) {
  if (record.ip_version == 4) return "ipv4";
  return record.ip_version == 6 ? "ipv6" : "";
}

// What only conversations between ports have.
inline FieldValue port_or_absent(const FlowRecord& record, const Endpoint& endpoint) {
  return has_ports(record.protocol) ? FieldValue{std::uint64_t{endpoint.port}} : FieldValue{};
}
inline FieldValue port_class_or_absent(const FlowRecord& record, const Endpoint& endpoint) {
  return has_ports(record.protocol) ? FieldValue{Word{to_string(port_class(endpoint.port))}}
                                    : FieldValue{};
}

// What only ICMP messages have.
inline FieldValue icmp_number(const FlowRecord& record, std::uint64_t number) {
  return is_icmp(record.protocol) ? FieldValue{number} : FieldValue{};
}
inline FieldValue icmp_identifier(const FlowRecord& record) {
  if (!is_icmp(record.protocol)) return {};
  if (!has_icmp_identifier(record.ip_version, record.icmp_type)) return {};
  return std::uint64_t{record.icmp_identifier};
}

inline FieldValue icmp_errors(const FlowRecord& record) {
  if (record.icmp_errors.kinds == 0) return {};
  return &record.icmp_errors;
}

// The outermost tag, and the innermost where there are two: that is what ECS has names for.
inline FieldValue vlan_id(const FlowRecord& record, std::size_t index) {
  if (index >= record.vlan_count) return {};
  return Identifier{record.vlan_ids[index]};
}

inline FieldValue tunnels(const FlowRecord& record) {
  if (record.tunnels.count == 0) return {};
  return &record.tunnels;
}

inline FieldValue evidence(const FlowRecord& record) {
  const std::size_t count = std::min<std::size_t>(record.roles.evidence_count, Roles::kMaxEvidence);
  if (count == 0) return {};
  return std::span<const Evidence>{record.roles.evidence.data(), count};
}

inline FieldValue name_source(const EndpointName& name) {
  return name.text.empty() ? FieldValue{} : FieldValue{Word{to_string(name.source)}};
}

using Record = const FlowRecord&;
using Value = FieldValue;
using enum FieldKind;
using enum LabelKind;

template <auto member>
inline Value tcp_time(Record record) {
  return record.tcp == nullptr ? Value{} : count_or_absent(record.tcp->*member);
}

inline Value history(Record record) {
  return record.tcp == nullptr ? Value{} : word_or_absent(record.tcp->history_text());
}

inline Value conn_state(Record record) {
  return record.tcp == nullptr ? Value{} : word_or_absent(record.tcp->conn_state);
}

// clang-format off
inline constexpr Field kBefore[] = {
    {"@timestamp", kTime, "", [](Record r) -> Value { return TimeValue{r.start_ns}; },
     "The same as event.start, under the name that Elastic requires."},
    {"event.start", kTime, "", [](Record r) -> Value { return TimeValue{r.start_ns}; },
     "When the earliest packet of the record was captured."},
    {"event.end", kTime, "", [](Record r) -> Value { return TimeValue{r.end_ns}; },
     "When the latest packet of the record was captured."},
    {"event.duration", kInteger, "ns",
     [](Record r) -> Value { return duration_ns(r.start_ns, r.end_ns); },
     "The time from event.start to event.end."},
    {"network.type", kWord, "", [](Record r) -> Value { return word_or_absent(network_type(r)); },
     "The network protocol: `ipv4` or `ipv6`."},
    {"network.transport", kWord, "",
     [](Record r) -> Value { return word_or_absent(protocol_name(r.protocol)); },
     "What IP carries, by its IANA keyword: `tcp`, `udp`, `sctp`, `icmp`, `ipv6-icmp`, `esp`..."},
    {"network.iana_number", kIdentifier, "",
     [](Record r) -> Value { return Identifier{r.protocol}; },
     "The IANA number of what IP carries: 6 is TCP, 17 is UDP."},
    {"network.community_id", kCommunityId, "",
     [](Record r) -> Value { return has_community_id() ? Value(CommunityIdValue{&r}) : Value(); },
     "The Community ID, version 1, by which other tools know the conversation."},
    {"network.protocol", kWord, "", [](Record r) -> Value { return word_or_absent(r.application); },
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
    {"client.domain", kText, "",
     [](Record r) -> Value { return text_or_absent(r.client_name.text); },
     "The name of the client's address, where it is known."},
    {"client.port", kInteger, "", [](Record r) -> Value { return port_or_absent(r, r.client); },
     "The client's port, absent where the protocol has none."},
    {"client.bytes", kInteger, "bytes", [](Record r) -> Value { return r.client.bytes; },
     "The original lengths of the frames that the client sent, link header included."},
    {"client.packets", kInteger, "packets", [](Record r) -> Value { return r.client.packets; },
     "The packets that the client sent."},
    {"client.as.number", kInteger, "",
     [](Record r) -> Value { return count_or_absent(r.client_place.as_number); },
     "The number of the autonomous system that the client's address belongs to, with `--geoip`."},
    {"client.as.organization.name", kText, "",
     [](Record r) -> Value { return text_or_absent(r.client_place.as_organization); },
     "The organization that the autonomous system belongs to."},
    {"client.geo.country_iso_code", kText, "",
     [](Record r) -> Value { return text_or_absent(r.client_place.country); },
     "The country that the client's address is in, with `--geoip`."},
    {"server.ip", kAddress, "",
     [](Record r) -> Value { return AddressValue{&r.server.address, r.ip_version}; },
     "The server's address."},
    {"server.domain", kText, "",
     [](Record r) -> Value { return text_or_absent(r.server_name.text); },
     "The name of the server's address, where it is known."},
    {"server.port", kInteger, "", [](Record r) -> Value { return port_or_absent(r, r.server); },
     "The server's port, absent where the protocol has none."},
    {"server.bytes", kInteger, "bytes", [](Record r) -> Value { return r.server.bytes; },
     "The original lengths of the frames that the server sent, link header included."},
    {"server.packets", kInteger, "packets", [](Record r) -> Value { return r.server.packets; },
     "The packets that the server sent."},
    {"server.as.number", kInteger, "",
     [](Record r) -> Value { return count_or_absent(r.server_place.as_number); },
     "The number of the autonomous system that the server's address belongs to, with `--geoip`."},
    {"server.as.organization.name", kText, "",
     [](Record r) -> Value { return text_or_absent(r.server_place.as_organization); },
     "The organization that the autonomous system belongs to."},
    {"server.geo.country_iso_code", kText, "",
     [](Record r) -> Value { return text_or_absent(r.server_place.country); },
     "The country that the server's address is in, with `--geoip`."},
    text_of<kTlsVersion>("tls.version",
     "The version of TLS or DTLS that the server chose: `1.2`, `1.3`."),
    {"tls.version_protocol", kWord, "", tls_protocol, "`tls`, or `ssl` before there was TLS."},
    text_of<kTlsCipher>("tls.cipher",
     "The cipher suite that the server chose, by its IANA name."),
    text_of<kTlsNextProtocol>("tls.next_protocol",
     "The application protocol that the server chose (ALPN): `h2`."),
    {"tls.resumed", kBoolean, "", tls_resumed, "True where the session is a resumed one."},
    text_of<kTlsServerName>("tls.client.server_name",
     "The name that the client asked for in its TLS or QUIC handshake (SNI)."),
    text_of<kDnsQuestionName>("dns.question.name",
     "The first name that was asked for."),
    text_of<kDnsQuestionType>("dns.question.type",
     "The type of record that was asked for first: `A`, `AAAA`."),
    list_of<kDnsAnswer, kDnsAddress>("dns.answers.data",
     "The names and addresses that the first response answered with."),
    list_of<kDnsAddress>("dns.resolved_ip",
     "The addresses that the first response answered with."),
    text_of<kDnsResponseCode>("dns.response_code",
     "The code of the first response: `NOERROR`, `NXDOMAIN`."),
    text_of<kHttpVersion>("http.version",
     "The version of HTTP/1 in the first request, or else in the response."),
    text_of<kHttpMethod>("http.request.method",
     "The method of the first request."),
    number_of<kHttpStatus>("http.response.status_code", "",
     "The status code of the first response that is final."),
    {"url.domain", kText, "", url_domain, "The host of the first HTTP request, without its port."},
    text_of<kHttpTarget>("url.original",
     "The target of the first HTTP request as it was sent."),
    text_of<kHttpUserAgent>("user_agent.original",
     "The user agent of the first HTTP request."),
    {"flowsnoop.flow_id", kInteger, "", [](Record r) -> Value { return r.flow_id; },
     "Unique in a run: the frame number of the record's first packet; of a tunnel's ends, more."},
    {"flowsnoop.revision", kInteger, "", [](Record r) -> Value { return count_or_absent(r.revision); },
     "Present where this record replaces the one of the same flow_id: its roles have turned."},
    {"flowsnoop.tunnel", kTunnels, "", tunnels,
     "The tunnels that the first packet was in, outermost first: `vxlan:100`, `gtp-u/ipip`."},
    {"flowsnoop.carried.packets", kInteger, "", [](Record r) -> Value { return count_or_absent(r.carried_packets); },
     "Of the ends of a tunnel in UDP: packets that count in the conversation inside as well."},
    {"flowsnoop.carried.bytes", kInteger, "bytes", [](Record r) -> Value { return count_or_absent(r.carried_bytes); },
     "The bytes of these packets."},
    {"flowsnoop.service", kWord, "", [](Record r) -> Value { return word_or_absent(r.service); },
     "The IANA service name of the server's port, absent where none is registered."},
    {"flowsnoop.state", kWord, "", [](Record r) -> Value { return Word{to_string(r.state)}; },
     "How far the conversation got."},
    {"flowsnoop.end_reason", kWord, "", [](Record r) -> Value { return Word{to_string(r.end_reason)}; },
     "Why the record was written when it was."},
    {"flowsnoop.history", kWord, "", history,
     "The letters of Zeek's `history`: who sent what, in the order in which it was first seen."},
    {"flowsnoop.conn_state", kWord, "", conn_state,
     "The state of the connection in the words of Zeek's `conn_state`."},
    {"flowsnoop.tcp.first_byte", kInteger, "ns", tcp_time<&TcpRecord::first_byte_ns>,
     "The time from the first payload of the client to the first of the server."},
    {"flowsnoop.tcp.longest_idle", kInteger, "ns", tcp_time<&TcpRecord::longest_idle_ns>,
     "The longest silence between two packets, in steps of 2 µs."},
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
    {"flowsnoop.client.name_source", kWord, "",
     [](Record r) -> Value { return name_source(r.client_name); },
     "Where client.domain is from."},
    {"flowsnoop.client.port_class", kWord, "",
     [](Record r) -> Value { return port_class_or_absent(r, r.client); },
     "The RFC 6335 class of the client's port: `system`, `user` or `dynamic`."},
    {"flowsnoop.client.payload_bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.client.payload_bytes; },
     "The transport payload that the client sent, as the headers state its length."},
    {"flowsnoop.client.bad_checksums", kInteger, "packets",
     [](Record r) -> Value { return count_or_absent(r.client.bad_checksums); },
     "The packets that the client sent with a wrong checksum, where `--checksums` found any."},
};

inline constexpr Field kBetween[] = {
    {"flowsnoop.server.name_source", kWord, "",
     [](Record r) -> Value { return name_source(r.server_name); },
     "Where server.domain is from."},
    {"flowsnoop.server.port_class", kWord, "",
     [](Record r) -> Value { return port_class_or_absent(r, r.server); },
     "The RFC 6335 class of the server's port: `system`, `user` or `dynamic`."},
    {"flowsnoop.server.payload_bytes", kInteger, "bytes",
     [](Record r) -> Value { return r.server.payload_bytes; },
     "The transport payload that the server sent, as the headers state its length."},
    {"flowsnoop.server.bad_checksums", kInteger, "packets",
     [](Record r) -> Value { return count_or_absent(r.server.bad_checksums); },
     "The packets that the server sent with a wrong checksum, where `--checksums` found any."},
};

inline constexpr Field kAfter[] = {
    text_of<kTlsJa4>("flowsnoop.tls.ja4",
     "The JA4 fingerprint of the TLS or QUIC client."),
    list_of<kTlsOfferedProtocol>("flowsnoop.tls.offered_protocols",
     "The application protocols that the client offered (ALPN)."),
    text_of<kQuicVersion>("flowsnoop.quic.version",
     "The version of QUIC: `1`, `2`, `draft-29`."),
    {"flowsnoop.dns.questions", kTextList, "", several_questions,
     "Each name that was asked for in the first messages, where there were several."},
    number_of<kDnsLatency>("flowsnoop.dns.latency", "ns",
     "The time from the first query to its response."),
    text_of<kSshClient>("flowsnoop.ssh.client",
     "The line in which the SSH client names its version and software."),
    text_of<kSshServer>("flowsnoop.ssh.server",
     "The line in which the SSH server names its version and software."),
    text_of<kDhcpHostName>("flowsnoop.dhcp.host_name",
     "The name that a host gave itself in DHCP."),
    list_of<kFinding>("flowsnoop.findings",
     "What somebody should know: `http_basic`, a password that can be read on the way."),
    {"flowsnoop.role.confidence", kReal, "", [](Record r) -> Value { return r.roles.confidence; },
     "The probability that the client is the client, from 0.5 to 1."},
    {"flowsnoop.role.by", kWord, "", [](Record r) -> Value { return Word{to_string(r.roles.by)}; },
     "The kind of the strongest evidence for the verdict."},
    {"flowsnoop.role.symmetric", kBoolean, "",
     [](Record r) -> Value { return r.roles.symmetric ? Value(true) : Value(); },
     "True for a conversation between peers, where client only names the first side."},
    {"flowsnoop.role.evidence", kEvidence, "", evidence,
     "All evidence on who is the server, the strongest first."},
};
// clang-format on

template <std::size_t... sizes>
constexpr auto join(const Field (&... parts)[sizes]) {
  std::array<Field, (sizes + ...)> all{};
  Field* next = all.data();
  ((next = std::copy(std::begin(parts), std::end(parts), next)), ...);
  return all;
}

}  // namespace field_table

// All fields in the order of the output. Fields of one group (client.*) stand together.
inline constexpr auto kFieldTable =
    field_table::join(field_table::kBefore, kTcpFields<true>, field_table::kBetween,
                      kTcpFields<false>, field_table::kAfter);

}  // namespace flowsnoop
