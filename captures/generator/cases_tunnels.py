"""Conversations in tunnels, and checksums that are wrong."""

import struct

from . import dns, layers, tunnels
from .cases_datagram import dns_exchange
from .cases_links import CLIENT, CLIENT6, RESOLVER, RESOLVER6, WWW, both_versions
from .layers import Host
from .registry import case
from .trace import TcpConversation, Trace


def exchange_in(trace, link, port, *, ipv6=False):
    """A DNS query and its answer from `port` in a tunnel."""
    trace.link = link
    client, resolver = (CLIENT6, RESOLVER6) if ipv6 else (CLIENT, RESOLVER)
    dns_exchange(trace, (client, port), (resolver, 53), (port, "www.example.com", dns.A), [WWW])


@case("tunnel-ip-in-ip.pcapng")
def ip_in_ip():
    trace = Trace()
    for version in (4, 6):
        for ipv6 in (False, True):
            exchange_in(trace, tunnels.ip_in_ip(version), 40600 + version, ipv6=ipv6)
    return trace.pcapng("IPv4 and IPv6 in IPv4 and in IPv6")


@case("tunnel-gre.pcapng")
def gre():
    trace = Trace()
    forms = [tunnels.gre(), tunnels.gre(key=100), tunnels.gre(key=200), tunnels.gre(sequence=1),
             tunnels.gre(checksum=True, key=100, sequence=2), tunnels.gre(bridged=True)]
    for link in forms:
        exchange_in(trace, link, 40610)
    return trace.pcapng("GRE without a key, with the keys 100 and 200, and Ethernet in GRE: the same "
                        "sockets in three tunnels")


@case("tunnel-nvgre.pcapng")
def nvgre():
    return both_versions(tunnels.gre(bridged=True, key=0x1064 << 8 | 7)).pcapng("NVGRE, subnet 4196")


@case("tunnel-erspan.pcapng")
def erspan():
    trace = Trace()
    for kind in (1, 2, 3):
        exchange_in(trace, tunnels.erspan(kind), 40620 + kind)
    return trace.pcapng("Mirrored frames: ERSPAN types I, II and III, session 100")


@case("tunnel-pptp.pcapng")
def pptp():
    return both_versions(tunnels.pptp).pcapng("PPTP: PPP in enhanced GRE")


@case("tunnel-vxlan.pcapng")
def vxlan():
    trace = Trace()
    for network in (100, 200):  # the same addresses and ports in two networks
        trace.link = tunnels.vxlan(network)
        talk = TcpConversation(trace, (CLIENT, 40630), (RESOLVER, 53), label=f"vxlan {network}")
        talk.open()
        talk.close()
    exchange_in(trace, tunnels.vxlan(100, port=8472), 40632)
    trace.link = tunnels.vxlan(100)
    arp = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + CLIENT.mac + CLIENT.ip.packed
    trace.add_frame(trace.link(CLIENT, RESOLVER, layers.ETHERTYPE_ARP,
                               arp + bytes(6) + RESOLVER.ip.packed))
    return trace.pcapng("VXLAN: one socket pair in the networks 100 and 200; the Linux port; ARP")


@case("tunnel-vxlan-gpe.pcapng")
def vxlan_gpe():
    return both_versions(tunnels.vxlan_gpe(100)).pcapng("VXLAN-GPE that carries IP, network 100")


@case("tunnel-geneve.pcapng")
def geneve():
    return both_versions(tunnels.geneve(100)).pcapng("Geneve with an option, network 100")


@case("tunnel-gtp-u.pcapng")
def gtp_u():
    trace = both_versions(tunnels.gtp_u)
    echo = struct.pack("!BBHIHBB", 0x32, 1, 4, 0, 1, 0, 0)
    trace.add_frame(tunnels.in_udp(CLIENT, 2152, echo, source_port=2152))
    return trace.pcapng("GTP-U: a sequence number up, an extension header down; an echo request")


@case("tunnel-teredo.pcapng")
def teredo():
    origin = struct.pack("!HH", 0, 40640 ^ 0xFFFF) + bytes(
        octet ^ 0xFF for octet in tunnels.NEAR.ip.packed)

    def link(source, _destination, _ethertype, payload):
        to_server = str(source.ip) in tunnels.NEAR_HOSTS
        ports = (40640, 3544) if to_server else (3544, 40640)
        return tunnels.in_udp(source, ports[1], payload if to_server else origin + payload,
                              source_port=ports[0])

    trace = Trace()
    exchange_in(trace, link, 40641, ipv6=True)
    return trace.pcapng("Teredo: plain, and behind an origin indication")


@case("tunnel-l2tp.pcapng")
def l2tp():
    trace = both_versions(tunnels.l2tp)
    control = struct.pack("!HHHHHH", 0xC802, 12, 1, 0, 0, 1)
    trace.add_frame(tunnels.in_udp(CLIENT, 1701, control, source_port=1701))
    return trace.pcapng("L2TPv2: PPP in data messages, and a control message")


@case("tunnel-etherip.pcapng")
def etherip():
    return both_versions(tunnels.ether_ip).pcapng("EtherIP")


@case("tunnel-mpls.pcapng")
def mpls():
    trace = both_versions(tunnels.mpls)
    trace.link = lambda source, destination, ethertype, payload: (
        tunnels.mpls if source is CLIENT else layers.ethernet)(source, destination, ethertype, payload)
    exchange_in(trace, trace.link, 40650)
    return trace.pcapng("MPLS: other labels each way, and labels in one direction only")


@case("tunnel-ah.pcapng")
def authentication():
    return both_versions(tunnels.authentication).pcapng("IPsec authentication header, tunnel mode")


@case("tunnel-nested.pcapng")
def nested():
    trace = Trace()
    host = Host("192.0.2.10")

    def gre_in(source, destination, ethertype, payload):
        """An Ethernet frame with GRE in it, as tunnels.gre() makes them."""
        return tunnels.gre(key=5)(source, destination, ethertype, payload)

    exchange_in(trace, tunnels.geneve(100, inside=gre_in), 40660)
    # Five times IPv4 in IPv4: one deeper than is followed.
    packet = layers.ipv4(host, RESOLVER, layers.UDP, layers.udp(host, 40661, RESOLVER, 53, b""))
    for _ in range(5):
        packet = layers.ipv4(tunnels.NEAR, tunnels.FAR, 4, packet)
    trace.add_frame(layers.ethernet(tunnels.NEAR, tunnels.FAR, layers.ETHERTYPE_IPV4, packet))
    return trace.pcapng("GRE in Geneve; IPv4 in IPv4, five times")


@case("tunnel-ports-only.pcapng")
def ports_only():
    """Ports of tunnels with something else on them."""
    trace = Trace()
    for port in (1701, 2152, 3544, 4789, 6081):
        trace.udp((CLIENT, 40670), (RESOLVER, port), b"this is no tunnel at all, whatever the port")
    return trace.pcapng("UDP on the ports of five tunnels, with text in it")


@case("bad-checksums.pcapng")
def bad_checksums():
    """One damaged packet; and a host that leaves checksums to its network card."""
    trace = Trace()
    talk = TcpConversation(trace, (CLIENT, 40680), (RESOLVER, 53))
    talk.open()
    for _ in range(4):
        talk.say(talk.client, "question")
        talk.say(talk.server, "answer")
    talk.close()
    frames = []
    for index, (time_ns, data, length) in enumerate(trace.frames):
        frame = bytearray(data)
        if frame[26:30] == CLIENT.ip.packed:  # the sum of the pseudo header, as the card wants it
            segment = len(frame) - 34
            header = layers.pseudo_header(CLIENT, RESOLVER, layers.TCP, segment)
            frame[50:52] = struct.pack("!H", layers.checksum(header) ^ 0xFFFF)
        elif index == 5:
            frame[-1] ^= 0x20
        frames.append((time_ns, bytes(frame), length))
    trace.frames = frames
    return trace.pcapng("TCP checksums that a network card was to fill in, and one damaged packet")
