"""Protocols that mostly speak over UDP: DNS, DHCP, NTP and TFTP."""

import struct

from . import dns
from .layers import Host
from .registry import case
from .trace import TcpConversation, Trace, opaque

CLIENT, RESOLVER = Host("192.0.2.10"), Host("192.0.2.53")


def dns_exchange(trace, client, server, question, answers, **fields):
    """A query from the socket `client` and its response. `question` is (ID, name, type)."""
    trace.udp(client, server, dns.query(*question))
    trace.wait_ms(8)
    trace.udp(server, client, dns.response(*question, answers, **fields))
    trace.wait_ms(3)


@case("dns-udp.pcapng")
def dns_udp():
    trace, server = Trace(), (RESOLVER, 53)
    dns_exchange(trace, (CLIENT, 50211), server, (0x1A2B, "www.example.com", dns.A),
                 [dns.address("www.example.com", "198.51.100.80")])
    dns_exchange(trace, (CLIENT, 38044), server, (0x77F0, "www.example.com", dns.AAAA),
                 [dns.address("www.example.com", "2001:db8::80")])
    dns_exchange(trace, (CLIENT, 41990), server, (0x0C51, "no-such-name.example.com", dns.A), [],
                 code=dns.NXDOMAIN, authority=[dns.soa("example.com", "ns1.example.com")])
    # As the resolver of glibc does: A and AAAA from one socket, answered in the other order.
    pair = (CLIENT, 45678)
    trace.udp(pair, server, dns.query(0x2001, "mail.example.com", dns.A))
    trace.udp(pair, server, dns.query(0x2002, "mail.example.com", dns.AAAA))
    trace.wait_ms(11)
    trace.udp(server, pair, dns.response(0x2002, "mail.example.com", dns.AAAA, [],
                                         authority=[dns.soa("example.com", "ns1.example.com")]))
    trace.udp(server, pair, dns.response(0x2001, "mail.example.com", dns.A,
                                         [dns.address("mail.example.com", "198.51.100.25")]))
    return trace.pcapng("DNS over UDP: A, AAAA, NXDOMAIN, and two queries from one socket")


@case("dns-tcp.pcapng")
def dns_tcp():
    trace = Trace()
    talk = TcpConversation(trace, (CLIENT, 40112), (RESOLVER, 53))
    talk.open(rtt_ms=1)
    talk.request(dns.over_tcp(dns.query(0x5150, "big.example.com", dns.TXT)), ack_ms=1)
    answer = dns.txt("big.example.com", "a text too long for a datagram of 512 bytes; " * 40)
    talk.reply(dns.over_tcp(dns.response(0x5150, "big.example.com", dns.TXT, [answer])), ack_ms=1)
    talk.close()
    trace.wait_ms(250)
    transfer = TcpConversation(trace, (CLIENT, 40114), (RESOLVER, 53))
    transfer.open(rtt_ms=1)
    question = ("example.com", dns.AXFR)
    transfer.request(dns.over_tcp(dns.message(0x5151, 0, question)), ack_ms=1)
    soa = dns.soa("example.com", "ns1.example.com")
    zone = [soa, dns.record("example.com", dns.NS, dns.name("ns1.example.com")),
            dns.address("ns1.example.com", "192.0.2.53"),
            dns.address("www.example.com", "198.51.100.80"), soa]
    flags = dns.RESPONSE | dns.AUTHORITATIVE
    transfer.reply(dns.over_tcp(dns.message(0x5151, flags, question, zone)), ack_ms=1)
    transfer.close()
    return trace.pcapng("DNS over TCP: a large answer and a zone transfer")


DHCP_DISCOVER, DHCP_OFFER, DHCP_REQUEST, DHCP_ACK = 1, 2, 3, 5


def dhcp_message(kind, mac, *, from_server=False, ciaddr=b"\0" * 4, yiaddr=b"\0" * 4,
                 broadcast=True, options=()):
    """RFC 2131; `options` are (code, value)."""
    head = struct.pack("!BBBBIHH", 2 if from_server else 1, 1, 6, 0, 0x3D1D9C40, 0,
                       0x8000 if broadcast else 0)
    head += ciaddr + yiaddr + b"\0" * 8 + mac.ljust(16, b"\0") + bytes(192)
    body = b"\x63\x82\x53\x63" + bytes([53, 1, kind])
    body += b"".join(bytes([code, len(value)]) + value for code, value in options)
    return (head + body + b"\xff").ljust(300, b"\0")


@case("dhcp.pcap")
def dhcp():
    trace = Trace()
    mac = "02:00:5e:00:53:0a"
    nobody, everybody = Host("0.0.0.0", mac), Host("255.255.255.255")
    client, server = Host("192.0.2.100", mac), Host("192.0.2.1")
    mac, given = client.mac, client.ip.packed
    wanted, name = (55, bytes([1, 3, 6, 15, 51])), (12, b"laptop")
    lease = [(54, server.ip.packed), (51, struct.pack("!I", 3600)),
             (1, bytes([255, 255, 255, 0])), (3, server.ip.packed), (6, RESOLVER.ip.packed),
             (15, b"example.com")]
    broadcast_from_client = ((nobody, 68), (everybody, 67))
    broadcast_from_server = ((server, 67), (everybody, 68))
    trace.udp(*broadcast_from_client, dhcp_message(DHCP_DISCOVER, mac, options=[name, wanted]))
    trace.wait_ms(30)
    trace.udp(*broadcast_from_server,
              dhcp_message(DHCP_OFFER, mac, from_server=True, yiaddr=given, options=lease))
    trace.wait_ms(2)
    trace.udp(*broadcast_from_client,
              dhcp_message(DHCP_REQUEST, mac, options=[(50, given), (54, server.ip.packed), name,
                                                       wanted]))
    trace.wait_ms(12)
    trace.udp(*broadcast_from_server,
              dhcp_message(DHCP_ACK, mac, from_server=True, yiaddr=given, options=lease))
    trace.wait_ms(1_800_000)  # half of the lease: now the client has an address (section 4.4.5)
    trace.udp((client, 68), (server, 67),
              dhcp_message(DHCP_REQUEST, mac, ciaddr=given, broadcast=False, options=[name]))
    trace.wait_ms(1)
    trace.udp((server, 67), (client, 68),
              dhcp_message(DHCP_ACK, mac, from_server=True, ciaddr=given, yiaddr=given,
                           broadcast=False, options=lease))
    return trace.pcap()


NTP_EPOCH_OFFSET_S = 2_208_988_800  # from 1900 to 1970
NTP_ACTIVE, NTP_PASSIVE, NTP_CLIENT, NTP_SERVER = 1, 2, 3, 4


def ntp_time(time_ns):
    seconds, rest_ns = divmod(time_ns, 1_000_000_000)
    return struct.pack("!II", seconds + NTP_EPOCH_OFFSET_S, (rest_ns << 32) // 1_000_000_000)


def ntp_message(mode, now_ns, *, stratum, origin=bytes(8), received=bytes(8)):
    """RFC 5905 section 7.3."""
    head = struct.pack("!BBbb", 0 << 6 | 4 << 3 | mode, stratum, 6, -23)
    if mode == NTP_CLIENT:
        return head + bytes(36) + ntp_time(now_ns)
    head += struct.pack("!II", 0x00000120, 0x00000310) + bytes([203, 0, 113, 1])
    return head + ntp_time(now_ns - 16 * 10**9) + origin + received + ntp_time(now_ns)


def ntp_exchange(trace, asker, answerer, modes, strata, rtt_ms=14):
    asked_ns = trace.now_ns
    trace.udp(asker, answerer, ntp_message(modes[0], asked_ns, stratum=strata[0]), tos=0xB8)
    trace.wait_ms(rtt_ms)
    reply = ntp_message(modes[1], trace.now_ns, stratum=strata[1], origin=ntp_time(asked_ns),
                        received=ntp_time(trace.now_ns - 40_000))
    trace.udp(answerer, asker, reply, tos=0xB8)


@case("ntp.pcapng")
def ntp():
    trace = Trace()
    server = (Host("203.0.113.123"), 123)
    ntp_exchange(trace, (CLIENT, 43712), server, (NTP_CLIENT, NTP_SERVER), (0, 2))
    trace.wait_ms(1500)
    # An older client that sends from port 123: only the mode tells it from a peer.
    ntp_exchange(trace, (Host("192.0.2.11"), 123), server, (NTP_CLIENT, NTP_SERVER), (0, 2))
    trace.wait_ms(700)
    peers = (Host("192.0.2.123"), 123), (Host("198.51.100.123"), 123)
    ntp_exchange(trace, *peers, (NTP_ACTIVE, NTP_PASSIVE), (2, 3))
    trace.wait_ms(64_000)
    ntp_exchange(trace, *peers, (NTP_ACTIVE, NTP_PASSIVE), (2, 3))
    return trace.pcapng("NTP: a client, a client on port 123, and two symmetric peers")


TFTP_READ, TFTP_DATA, TFTP_ACK = 1, 3, 4
TFTP_BLOCK = 512


@case("tftp.pcapng")
def tftp():
    """RFC 1350 section 4: the server answers from a port of its own, not from 69."""
    trace = Trace()
    client, server = (CLIENT, 2070), (Host("192.0.2.69"), 35718)
    content = opaque(3 * TFTP_BLOCK + 100, "boot.img")
    request = struct.pack("!H", TFTP_READ) + b"boot.img\0octet\0"
    trace.udp(client, (server[0], 69), request)
    for start in range(0, len(content), TFTP_BLOCK):
        block = start // TFTP_BLOCK + 1
        trace.wait_ms(1)
        trace.udp(server, client,
                  struct.pack("!HH", TFTP_DATA, block) + content[start:start + TFTP_BLOCK])
        trace.wait_ms(1)
        trace.udp(client, server, struct.pack("!HH", TFTP_ACK, block))
    return trace.pcapng("TFTP: a file read; the data comes from another port than the request")
