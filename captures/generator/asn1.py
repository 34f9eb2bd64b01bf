"""The few BER and DER encodings (X.690) that SNMP, LDAP and Kerberos need."""

CONSTRUCTED = 0x20


def tlv(tag, *contents):
    """Identifier, definite length, contents."""
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def integer(value, tag=0x02):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def enumerated(value):
    return integer(value, 0x0A)


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\x00")


def octets(value, tag=0x04):
    return tlv(tag, value.encode() if isinstance(value, str) else value)


def bits(value):
    """A bit string of 32 bits."""
    return tlv(0x03, b"\x00" + value.to_bytes(4, "big"))


def oid(text):
    first, second, *rest = map(int, text.split("."))
    out = b""
    for value in [first * 40 + second, *rest]:
        base_128 = bytes([value & 0x7F])
        while value := value >> 7:
            base_128 = bytes([0x80 | value & 0x7F]) + base_128
        out += base_128
    return tlv(0x06, out)


def general_string(text):
    return octets(text, 0x1B)


def generalized_time(text):
    return octets(text, 0x18)


def sequence(*items):
    return tlv(0x30, *items)


def set_of(*items):
    return tlv(0x31, *items)


def application(number, *items):
    """Constructed, class application."""
    return tlv(0x60 | number, *items)


def context(number, *items):
    """Constructed, class context-specific."""
    return tlv(0xA0 | number, *items)


def fields(**numbered):
    """A sequence of explicitly tagged fields: _0=..., _1=... in the order given."""
    return sequence(*(context(int(key[1:]), value) for key, value in numbered.items()))
