"""Headers, from the transport down to the link, with correct lengths and checksums.

Every function takes the payload of its layer and returns the bytes with the header in front.
"""

import ipaddress
import struct

TCP, UDP, ICMP, IGMP, ICMPV6 = 6, 17, 1, 2, 58
ETHERTYPE_IPV4, ETHERTYPE_ARP, ETHERTYPE_IPV6 = 0x0800, 0x0806, 0x86DD
MIN_ETHERNET_FRAME = 60  # IEEE 802.3 without the frame check sequence, which captures lack


class Host:
    """An address and the MAC made from it: 02:00 and the last four bytes of the address."""

    def __init__(self, ip, mac=None):
        self.ip = ipaddress.ip_address(ip)
        self.mac = bytes.fromhex(mac.replace(":", "")) if mac else self._default_mac()

    def _default_mac(self):
        low = self.ip.packed[-4:]
        if self.ip.is_multicast:  # RFC 1112 section 6.4, RFC 2464 section 7
            if self.ip.version == 6:
                return b"\x33\x33" + low
            return b"\x01\x00\x5e" + bytes([low[1] & 0x7F]) + low[2:]
        if self.ip == ipaddress.ip_address("255.255.255.255"):
            return b"\xff" * 6
        return b"\x02\x00" + low


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\x00"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def pseudo_header(source, destination, protocol, length):
    """RFC 9293 section 3.1 for IPv4, RFC 8200 section 8.1 for IPv6."""
    addresses = source.ip.packed + destination.ip.packed
    if source.ip.version == 4:
        return addresses + struct.pack("!BBH", 0, protocol, length)
    return addresses + struct.pack("!IHBB", length, 0, 0, protocol)


def with_checksum(source, destination, protocol, segment, offset):
    """Fills in the transport checksum that lies at `offset` of `segment`."""
    value = checksum(pseudo_header(source, destination, protocol, len(segment)) + segment)
    if protocol == UDP and value == 0:
        value = 0xFFFF  # RFC 768: zero would mean that there is no checksum
    return segment[:offset] + struct.pack("!H", value) + segment[offset + 2:]


FLAGS = {"F": 0x01, "S": 0x02, "R": 0x04, "P": 0x08, "A": 0x10, "E": 0x40, "C": 0x80}


def tcp(source, source_port, destination, destination_port, flags, *, seq=0, ack=0,
        window=64240, options=b"", payload=b""):
    options += b"\x00" * (-len(options) % 4)
    header = struct.pack("!HHIIBBHHH", source_port, destination_port, seq & 0xFFFFFFFF,
                         ack & 0xFFFFFFFF, (20 + len(options)) // 4 << 4,
                         sum(FLAGS[flag] for flag in flags), window, 0, 0)
    return with_checksum(source, destination, TCP, header + options + payload, 16)


def udp(source, source_port, destination, destination_port, payload):
    header = struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), 0)
    return with_checksum(source, destination, UDP, header + payload, 6)


def icmp(kind, code, rest, payload=b""):
    """`rest` is the second word of the ICMP header (RFC 792)."""
    message = struct.pack("!BBH", kind, code, 0) + rest + payload
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def icmpv6(source, destination, kind, code, body):
    message = struct.pack("!BBH", kind, code, 0) + body
    return with_checksum(source, destination, ICMPV6, message, 2)


def ipv4(source, destination, protocol, payload, *, identification=0, ttl=64, options=b"",
         dont_fragment=True, more_fragments=False, fragment_offset=0, tos=0):
    """`fragment_offset` in bytes, a multiple of 8."""
    options += b"\x00" * (-len(options) % 4)
    length = 20 + len(options)
    fragment = dont_fragment << 14 | more_fragments << 13 | fragment_offset // 8
    header = struct.pack("!BBHHHBBH", 0x40 | length // 4, tos, length + len(payload),
                         identification & 0xFFFF, fragment, ttl, protocol, 0)
    header += source.ip.packed + destination.ip.packed + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def ipv6(source, destination, protocol, payload, *, hop_limit=64, extensions=()):
    """`extensions` are (protocol number, body after the next-header byte), outermost first."""
    following = [number for number, _ in extensions[1:]] + [protocol]
    chain = b"".join(bytes([after]) + body for (_, body), after in zip(extensions, following))
    first = extensions[0][0] if extensions else protocol
    header = struct.pack("!IHBB", 6 << 28, len(chain) + len(payload), first, hop_limit)
    return header + source.ip.packed + destination.ip.packed + chain + payload


# Link headers: (source host, destination host, EtherType, payload) -> frame.


def ethernet(source, destination, ethertype, payload):
    return destination.mac + source.mac + struct.pack("!H", ethertype) + payload


def padded_ethernet(source, destination, ethertype, payload):
    """As a frame looks where it was received: filled up to the least size with zeros."""
    return ethernet(source, destination, ethertype, payload).ljust(MIN_ETHERNET_FRAME, b"\x00")


def vlan(*tags):
    """Ethernet with VLAN tags, outermost first: (tag protocol, VLAN id) each."""

    def link(source, destination, ethertype, payload):
        stack = b"".join(struct.pack("!HH", protocol, vlan_id) for protocol, vlan_id in tags)
        return (destination.mac + source.mac + stack + struct.pack("!H", ethertype) + payload)

    return link


def _sll_packet_type(source, destination, local):
    """0: to us, 1: broadcast, 2: multicast, 4: sent by us; `local` is our address."""
    if source.ip == local.ip:
        return 4
    if destination.mac == b"\xff" * 6:
        return 1
    return 2 if destination.ip.is_multicast else 0


def linux_sll(local):
    """LINKTYPE_LINUX_SLL."""

    def link(source, destination, ethertype, payload):
        return struct.pack("!HHH6sHH", _sll_packet_type(source, destination, local), 1, 6,
                           source.mac, 0, ethertype) + payload

    return link


def linux_sll2(local, interface_index=2):
    """LINKTYPE_LINUX_SLL2."""

    def link(source, destination, ethertype, payload):
        return struct.pack("!HHIHBB6sH", ethertype, 0, interface_index, 1,
                           _sll_packet_type(source, destination, local), 6, source.mac,
                           0) + payload

    return link


def raw_ip(_source, _destination, _ethertype, payload):
    """LINKTYPE_RAW, _IPV4 and _IPV6: no link header."""
    return payload


def null(byte_order):
    """LINKTYPE_NULL; "<" or ">" is the byte order of the host that captured."""

    def link(_source, _destination, ethertype, payload):
        family = 2 if ethertype == ETHERTYPE_IPV4 else 30  # AF_INET; AF_INET6 of Darwin
        return struct.pack(byte_order + "I", family) + payload

    return link


def loop(_source, _destination, ethertype, payload):
    """LINKTYPE_LOOP."""
    family = 2 if ethertype == ETHERTYPE_IPV4 else 24  # AF_INET; AF_INET6 of OpenBSD
    return struct.pack("!I", family) + payload
