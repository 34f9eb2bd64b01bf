// What the bytes of one payload prove: which application protocol it is, and whether the client or
// the server of that protocol says such a thing.
//
// Pure functions on bytes: nothing is remembered or allocated, so they may run in parallel. A
// finding is made only from what noise is unlikely to match; where ports help to tell, they support
// a match and never make one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace flowsnoop {

// The application protocols that are recognised.
enum class Application : std::uint8_t {
  kUnknown,
  kAmqp,
  kBacnet,
  kBgp,
  kBittorrent,
  kCassandra,
  kCoap,
  kCotp,
  kDceRpc,
  kDhcp,
  kDhcpv6,
  kDiameter,
  kDnp3,
  kDns,
  kDtls,
  kEthernetIp,
  kFtp,
  kGit,
  kGnutella,
  kGtp,
  kH323,
  kHttp,
  kHttp2,
  kIec104,
  kIke,
  kImap,
  kIpfix,
  kIrc,
  kKafka,
  kKerberos,
  kL2tp,
  kLdap,
  kLdp,
  kLlmnr,
  kMdns,
  kMemcached,
  kMgcp,
  kMms,
  kModbus,
  kMongodb,
  kMount,
  kMqtt,
  kMysql,
  kNetbiosDatagram,
  kNetbiosName,
  kNetbiosSession,
  kNetflow,
  kNfs,
  kNntp,
  kNtp,
  kOpcUa,
  kOpenvpn,
  kOracleTns,
  kPop3,
  kPortmap,
  kPostgresql,
  kQuic,
  kRadius,
  kRdp,
  kRedis,
  kRfb,
  kRip,
  kRpc,
  kRsync,
  kRtcp,
  kRtp,
  kRtsp,
  kS7comm,
  kSflow,
  kSip,
  kSmb,
  kSmtp,
  kSnmp,
  kSocks,
  kSsdp,
  kSsh,
  kStun,
  kSyslog,
  kTacacs,
  kTds,
  kTelnet,
  kTftp,
  kTls,
  kUtp,
  kWebsocket,
  kWireguard,
  kWsDiscovery,
  kXmpp,
};
inline constexpr std::size_t kApplicationCount = static_cast<std::size_t>(Application::kXmpp) + 1;

// The name in ECS network.protocol: lower case, "tls", "dns"... Empty for kUnknown.
std::string_view to_string(Application application);

// Who says such a thing.
enum class Speaker : std::uint8_t {
  kUnknown,    // the protocol is clear, the direction is not
  kClient,     // only a client (initiator) sends this
  kServer,     // only a server (responder) sends this
  kSymmetric,  // the protocol has no clients and servers, or these two are peers
};

// How much the direction can be relied on.
enum class Strength : std::uint8_t {
  kHint,    // usually so
  kStrong,  // so, unless somebody deceives on purpose
};

// Aligned so that it is returned in a register: in three bytes it would go through memory.
struct alignas(4) Finding {
  Application application = Application::kUnknown;
  Speaker speaker = Speaker::kUnknown;
  Strength strength = Strength::kHint;

  friend bool operator==(const Finding&, const Finding&) = default;
};

// One payload as it was captured.
struct PayloadView {
  std::span<const std::uint8_t> bytes;  // what was captured; may be cut short by the snaplen
  std::uint32_t length = 0;             // what was sent, at least bytes.size()
  std::uint8_t protocol = 0;            // kProtocolTcp or kProtocolUdp
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
};

// The first finding that a recogniser makes, or Application::kUnknown. A payload need not be the
// first of its conversation, but is expected to begin where a message begins: what begins inside
// one is unknown.
Finding inspect_payload(const PayloadView& payload);

}  // namespace flowsnoop
