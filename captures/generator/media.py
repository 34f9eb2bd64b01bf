"""Link headers besides those in layers.py: serial lines, wireless, old media, capturing systems.

As there: (source host, destination host, EtherType, payload) -> frame.
"""

import struct

from .layers import ETHERTYPE_IPV4, ETHERTYPE_IPV6, ethernet

PPP_PROTOCOL = {ETHERTYPE_IPV4: 0x0021, ETHERTYPE_IPV6: 0x0057}
NLPID = {ETHERTYPE_IPV4: 0xCC, ETHERTYPE_IPV6: 0x8E}
ACCESS_POINT = bytes.fromhex("020000000099")


def snap(ethertype, payload):
    """IEEE 802.2 LLC and SNAP (RFC 1042)."""
    return b"\xaa\xaa\x03\x00\x00\x00" + struct.pack("!H", ethertype) + payload


def ppp(_source, _destination, ethertype, payload):
    """RFC 1662, with address and control."""
    return b"\xff\x03" + struct.pack("!H", PPP_PROTOCOL[ethertype]) + payload


def pppoe_payload(ethertype, payload, session=7):
    """RFC 2516: the header and the PPP packet in it."""
    inside = struct.pack("!H", PPP_PROTOCOL[ethertype]) + payload
    return struct.pack("!BBHH", 0x11, 0, session, len(inside)) + inside


def pppoe(source, destination, ethertype, payload):
    """In Ethernet."""
    return ethernet(source, destination, 0x8864, pppoe_payload(ethertype, payload))


def cisco_hdlc(_source, _destination, ethertype, payload):
    return b"\x0f\x00" + struct.pack("!H", ethertype) + payload


def frame_relay(_source, _destination, ethertype, payload):
    """RFC 2427, on data link connection 100."""
    return b"\x18\x41\x03" + bytes([NLPID[ethertype]]) + payload


def wlan_data(source, destination, ethertype, payload, *, qos=False, protected=False, wds=False,
              padding=b""):
    """An IEEE 802.11 data frame to the access point, or from one to another (`wds`)."""
    control = 0x88 if qos else 0x08
    flags = (0x03 if wds else 0x01) | (0x40 if protected else 0)
    header = struct.pack("!BBH", control, flags, 0) + ACCESS_POINT
    if wds:
        header += bytes.fromhex("020000000098") + destination.mac + b"\x10\x00" + source.mac
    else:
        header += source.mac + destination.mac + b"\x10\x00"
    if qos:
        header += b"\x00\x00"
    return header + padding + snap(ethertype, payload)


def wlan(source, destination, ethertype, payload):
    return wlan_data(source, destination, ethertype, payload)


def radiotap(flags=None):
    """The header with a timer and, where given, the flags field."""
    present = 0x01 if flags is None else 0x03
    fields = bytes(8) + (b"" if flags is None else bytes([flags]))
    return struct.pack("<BBHI", 0, 0, 8 + len(fields), present) + fields


PRISM = struct.pack("<II", 0x44, 144) + b"wlan0".ljust(16, b"\x00") + bytes(120)
AVS = struct.pack("!II", 0x80211001, 64) + bytes(56)
PPI = struct.pack("<BBHI", 0, 0, 8, 105)


def token_ring(source, destination, ethertype, payload):
    """IEEE 802.5 with a route of two rings."""
    routed = bytes([source.mac[0] | 0x80]) + source.mac[1:]
    return (b"\x10\x40" + destination.mac + routed + bytes.fromhex("063000100020")
            + snap(ethertype, payload))


def fddi(source, destination, ethertype, payload):
    return b"\x50" + destination.mac + source.mac + snap(ethertype, payload)


def arcnet_linux(source, destination, ethertype, payload):
    """RFC 1201: protocol 212 is IPv4, 196 IPv6."""
    number = 212 if ethertype == ETHERTYPE_IPV4 else 196
    return bytes([source.mac[5], destination.mac[5], 0, 0, number, 0, 0, 1]) + payload


def atm(_source, _destination, ethertype, payload):
    """RFC 2684, LLC encapsulation."""
    return snap(ethertype, payload)


def ip_over_infiniband(_source, _destination, ethertype, payload):
    """RFC 4391 behind a global route header."""
    return bytes(40) + struct.pack("!HH", ethertype, 0) + payload


def pktap(source, destination, ethertype, payload):
    """Darwin's header of 108 bytes in front of Ethernet (link type 1)."""
    header = struct.pack("<III", 108, 1, 1) + b"en0".ljust(24, b"\x00")
    return header.ljust(108, b"\x00") + ethernet(source, destination, ethertype, payload)


def nflog(_source, _destination, ethertype, payload):
    """Linux: a packet header attribute, a prefix, the payload."""
    family = 2 if ethertype == ETHERTYPE_IPV4 else 10
    attributes = struct.pack("<HH", 8, 1) + struct.pack("!HBB", ethertype, 1, 0)
    attributes += struct.pack("<HH", 5, 10) + b"\x00" + bytes(3)
    length = 4 + len(payload)
    return (struct.pack("!BBH", family, 0, 0) + attributes + struct.pack("<HH", length, 9)
            + payload + bytes(-length % 4))


def pflog(_source, _destination, ethertype, payload):
    """OpenBSD: 61 bytes of header, filled up to 64."""
    family = 2 if ethertype == ETHERTYPE_IPV4 else 24
    return bytes([61, family, 0, 0]) + b"pflog0".ljust(60, b"\x00") + payload


def enc(_source, _destination, ethertype, payload):
    """BSD: address family in the host's order, security parameter index, flags."""
    family = 2 if ethertype == ETHERTYPE_IPV4 else 24
    return struct.pack("<I", family) + struct.pack("!II", 0x100, 0) + payload


def dsa(source, destination, ethertype, payload):
    """Ethernet with a tag of Marvell's behind the addresses: forwarded from port 1, VLAN 10."""
    return (destination.mac + source.mac + bytes.fromhex("e008000a")
            + struct.pack("!H", ethertype) + payload)
