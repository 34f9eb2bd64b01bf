"""Writes pcap and pcapng savefiles.

Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng; link types: tcpdump.org/linktypes.html.
"""

import struct

LINK_NULL, LINK_ETHERNET, LINK_RAW, LINK_LOOP = 0, 1, 101, 108
LINK_SLL, LINK_IPV4, LINK_IPV6, LINK_SLL2 = 113, 228, 229, 276

APPLICATION = b"flowsnoop captures/generate"
NANOSECOND = 9  # if_tsresol: a power of ten, or of two where the top bit is set


def pcap(frames, link_type=LINK_ETHERNET, *, byte_order="<", nanoseconds=False, snaplen=262144):
    """`frames` are (time in ns, bytes, original length)."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    unit_ns = 1 if nanoseconds else 1000
    out = struct.pack(byte_order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link_type)
    for time_ns, data, original_length in frames:
        seconds, rest_ns = divmod(time_ns, 1_000_000_000)
        out += struct.pack(byte_order + "IIII", seconds, rest_ns // unit_ns, len(data),
                           original_length) + data
    return out


class Interface:
    """How an interface description block describes an interface, and how times are written."""

    def __init__(self, link_type=LINK_ETHERNET, name="eth0", *, snaplen=262144,
                 resolution=NANOSECOND, offset_s=0):
        self.link_type, self.name, self.snaplen = link_type, name, snaplen
        self.resolution, self.offset_s = resolution, offset_s

    def ticks(self, time_ns):
        exponent = self.resolution & 0x7F
        per_second = 2**exponent if self.resolution & 0x80 else 10**exponent
        return (time_ns - self.offset_s * 1_000_000_000) * per_second // 1_000_000_000


class Section:
    """One pcapng section: a header block, its interfaces, then what is added."""

    def __init__(self, interfaces, *, byte_order="<", comment=""):
        self.interfaces, self.byte_order = interfaces, byte_order
        options = self._option(1, comment.encode()) if comment else b""
        options += self._option(4, APPLICATION)
        # The section length is not given (-1), as every recorder that streams has it.
        body = struct.pack(byte_order + "IHHq", 0x1A2B3C4D, 1, 0, -1)
        self.out = self._block(0x0A0D0D0A, body + options + self._option(0, b""))
        for interface in interfaces:
            self.out += self._interface_block(interface)

    def _block(self, kind, body):
        body += b"\x00" * (-len(body) % 4)
        length = struct.pack(self.byte_order + "I", 12 + len(body))
        return struct.pack(self.byte_order + "I", kind) + length + body + length

    def _option(self, code, value):
        header = struct.pack(self.byte_order + "HH", code, len(value))
        return header + value + b"\x00" * (-len(value) % 4)

    def _interface_block(self, interface):
        body = struct.pack(self.byte_order + "HHI", interface.link_type, 0, interface.snaplen)
        body += self._option(2, interface.name.encode())
        body += self._option(9, bytes([interface.resolution]))
        if interface.offset_s:
            body += self._option(14, struct.pack(self.byte_order + "q", interface.offset_s))
        return self._block(1, body + self._option(0, b""))

    def _timestamp(self, interface_id, time_ns):
        ticks = self.interfaces[interface_id].ticks(time_ns)
        return struct.pack(self.byte_order + "II", ticks >> 32, ticks & 0xFFFFFFFF)

    def add_frame(self, time_ns, data, original_length, interface_id=0):
        """An enhanced packet block."""
        body = struct.pack(self.byte_order + "I", interface_id)
        body += self._timestamp(interface_id, time_ns)
        body += struct.pack(self.byte_order + "II", len(data), original_length) + data
        self.out += self._block(6, body)

    def add_simple_frame(self, data, original_length):
        """A simple packet block: of interface 0, without a time."""
        self.out += self._block(3, struct.pack(self.byte_order + "I", original_length) + data)

    def add_statistics(self, time_ns, interface_id, received, dropped):
        """An interface statistics block."""
        body = struct.pack(self.byte_order + "I", interface_id)
        body += self._timestamp(interface_id, time_ns)
        body += self._option(4, struct.pack(self.byte_order + "Q", received))
        body += self._option(5, struct.pack(self.byte_order + "Q", dropped))
        self.out += self._block(5, body + self._option(0, b""))

    def add_name(self, address, name):
        """A name resolution block with one IPv4 record."""
        value = address.packed + name.encode() + b"\x00"
        record = struct.pack(self.byte_order + "HH", 1, len(value)) + value
        record += b"\x00" * (-len(value) % 4) + struct.pack(self.byte_order + "HH", 0, 0)
        self.out += self._block(4, record)

    def add_unknown_block(self):
        """A block of a type that no specification names: readers skip it."""
        self.out += self._block(0x7FFFFFFE, b"skip me!")


def pcapng(frames, interface=None, *, comment=""):
    """One little-endian section with one interface."""
    section = Section([interface or Interface()], comment=comment)
    for time_ns, data, original_length in frames:
        section.add_frame(time_ns, data, original_length)
    return section.out
