// The recognisers: one a protocol, or one a protocol and transport.
//
// Each says what a payload proves, or no_finding(). The payload is not empty. A recogniser may be
// called with any bytes, but inspect_payload() calls it only for the first bytes that its table
// says. Pure functions.
#pragma once

#include "inspect/inspect.h"

namespace flowsnoop {

Finding recognise_amqp(const PayloadView& payload);
Finding recognise_bacnet(const PayloadView& payload);
Finding recognise_bgp(const PayloadView& payload);
Finding recognise_bittorrent(const PayloadView& payload);
Finding recognise_bittorrent_dht(const PayloadView& payload);
Finding recognise_cassandra(const PayloadView& payload);
Finding recognise_coap(const PayloadView& payload);
Finding recognise_dce_rpc(const PayloadView& payload);
Finding recognise_dce_rpc_udp(const PayloadView& payload);
Finding recognise_dhcp(const PayloadView& payload);
Finding recognise_dhcpv6(const PayloadView& payload);
Finding recognise_diameter(const PayloadView& payload);
Finding recognise_dnp3(const PayloadView& payload);
Finding recognise_dns(const PayloadView& payload);
Finding recognise_dns_tcp(const PayloadView& payload);
Finding recognise_dtls(const PayloadView& payload);
Finding recognise_ethernet_ip(const PayloadView& payload);
Finding recognise_ftp(const PayloadView& payload);
Finding recognise_git(const PayloadView& payload);
Finding recognise_gnutella(const PayloadView& payload);
Finding recognise_gtp(const PayloadView& payload);
Finding recognise_http(const PayloadView& payload);
Finding recognise_http2(const PayloadView& payload);
Finding recognise_iec104(const PayloadView& payload);
Finding recognise_ike(const PayloadView& payload);
Finding recognise_imap(const PayloadView& payload);
Finding recognise_irc(const PayloadView& payload);
Finding recognise_kafka(const PayloadView& payload);
Finding recognise_kerberos(const PayloadView& payload);
Finding recognise_kerberos_tcp(const PayloadView& payload);
Finding recognise_l2tp(const PayloadView& payload);
Finding recognise_ldap(const PayloadView& payload);
Finding recognise_ldap_wrapped(const PayloadView& payload);
Finding recognise_ldp(const PayloadView& payload);
Finding recognise_memcached(const PayloadView& payload);
Finding recognise_memcached_udp(const PayloadView& payload);
Finding recognise_mgcp(const PayloadView& payload);
Finding recognise_modbus(const PayloadView& payload);
Finding recognise_mongodb(const PayloadView& payload);
Finding recognise_mqtt(const PayloadView& payload);
Finding recognise_mysql(const PayloadView& payload);
Finding recognise_netbios_datagram(const PayloadView& payload);
Finding recognise_netbios_name(const PayloadView& payload);
Finding recognise_netbios_session(const PayloadView& payload);
Finding recognise_netflow(const PayloadView& payload);
Finding recognise_nntp(const PayloadView& payload);
Finding recognise_ntp(const PayloadView& payload);
Finding recognise_opc_ua(const PayloadView& payload);
Finding recognise_openvpn(const PayloadView& payload);
Finding recognise_openvpn_tcp(const PayloadView& payload);
Finding recognise_oracle_tns(const PayloadView& payload);
Finding recognise_pop3(const PayloadView& payload);
Finding recognise_postgresql(const PayloadView& payload);
Finding recognise_quic(const PayloadView& payload);
Finding recognise_radius(const PayloadView& payload);
Finding recognise_redis(const PayloadView& payload);
Finding recognise_rfb(const PayloadView& payload);
Finding recognise_rip(const PayloadView& payload);
Finding recognise_rpc(const PayloadView& payload);
Finding recognise_rpc_tcp(const PayloadView& payload);
Finding recognise_rsync(const PayloadView& payload);
Finding recognise_rtcp(const PayloadView& payload);
Finding recognise_rtp(const PayloadView& payload);
Finding recognise_rtsp(const PayloadView& payload);
Finding recognise_sflow(const PayloadView& payload);
Finding recognise_sip(const PayloadView& payload);
Finding recognise_smb(const PayloadView& payload);
Finding recognise_smtp(const PayloadView& payload);
Finding recognise_snmp(const PayloadView& payload);
Finding recognise_socks(const PayloadView& payload);
Finding recognise_socks4_reply(const PayloadView& payload);
Finding recognise_ssdp(const PayloadView& payload);
Finding recognise_ssh(const PayloadView& payload);
Finding recognise_stun(const PayloadView& payload);
Finding recognise_syslog(const PayloadView& payload);
Finding recognise_tacacs(const PayloadView& payload);
Finding recognise_tds(const PayloadView& payload);
Finding recognise_telnet(const PayloadView& payload);
Finding recognise_tftp(const PayloadView& payload);
Finding recognise_tls(const PayloadView& payload);
Finding recognise_tpkt(const PayloadView& payload);
Finding recognise_utp(const PayloadView& payload);
Finding recognise_websocket(const PayloadView& payload);
Finding recognise_wireguard(const PayloadView& payload);
Finding recognise_ws_discovery(const PayloadView& payload);
Finding recognise_xmpp(const PayloadView& payload);

}  // namespace flowsnoop
