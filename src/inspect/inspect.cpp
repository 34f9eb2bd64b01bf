// The tables of recognisers, and the first look at a payload: its first byte names the few
// recognisers that are worth a call.
#include "inspect/inspect.h"

#include <array>
#include <bit>
#include <string_view>

#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

// A set of byte values.
class FirstBytes {
 public:
  static constexpr FirstBytes range(unsigned first, unsigned last) {
    FirstBytes set;
    for (unsigned byte = first; byte <= last; ++byte) set.words_[byte / 64] |= 1ull << byte % 64;
    return set;
  }
  static constexpr FirstBytes of(std::string_view characters) {
    FirstBytes set;
    for (char c : characters) set = set | range(static_cast<unsigned char>(c));
    return set;
  }
  static constexpr FirstBytes range(unsigned byte) { return range(byte, byte); }

  constexpr bool has(unsigned byte) const { return (words_[byte / 64] >> byte % 64 & 1) != 0; }

  friend constexpr FirstBytes operator|(FirstBytes a, const FirstBytes& b) {
    for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] |= b.words_[i];
    return a;
  }

 private:
  std::array<std::uint64_t, 4> words_{};
};

constexpr FirstBytes byte(unsigned value) {
  return FirstBytes::range(value);
}
constexpr FirstBytes bytes(unsigned first, unsigned last) {
  return FirstBytes::range(first, last);
}
constexpr FirstBytes any_of(std::string_view characters) {
  return FirstBytes::of(characters);
}

constexpr FirstBytes kAny = bytes(0, 255);
constexpr FirstBytes kUpper = bytes('A', 'Z');
constexpr FirstBytes kLetters = kUpper | bytes('a', 'z');
constexpr FirstBytes kDigits = bytes('0', '9');

struct Row {
  Finding (*recognise)(const PayloadView&);
  FirstBytes first;
};

// Where two recognisers could match one payload, the stricter or the more common one comes first.
constexpr Row kTcpRows[] = {
    {recognise_tls, bytes(20, 23) | byte(0x80)},
    {recognise_http, kUpper},
    {recognise_http2, byte(0) | any_of("P")},
    {recognise_ssh, byte(0) | any_of("SP")},
    {recognise_smb, byte(0)},
    {recognise_kerberos_tcp, byte(0)},
    {recognise_ldap, byte(0x30)},
    {recognise_ldap_wrapped, byte(0)},
    {recognise_dce_rpc, byte(5)},
    {recognise_tpkt, byte(3)},
    {recognise_rpc_tcp, byte(0x80)},
    {recognise_sip, kUpper},
    {recognise_rtsp, kUpper},
    {recognise_smtp, kLetters | bytes('2', '5')},
    {recognise_pop3, kLetters | any_of("+-")},
    {recognise_ftp, kLetters | bytes('1', '6')},
    {recognise_nntp, kLetters | bytes('1', '5')},
    {recognise_imap, kLetters | kDigits | any_of("*+$")},
    {recognise_irc, kLetters | any_of(":")},
    {recognise_telnet, byte(255)},
    {recognise_bgp, byte(255)},
    {recognise_rfb, any_of("R") | bytes(0, 16)},
    {recognise_rsync, any_of("@")},
    {recognise_git, kDigits | bytes('a', 'f')},
    {recognise_gnutella, any_of("G")},
    {recognise_bittorrent, byte(0x13)},
    {recognise_xmpp, any_of("<")},
    {recognise_syslog, any_of("<") | kDigits},
    {recognise_redis, any_of("*+-:$")},
    {recognise_memcached, kLetters | bytes(0x80, 0x81)},
    {recognise_opc_ua, any_of("HAECOMR")},
    {recognise_amqp, any_of("A") | byte(1) | byte(8)},
    {recognise_iec104, byte(0x68)},
    {recognise_dnp3, byte(5)},
    {recognise_socks, bytes(4, 5)},
    {recognise_socks4_reply, byte(0)},
    {recognise_netbios_session, bytes(0x81, 0x85)},
    {recognise_tacacs, bytes(0xc0, 0xc1)},
    {recognise_diameter, byte(1)},
    {recognise_cassandra, bytes(3, 5) | bytes(0x83, 0x85)},
    {recognise_tds, bytes(1, 18)},
    {recognise_ethernet_ip, byte(4) | bytes(0x63, 0x66) | bytes(0x6f, 0x70)},
    {recognise_stun, bytes(0, 1)},
    {recognise_oracle_tns, bytes(0, 0x20)},
    {recognise_kafka, byte(0)},
    {recognise_ldp, byte(0)},
    {recognise_postgresql, byte(0) | any_of("RZSKTDCENAIGHWVdcn123stvQXPBpFf")},
    {recognise_openvpn_tcp, bytes(0, 8)},
    {recognise_dns_tcp, kAny},
    {recognise_mongodb, kAny},
    {recognise_mysql, kAny},
    {recognise_modbus, kAny},
    {recognise_mqtt, bytes(0x10, 0xef)},
    {recognise_websocket, bytes(0x81, 0x82) | bytes(0x88, 0x8a) | bytes(0xc1, 0xc2)},
};

constexpr Row kUdpRows[] = {
    {recognise_netbios_name, kAny},
    {recognise_dns, kAny},
    {recognise_quic, kAny},
    {recognise_stun, bytes(0, 1)},
    {recognise_dtls, bytes(20, 23)},
    {recognise_ntp, kAny},
    {recognise_dhcp, bytes(1, 2)},
    {recognise_rtcp, bytes(0x80, 0xbf)},
    {recognise_rtp, bytes(0x80, 0x9f)},
    {recognise_ssdp, any_of("MHN")},
    {recognise_sip, kUpper},
    {recognise_snmp, byte(0x30)},
    {recognise_ldap, byte(0x30)},
    {recognise_kerberos, bytes(0x6a, 0x7e)},
    {recognise_dhcpv6, bytes(1, 15)},
    {recognise_netbios_datagram, bytes(0x10, 0x12)},
    {recognise_bittorrent_dht, any_of("d")},
    {recognise_utp, any_of("A")},
    {recognise_wireguard, bytes(1, 4)},
    {recognise_openvpn, bytes(0x08, 0x57)},
    {recognise_ike, kAny},
    {recognise_rip, bytes(1, 2)},
    {recognise_radius, bytes(1, 45)},
    {recognise_syslog, any_of("<")},
    {recognise_ws_discovery, any_of("<")},
    {recognise_coap, bytes(0x40, 0x7f)},
    {recognise_tftp, byte(0)},
    {recognise_bacnet, byte(0x81)},
    {recognise_dce_rpc_udp, byte(4)},
    {recognise_dnp3, byte(5)},
    {recognise_ethernet_ip, byte(4) | bytes(0x63, 0x66) | bytes(0x6f, 0x70)},
    {recognise_l2tp, byte(0xc8)},
    {recognise_gtp, bytes(0x30, 0x3f) | bytes(0x40, 0x5f)},
    {recognise_ldp, byte(0)},
    {recognise_mgcp, kLetters | kDigits},
    {recognise_netflow, byte(0)},
    {recognise_sflow, byte(0)},
    {recognise_rpc, kAny},
    {recognise_memcached_udp, kAny},
};

// For each first byte, the rows to try: bit i is row i.
using RowMasks = std::array<std::uint64_t, 256>;

template <std::size_t count>
constexpr RowMasks row_masks(const Row (&rows)[count]) {
  static_assert(count <= 64);
  RowMasks masks{};
  for (unsigned first = 0; first < masks.size(); ++first) {
    for (std::size_t row = 0; row < count; ++row) {
      if (rows[row].first.has(first)) masks[first] |= std::uint64_t{1} << row;
    }
  }
  return masks;
}

constexpr RowMasks kTcpMasks = row_masks(kTcpRows);
constexpr RowMasks kUdpMasks = row_masks(kUdpRows);

}  // namespace

Finding inspect_payload(const PayloadView& payload) {
  if (payload.bytes.empty()) return no_finding();
  const bool tcp = is_tcp(payload);
  const Row* rows = tcp ? kTcpRows : kUdpRows;
  std::uint64_t mask = (tcp ? kTcpMasks : kUdpMasks)[payload.bytes[0]];
  for (; mask != 0; mask &= mask - 1) {
    const Finding finding = rows[std::countr_zero(mask)].recognise(payload);
    if (finding.application != Application::kUnknown) return finding;
  }
  return no_finding();
}

}  // namespace flowsnoop
