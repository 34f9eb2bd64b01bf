"""What lies below TCP and UDP: IPv6, fragments, VLANs, link types, and frames without ports."""

import struct

from . import dns, layers, savefile
from .cases_datagram import dns_exchange
from .cases_web import http_session
from .layers import Host
from .registry import case
from .trace import Trace, opaque

CLIENT, SERVER = Host("192.0.2.10"), Host("198.51.100.80")
RESOLVER = Host("192.0.2.53")
CLIENT6, SERVER6 = Host("2001:db8::10"), Host("2001:db8:80::80")
RESOLVER6 = Host("2001:db8::53")
SHORT_PAGE = "<!doctype html><p>Hello</p>\n"
WWW = dns.address("www.example.com", "198.51.100.80")

# Extension headers (RFC 8200 section 4): number, and what follows the next-header byte.
HOP_BY_HOP = (0, bytes([0, 5, 2, 0, 0, 1, 0]))  # router alert (RFC 2711) and padding
DESTINATION_OPTIONS = (60, bytes([0, 1, 4, 0, 0, 0, 0]))
ATOMIC_FRAGMENT = (44, bytes([0, 0, 0, 0x1D, 0x2E, 0x3F, 0x40]))  # RFC 6946
AUTHENTICATION = (51, bytes([4, 0, 0]) + struct.pack("!II", 0x100, 1) + opaque(12, "icv"))


def segment_routing(last):
    """A routing header (RFC 8754) that has reached its last segment."""
    return (43, bytes([2, 4, 0, 0, 0, 0, 0]) + last.ip.packed)


def neighbor_discovery(trace):
    """RFC 4861: who has the server's address, and the answer."""
    router = Host("fe80::1")
    group = Host("ff02::1:ff00:1")
    solicitation = bytes(4) + router.ip.packed + b"\x01\x01" + CLIENT6.mac
    trace.add_ip(CLIENT6, group, layers.ICMPV6,
                 layers.icmpv6(CLIENT6, group, 135, 0, solicitation), hop_limit=255)
    advertisement = bytes([0xE0, 0, 0, 0]) + router.ip.packed + b"\x02\x01" + router.mac
    trace.add_ip(router, CLIENT6, layers.ICMPV6,
                 layers.icmpv6(router, CLIENT6, 136, 0, advertisement), hop_limit=255)


@case("ipv6.pcapng")
def ipv6():
    trace = Trace()
    neighbor_discovery(trace)
    www = dns.address("www.example.com", "2001:db8:80::80")
    dns_exchange(trace, (CLIENT6, 40400), (RESOLVER6, 53), (1, "www.example.com", dns.AAAA), [www])
    http_session(trace, (CLIENT6, 40402), (SERVER6, 80), SHORT_PAGE).close()
    chains = [(HOP_BY_HOP,), (HOP_BY_HOP, DESTINATION_OPTIONS, segment_routing(RESOLVER6)),
              (ATOMIC_FRAGMENT,), (AUTHENTICATION, DESTINATION_OPTIONS)]
    for index, chain in enumerate(chains):
        client = (CLIENT6, 40404 + index)
        trace.udp(client, (RESOLVER6, 53), dns.query(2 + index, "www.example.com", dns.AAAA),
                  extensions=chain)
        trace.wait_ms(5)
        trace.udp((RESOLVER6, 53), client,
                  dns.response(2 + index, "www.example.com", dns.AAAA, [www]))
    talk = http_session(trace, (CLIENT6, 40410), (SERVER6, 80), SHORT_PAGE)
    talk.fields["extensions"] = (HOP_BY_HOP, DESTINATION_OPTIONS)
    talk.close()
    return trace.pcapng("TCP and UDP over IPv6, with and without extension headers")


@case("vlan.pcapng")
def vlan():
    trace = Trace(link=layers.vlan((0x8100, 10)))
    http_session(trace, (CLIENT, 40420), (SERVER, 80), SHORT_PAGE).close()
    trace.link = layers.vlan((0x88A8, 100), (0x8100, 20))
    dns_exchange(trace, (CLIENT, 40422), (RESOLVER, 53), (1, "www.example.com", dns.A), [WWW])
    trace.link = layers.vlan((0x8100, 100), (0x8100, 30))
    dns_exchange(trace, (CLIENT6, 40424), (RESOLVER6, 53), (2, "www.example.com", dns.A), [WWW])
    trace.link = layers.vlan((0x8100, 0))  # only a priority
    dns_exchange(trace, (CLIENT, 40426), (RESOLVER, 53), (3, "www.example.com", dns.A), [WWW])
    return trace.pcapng("802.1Q (VLAN 10), QinQ (100 and 20, 100 and 30), priority tag")


def both_versions(link):
    """HTTP over IPv4 and DNS over IPv6."""
    trace = Trace(link=link)
    http_session(trace, (CLIENT, 40430), (SERVER, 80), SHORT_PAGE).close()
    dns_exchange(trace, (CLIENT6, 40432), (RESOLVER6, 53), (1, "www.example.com", dns.A), [WWW])
    return trace


@case("linux-sll.pcap")
def linux_sll():
    return both_versions(layers.linux_sll(CLIENT)).pcap(savefile.LINK_SLL)


@case("linux-sll2.pcapng")
def linux_sll2():
    interface = savefile.Interface(savefile.LINK_SLL2, "any")
    trace = both_versions(layers.linux_sll2(CLIENT))
    return trace.pcapng("Linux cooked capture, version 2", interface)


@case("raw-ip.pcap")
def raw_ip():
    return both_versions(layers.raw_ip).pcap(savefile.LINK_RAW)


@case("bsd-loopback.pcap")
def bsd_loopback():
    """The address family in the byte order of the host, here little-endian."""
    return both_versions(layers.null("<")).pcap(savefile.LINK_NULL)


@case("bsd-loopback-big-endian.pcap")
def bsd_loopback_big_endian():
    trace = both_versions(layers.null(">"))
    return trace.pcap(savefile.LINK_NULL, byte_order=">")


@case("openbsd-loopback.pcap")
def openbsd_loopback():
    return both_versions(layers.loop).pcap(savefile.LINK_LOOP)


FRAGMENT_BYTES = 1480


def send_in_fragments(trace, source, destination, payload, order):
    """`order` are the indexes of the fragments in the order in which they are sent."""
    datagram = layers.udp(*source, *destination, payload)
    identification = trace.identification(source[0])
    for index in order:
        start = index * FRAGMENT_BYTES
        trace.add_ip(source[0], destination[0], layers.UDP, datagram[start:start + FRAGMENT_BYTES],
                     identification=identification, dont_fragment=False, fragment_offset=start,
                     more_fragments=start + FRAGMENT_BYTES < len(datagram))


@case("fragments.pcapng")
def fragments():
    trace, server = Trace(), (RESOLVER, 53)
    answer = dns.txt("big.example.com", "a text that needs three fragments; " * 100)
    for index, order in enumerate([(0, 1, 2), (2, 0, 1)]):
        client = (CLIENT, 40440 + index)
        question = (7 + index, "big.example.com", dns.TXT)
        trace.udp(client, server, dns.message(question[0], dns.RECURSION_DESIRED, question[1:],
                                              additional=[dns.edns(4096)]))
        trace.wait_ms(4)
        send_in_fragments(trace, server, client, dns.response(*question, [answer]), order)
        trace.wait_ms(100)
    return trace.pcapng("DNS answers in IPv4 fragments: in order, and the last one first")


@case("fragments-odd.pcapng")
def odd_fragments():
    trace, server = Trace(), (RESOLVER, 53)
    answer = dns.txt("big.example.com", "a text that needs three fragments; " * 100)
    for index, order in enumerate([(0, 0, 2, 2, 1), (0, 2), (1, 2)]):
        send_in_fragments(trace, server, (CLIENT, 40450 + index),
                          dns.response(7 + index, "big.example.com", dns.TXT, [answer]), order)
        trace.wait_ms(100)
    datagram = layers.udp(*server, CLIENT, 40453, bytes(40))
    for start, end in [(24, 48), (0, 32)]:
        trace.add_ip(RESOLVER, CLIENT, layers.UDP, datagram[start:end], identification=1,
                     dont_fragment=False, fragment_offset=start, more_fragments=end < 48)
    return trace.pcapng("IPv4 fragments: sent twice, one missing, the first missing, overlapping")


def arp(operation, sender, target, target_mac):
    """RFC 826."""
    return (struct.pack("!HHBBH", 1, layers.ETHERTYPE_IPV4, 6, 4, operation) + sender.mac
            + sender.ip.packed + target_mac + target.ip.packed)


def spanning_tree(bridge_mac):
    """A configuration BPDU of IEEE 802.1D in an 802.3 frame with an LLC header."""
    bridge = struct.pack("!H", 0x8000) + bridge_mac
    bpdu = (struct.pack("!HBBB", 0, 0, 0, 0) + bridge + bytes(4) + bridge
            + struct.pack("!H", 0x8001) + struct.pack("<HHHH", 0, 20, 2, 15))
    llc = b"\x42\x42\x03" + bpdu
    frame = bytes.fromhex("0180c2000000") + bridge_mac + struct.pack("!H", len(llc)) + llc
    return frame.ljust(layers.MIN_ETHERNET_FRAME, b"\x00")


def link_layer_discovery(mac):
    """IEEE 802.1AB: chassis, port, time to live, name, description, end."""
    parts = [(1, b"\x04" + mac), (2, b"\x05eth7"), (3, struct.pack("!H", 120)), (5, b"switch1"),
             (6, b"An example switch"), (0, b"")]
    body = b"".join(struct.pack("!H", kind << 9 | len(value)) + value for kind, value in parts)
    frame = bytes.fromhex("0180c200000e") + mac + b"\x88\xcc" + body
    return frame.ljust(layers.MIN_ETHERNET_FRAME, b"\x00")


def group_report(group):
    """An IGMPv3 membership report (RFC 3376) that begins to listen to `group`."""
    body = struct.pack("!HHBBH", 0, 1, 4, 0, 0) + group.ip.packed
    message = b"\x22\x00\x00\x00" + body
    return message[:2] + struct.pack("!H", layers.checksum(message)) + message[4:]


@case("non-ip.pcapng")
def non_ip():
    trace = Trace()
    router, broadcast = Host("192.0.2.1"), Host("255.255.255.255")
    trace.add_frame(layers.padded_ethernet(CLIENT, broadcast, layers.ETHERTYPE_ARP,
                                           arp(1, CLIENT, router, bytes(6))))
    trace.add_frame(layers.padded_ethernet(router, CLIENT, layers.ETHERTYPE_ARP,
                                           arp(2, router, CLIENT, CLIENT.mac)))
    for sequence in (1, 2):
        word, data = struct.pack("!HH", 77, sequence), bytes(range(56))
        trace.add_ip(CLIENT, router, layers.ICMP, layers.icmp(8, 0, word, data))
        trace.wait_ms(1)
        trace.add_ip(router, CLIENT, layers.ICMP, layers.icmp(0, 0, word, data))
        trace.wait_ms(999)
    trace.add_ip(CLIENT, Host("224.0.0.22"), layers.IGMP, group_report(Host("233.252.0.1")), ttl=1,
                 tos=0xC0, options=bytes([0x94, 4, 0, 0]))  # router alert (RFC 2113)
    switch = bytes.fromhex("020000000007")
    for _ in range(2):
        trace.add_frame(spanning_tree(switch))
        trace.wait_ms(2000)
    trace.add_frame(link_layer_discovery(switch))
    return trace.pcapng("No TCP and no UDP: ARP, ICMP, IGMP, spanning tree, LLDP")
