// A conversation that ended (or the capture did), with its roles settled: what writers, sinks and
// library users get.
//
// A FlowRecord is a plain value of fixed size. Its string views point to text that lives as long
// as the program; its labels, its names and its TCP part live as long as the call that hands the
// record on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "flowsnoop/icmp_errors.h"
#include "flowsnoop/ip_address.h"
#include "flowsnoop/labels.h"
#include "flowsnoop/tcp_record.h"
#include "flowsnoop/tunnel.h"

namespace flowsnoop {

// One side of a conversation and what it sent.
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;  // 0 where the protocol has none, see has_ports()
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;          // sum of original frame lengths, link header included
  std::uint64_t payload_bytes = 0;  // sum of transport payload lengths, as the headers state them
  std::uint64_t bad_checksums = 0;  // packets with a wrong one, where they were verified
  std::uint8_t tcp_flags = 0;       // all that it sent in the conversation, or-ed
};

// How far a conversation got. The TCP names follow RFC 9293 section 3.3.2, seen from outside:
// one state for both sides.
enum class FlowState : std::uint8_t {
  kSynSent,      // a SYN without an answer
  kSynReceived,  // SYN and SYN-ACK, not yet the client's ACK
  kEstablished,  // the handshake was seen, or data of a connection that began before the capture
  kHalfClosed,   // one side sent its FIN
  kClosed,       // both sides sent their FIN
  kReset,        // a RST ended the connection
  kRefused,      // a RST answered the SYN
  kOneWay,       // not TCP: only one side has sent
  kTwoWay,       // not TCP: both sides have sent
};
inline constexpr std::size_t kFlowStateCount = 9;

// Why the record was written when it was.
enum class EndReason : std::uint8_t {
  kClosed,         // both FINs seen, and no packet for the closed timeout
  kReset,          // a RST seen, and no packet for the closed timeout
  kIdleTimeout,    // no packet for the idle timeout
  kActiveTimeout,  // the conversation goes on in a further record
  kPortReuse,      // a new SYN on the same socket pair began another conversation
  kEvicted,        // ended early to keep within the memory ceiling
  kCaptureEnd,     // still open when the capture ended
};
inline constexpr std::size_t kEndReasonCount = 7;

// What one observation says about who is the server. docs/roles.md explains each.
enum class EvidenceKind : std::uint8_t {
  kSyn,                // sent a SYN, or an SCTP INIT: is the client
  kSynAck,             // sent a SYN-ACK, or an SCTP INIT ACK: is the server
  kPayload,            // said what only a client or a server of its protocol says
  kAnnounced,          // another conversation announced that this endpoint would be listening
  kUnreachable,        // an ICMP error says that nobody listens there, or that it cannot be reached
  kListener,           // is known as a server from other conversations of the capture
  kMulticast,          // multicast and broadcast addresses are never clients
  kFtpData,            // TCP port 20 opens FTP data connections: is the client
  kPayloadHint,        // said what mostly clients or mostly servers of its protocol say
  kPortClass,          // the two ports are of different classes: the lower class serves
  kService,            // exactly one of the ports has a registered service: that one serves
  kFanIn,              // more remote endpoints talk to this one: it serves
  kSharedPort,         // this port number is in more conversations of the capture: it serves
  kEphemeralRange,     // exactly one port is in the range that Linux takes client ports from
  kOldEphemeralRange,  // exactly one port is in the range that old systems took client ports from
  kHostClientPorts,    // the port lies among those that its host proved to be a client from
  kConstantClient,     // the host proved to be the client elsewhere, and the server nowhere
  kSequentialPorts,    // the host uses neighbouring ports too, as client ports are given out
  kLowerPort,          // the lower port serves
  kMoreData,           // sent more payload: is the server
  kFirstSpeaker,       // sent the first packet seen: is the client
};
inline constexpr std::size_t kEvidenceKindCount = 21;

struct Evidence {
  EvidenceKind kind = EvidenceKind::kFirstSpeaker;
  float log_odds = 0;       // natural logarithm; above 0 supports the verdict, below 0 contradicts
  std::uint64_t frame = 0;  // the frame that showed it; 0: other conversations did
};

// Who is who, how sure that is, and why.
struct Roles {
  static constexpr std::size_t kMaxEvidence = 16;

  double confidence = 0.5;  // probability that the client is the client, 0.5 to 1
  bool symmetric = false;   // a conversation between peers: "client" only names the first side
  EvidenceKind by = EvidenceKind::kFirstSpeaker;  // the strongest evidence for the verdict
  std::uint8_t evidence_count = 0;
  std::array<Evidence, kMaxEvidence> evidence{};  // strongest first; evidence_count are valid
};

// Where a host's name is from; docs/names.md. A lower one is the better name.
enum class NameSource : std::uint8_t {
  kDns,            // the other side of the conversation asked the DNS for it
  kTlsServerName,  // the conversation's TLS or QUIC ClientHello asks for it
  kHttpHost,       // the conversation's HTTP request asks for it
  kDnsOther,       // another host asked the DNS for it
  kDhcp,           // the host told a DHCP server
  kMdns,           // multicast DNS
  kLlmnr,          // link-local multicast name resolution
  kNetbios,        // NetBIOS names and datagrams
  kCapture,        // the capture file names its hosts
  kResolver,       // the system's resolver was asked
  kNone,           // there is no name
};
inline constexpr std::size_t kNameSourceCount = 11;

// The name of one side, as bytes of packets: hostile. Empty where there is none.
struct EndpointName {
  std::string_view text;
  NameSource source = NameSource::kNone;
};

// Where an address is, and whose network it is in, as far as databases of --geoip say. The texts
// are theirs and live as long as these.
struct GeoPlace {
  std::string_view country;  // ISO 3166-1, two letters
  std::uint32_t as_number = 0;
  std::string_view as_organization;
};

// What is added to the frame number for the conversation of a tunnel's ends, once for the outermost
// tunnel of the packet, twice for the one in it: the frame begins the conversation inside as well.
inline constexpr std::uint64_t kTunnelEndsIds = 10'000'000'000'000;

struct FlowRecord {
  // The frame number of the record's first packet, and kTunnelEndsIds: unique in a run.
  std::uint64_t flow_id = 0;
  std::int64_t start_ns = 0;  // earliest packet, since 1970-01-01 00:00 UTC
  std::int64_t end_ns = 0;    // latest packet, never before start_ns
  Endpoint client;
  Endpoint server;
  std::string_view service;        // IANA name of the server's port, empty where none is registered
  std::string_view application;    // what the payload showed to be spoken, empty where nothing did
  const Labels* labels = nullptr;  // what the payload said in words; null: nothing
  EndpointName client_name;
  EndpointName server_name;
  GeoPlace client_place;
  GeoPlace server_place;
  const TcpRecord* tcp = nullptr;  // how the connection went; null: not TCP, or not known
  Roles roles;
  std::uint8_t protocol = 0;    // IANA protocol number: 6 TCP, 17 UDP, see protocol_name()
  std::uint8_t ip_version = 0;  // 4 or 6
  std::uint8_t vlan_count = 0;  // VLAN tags on the first packet, at most vlan_ids.size()
  std::array<std::uint16_t, 2> vlan_ids{};  // outermost first
  TunnelPath tunnels;                       // that the first packet was in
  // Of the ends of a tunnel: what of both sides together counts in the conversation inside as well.
  std::uint64_t carried_packets = 0;
  std::uint64_t carried_bytes = 0;
  IcmpErrors icmp_errors;  // that were about packets of the conversation
  // Of ICMP and ICMPv6: the client's first message; where it sent none, the request that the
  // server's message answers, or that message itself. The identifier is present where such messages
  // have one.
  std::uint8_t icmp_type = 0;
  std::uint8_t icmp_code = 0;
  std::uint16_t icmp_identifier = 0;
  // Not 0: this replaces the record of the same flow_id that was handed on before. Something that
  // was learned later made client and server change places; the number counts how often.
  std::uint8_t revision = 0;
  std::uint16_t community_id_seed = 0;  // of network.community_id
  FlowState state = FlowState::kOneWay;
  EndReason end_reason = EndReason::kCaptureEnd;
};

// Whether all that the conversation did was to carry the packets of others, as the ends of a
// tunnel.
inline bool only_carries(const FlowRecord& record) {
  return record.carried_packets != 0 &&
         record.carried_packets == record.client.packets + record.server.packets;
}

// Lower-case words with underscores, as the JSON output shows them.
std::string_view to_string(FlowState state);
std::string_view to_string(EndReason reason);
std::string_view to_string(EvidenceKind kind);
std::string_view to_string(NameSource source);

}  // namespace flowsnoop
