// The names of the protocols, as ECS network.protocol has them.
#include <array>

#include "inspect/inspect.h"

namespace flowsnoop {
namespace {

// In the order of Application.
constexpr std::array<std::string_view, kApplicationCount> kNames = {
    "",          "amqp",        "bacnet",       "bgp",         "bittorrent", "cassandra",
    "coap",      "cotp",        "dce_rpc",      "dhcp",        "dhcpv6",     "diameter",
    "dnp3",      "dns",         "dtls",         "ethernet_ip", "ftp",        "git",
    "gnutella",  "gtp",         "h323",         "http",        "http2",      "iec104",
    "ike",       "imap",        "ipfix",        "irc",         "kafka",      "kerberos",
    "l2tp",      "ldap",        "ldp",          "llmnr",       "mdns",       "memcached",
    "mgcp",      "mms",         "modbus",       "mongodb",     "mount",      "mqtt",
    "mysql",     "netbios_dgm", "netbios_ns",   "netbios_ssn", "netflow",    "nfs",
    "nntp",      "ntp",         "opc_ua",       "openvpn",     "oracle_tns", "pop3",
    "portmap",   "postgresql",  "quic",         "radius",      "rdp",        "redis",
    "rfb",       "rip",         "rpc",          "rsync",       "rtcp",       "rtp",
    "rtsp",      "s7comm",      "sflow",        "sip",         "smb",        "smtp",
    "snmp",      "socks",       "ssdp",         "ssh",         "stun",       "syslog",
    "tacacs",    "tds",         "telnet",       "tftp",        "tls",        "utp",
    "websocket", "wireguard",   "ws_discovery", "xmpp"};
static_assert(!kNames.back().empty());

}  // namespace

std::string_view to_string(Application application) {
  return kNames[static_cast<std::size_t>(application)];
}

}  // namespace flowsnoop
