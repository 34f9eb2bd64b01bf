"""DNS messages (RFC 1035)."""

import ipaddress
import struct

A, NS, SOA, TXT, AAAA, AXFR, OPT = 1, 2, 6, 16, 28, 252, 41
NXDOMAIN = 3
RESPONSE, AUTHORITATIVE, RECURSION_DESIRED, RECURSION_AVAILABLE = 0x8000, 0x400, 0x100, 0x80


def name(text):
    labels = [label.encode() for label in text.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\x00"


def record(owner, kind, data, ttl=3600):
    """`owner` as text; `data` as bytes."""
    return name(owner) + struct.pack("!HHIH", kind, 1, ttl, len(data)) + data


def address(owner, text, ttl=3600):
    parsed = ipaddress.ip_address(text)
    return record(owner, A if parsed.version == 4 else AAAA, parsed.packed, ttl)


def soa(owner, server, serial=2024051401):
    data = name(server) + name("hostmaster." + owner)
    return record(owner, SOA, data + struct.pack("!IIIII", serial, 7200, 3600, 1209600, 300))


def txt(owner, text):
    """Character strings of at most 255 bytes."""
    data = text.encode()
    strings = [data[start:start + 255] for start in range(0, len(data), 255)]
    return record(owner, TXT, b"".join(bytes([len(part)]) + part for part in strings))


def edns(udp_size=1232):
    """The OPT pseudo-record of RFC 6891."""
    return b"\x00" + struct.pack("!HHIH", OPT, udp_size, 0, 0)


def message(identification, flags, question, answers=(), authority=(), additional=()):
    """`question` is (name, type)."""
    header = struct.pack("!HHHHHH", identification, flags, 1, len(answers), len(authority),
                         len(additional))
    body = name(question[0]) + struct.pack("!HH", question[1], 1)
    return header + body + b"".join([*answers, *authority, *additional])


def query(identification, text, kind, *, with_edns=True):
    return message(identification, RECURSION_DESIRED, (text, kind),
                   additional=[edns()] if with_edns else [])


def response(identification, text, kind, answers, *, code=0, authority=(), extra_flags=0):
    flags = RESPONSE | RECURSION_DESIRED | RECURSION_AVAILABLE | extra_flags | code
    return message(identification, flags, (text, kind), answers, authority, [edns()])


def over_tcp(data):
    """The two length bytes of RFC 1035 section 4.2.2 come first."""
    return struct.pack("!H", len(data)) + data
