// Every recogniser on one payload, in both directions: none reads beyond it, and what they find is
// one of the things that there are.
//
// Input: protocol (1 byte), ports (2 and 2), bytes that were not captured (1), payload.
#include "flowsnoop/ports.h"
#include "fuzz_input.h"
#include "inspect/ftp.h"
#include "inspect/recognisers.h"

namespace flowsnoop::fuzz {
namespace {

constexpr Finding (*kRecognisers[])(const PayloadView&) = {
    recognise_amqp,
    recognise_bacnet,
    recognise_bgp,
    recognise_bittorrent,
    recognise_bittorrent_dht,
    recognise_cassandra,
    recognise_coap,
    recognise_dce_rpc,
    recognise_dce_rpc_udp,
    recognise_dhcp,
    recognise_dhcpv6,
    recognise_diameter,
    recognise_dnp3,
    recognise_dns,
    recognise_dns_tcp,
    recognise_dtls,
    recognise_ethernet_ip,
    recognise_ftp,
    recognise_git,
    recognise_gnutella,
    recognise_gtp,
    recognise_http,
    recognise_http2,
    recognise_iec104,
    recognise_ike,
    recognise_imap,
    recognise_irc,
    recognise_kafka,
    recognise_kerberos,
    recognise_kerberos_tcp,
    recognise_l2tp,
    recognise_ldap,
    recognise_ldap_wrapped,
    recognise_ldp,
    recognise_memcached,
    recognise_memcached_udp,
    recognise_mgcp,
    recognise_modbus,
    recognise_mongodb,
    recognise_mqtt,
    recognise_mysql,
    recognise_netbios_datagram,
    recognise_netbios_name,
    recognise_netbios_session,
    recognise_netflow,
    recognise_nntp,
    recognise_ntp,
    recognise_opc_ua,
    recognise_openvpn,
    recognise_openvpn_tcp,
    recognise_oracle_tns,
    recognise_pop3,
    recognise_postgresql,
    recognise_quic,
    recognise_radius,
    recognise_redis,
    recognise_rfb,
    recognise_rip,
    recognise_rpc,
    recognise_rpc_tcp,
    recognise_rsync,
    recognise_rtcp,
    recognise_rtp,
    recognise_rtsp,
    recognise_sflow,
    recognise_sip,
    recognise_smb,
    recognise_smtp,
    recognise_snmp,
    recognise_socks,
    recognise_socks4_reply,
    recognise_ssdp,
    recognise_ssh,
    recognise_stun,
    recognise_syslog,
    recognise_tacacs,
    recognise_tds,
    recognise_telnet,
    recognise_tftp,
    recognise_tls,
    recognise_tpkt,
    recognise_utp,
    recognise_websocket,
    recognise_wireguard,
    recognise_ws_discovery,
    recognise_xmpp,
};

void check(const Finding& finding) {
  require(static_cast<std::size_t>(finding.application) < kApplicationCount,
          "an application is one of those that there are");
  require(finding.application != Application::kUnknown || finding == Finding{},
          "who finds nothing says nothing");
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop;
  using namespace flowsnoop::fuzz;
  FuzzInput input(data, size);
  PayloadView payload;
  payload.protocol = input.u8() % 2 == 0 ? kProtocolTcp : kProtocolUdp;
  payload.source_port = input.u16();
  payload.destination_port = input.u16();
  const std::uint8_t missing = input.u8();
  if (input.rest().empty()) return -1;
  const ExactCopy bytes(input.rest());
  payload.bytes = bytes.view();
  payload.length = static_cast<std::uint32_t>(payload.bytes.size()) + missing;
  for (int direction = 0; direction < 2; ++direction) {
    for (const auto recognise : kRecognisers) check(recognise(payload));
    check(inspect_payload(payload));
    parse_ftp_announcement(payload);
    std::swap(payload.source_port, payload.destination_port);
  }
  return 0;
}
