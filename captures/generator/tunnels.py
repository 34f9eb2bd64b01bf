"""Tunnels as link layers: a tunnel takes frames or packets and gives frames of the network outside.

Each function returns a link as in layers.py. The ends of a tunnel are NEAR, on the side of the
hosts in NEAR_HOSTS, and FAR.
"""

import struct

from . import layers, media
from .layers import ETHERTYPE_IPV4, ETHERTYPE_IPV6, Host

NEAR, FAR = Host("203.0.113.1"), Host("203.0.113.2")
NEAR6, FAR6 = Host("2001:db8:ff::1"), Host("2001:db8:ff::2")
NEAR_HOSTS = {"192.0.2.10", "2001:db8::10"}
UDP_SOURCE_PORT = 50000


def ends(source, version=4):
    """The tunnel's ends in the direction of a packet from `source`."""
    near, far = (NEAR, FAR) if version == 4 else (NEAR6, FAR6)
    return (near, far) if str(source.ip) in NEAR_HOSTS else (far, near)


def in_ip(source, protocol, payload, version=4):
    """An Ethernet frame between the ends with an IP packet that carries `payload`."""
    outside = ends(source, version)
    if version == 4:
        packet, ethertype = layers.ipv4(*outside, protocol, payload), ETHERTYPE_IPV4
    else:
        packet, ethertype = layers.ipv6(*outside, protocol, payload), ETHERTYPE_IPV6
    return layers.ethernet(*outside, ethertype, packet)


def in_udp(source, port, payload, *, source_port=UDP_SOURCE_PORT):
    outside = ends(source)
    datagram = layers.udp(outside[0], source_port, outside[1], port, payload)
    return in_ip(source, layers.UDP, datagram)


def ip_in_ip(version):
    """RFC 2003, RFC 4213, RFC 2473: the version outside."""
    def link(source, _destination, ethertype, payload):
        return in_ip(source, 4 if ethertype == ETHERTYPE_IPV4 else 41, payload, version)
    return link


def gre(*, key=None, sequence=None, checksum=False, bridged=False):
    """RFC 2784 and RFC 2890; `bridged` carries Ethernet frames (as NVGRE does, with a key)."""
    def link(source, destination, ethertype, payload):
        if bridged:
            payload = layers.ethernet(source, destination, ethertype, payload)
            ethertype = 0x6558
        flags = checksum << 15 | (key is not None) << 13 | (sequence is not None) << 12
        rest = b"" if key is None else struct.pack("!I", key)
        rest += b"" if sequence is None else struct.pack("!I", sequence)
        header = struct.pack("!HH", flags, ethertype)
        if checksum:
            value = layers.checksum(header + bytes(4) + rest + payload)
            header += struct.pack("!HH", value, 0)
        return in_ip(source, 47, header + rest + payload)
    return link


def erspan(kind, session=100):
    """Types 1, 2 and 3 of draft-foschiano-erspan."""
    def link(source, destination, ethertype, payload):
        frame = layers.ethernet(source, destination, ethertype, payload)
        if kind == 1:
            header = struct.pack("!HH", 0, 0x88BE)
        elif kind == 2:
            header = struct.pack("!HHIHHI", 0x1000, 0x88BE, 1, 0x1000, session, 0)
        else:
            header = struct.pack("!HHIHHIHH", 0x1000, 0x22EB, 1, 0x2000, session, 0, 0, 0)
        return in_ip(source, 47, header + frame)
    return link


def pptp(source, _destination, ethertype, payload):
    """RFC 2637: a call id for each direction."""
    inside = media.ppp(None, None, ethertype, payload)
    call = 1 if ends(source)[0] is NEAR else 2
    header = struct.pack("!HHHHI", 0x3001, 0x880B, len(inside), call, 1)
    return in_ip(source, 47, header + inside)


def vxlan(network, port=4789):
    """RFC 7348."""
    def link(source, destination, ethertype, payload):
        frame = layers.ethernet(source, destination, ethertype, payload)
        return in_udp(source, port, struct.pack("!II", 0x08000000, network << 8) + frame)
    return link


def vxlan_gpe(network):
    """draft-ietf-nvo3-vxlan-gpe: IP without Ethernet."""
    def link(source, _destination, ethertype, payload):
        protocol = 1 if ethertype == ETHERTYPE_IPV4 else 2
        return in_udp(source, 4790, struct.pack("!II", 0x0C000000 | protocol, network << 8) + payload)
    return link


def geneve(network, inside=None):
    """RFC 8926 with one option; `inside` makes the Ethernet frame that is carried."""
    def link(source, destination, ethertype, payload):
        frame = (inside or layers.ethernet)(source, destination, ethertype, payload)
        header = struct.pack("!BBHI", 2, 0, 0x6558, network << 8) + bytes.fromhex("0102030100000000")
        return in_udp(source, 6081, header + frame)
    return link


def gtp_u(source, _destination, _ethertype, payload):
    """3GPP TS 29.281: an endpoint for each direction; uplink with a sequence number, downlink with
    an extension header."""
    if ends(source)[0] is NEAR:
        header = struct.pack("!BBHIHBB", 0x32, 255, 4 + len(payload), 0x1001, 1, 0, 0)
    else:
        header = struct.pack("!BBHIHBBI", 0x34, 255, 8 + len(payload), 0x2002, 0, 0, 0x85, 0x01100100)
    return in_udp(source, 2152, header + payload, source_port=2152)


def l2tp(source, _destination, ethertype, payload):
    """RFC 2661: ids for each direction."""
    ids = (5, 6) if ends(source)[0] is NEAR else (7, 8)
    inside = media.ppp(None, None, ethertype, payload)
    header = struct.pack("!HHHH", 0x4002, 8 + len(inside), *ids)
    return in_udp(source, 1701, header + inside, source_port=1701)


def ether_ip(source, destination, ethertype, payload):
    """RFC 3378."""
    return in_ip(source, 97, b"\x30\x00" + layers.ethernet(source, destination, ethertype, payload))


def mpls(source, destination, ethertype, payload):
    """RFC 3032 on Ethernet: two labels towards the server and one back."""
    labels = (100, 200) if str(source.ip) in NEAR_HOSTS else (300,)
    stack = b"".join(struct.pack("!I", label << 12 | (label == labels[-1]) << 8 | 255)
                     for label in labels)
    return layers.ethernet(source, destination, 0x8847, stack + payload)


def authentication(source, destination, ethertype, payload):
    """RFC 4302 in tunnel mode: an IP packet behind the authentication header."""
    following = 4 if ethertype == ETHERTYPE_IPV4 else 41
    header = bytes([following, 4, 0, 0]) + struct.pack("!II", 0x100, 1) + bytes(12)
    return in_ip(source, 51, header + payload)
