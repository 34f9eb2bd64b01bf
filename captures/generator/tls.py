"""TLS 1.3 records (RFC 8446): hellos that parse, and records that are opaque after them."""

import struct

from .trace import opaque

HANDSHAKE, APPLICATION_DATA = 22, 23
CHANGE_CIPHER_SPEC = bytes.fromhex("140303000101")
AEAD_OVERHEAD = 17  # the inner content type and the 16 bytes of the tag
FINISHED = 4 + 48  # with SHA-384
CLOSE_NOTIFY = 2


def _vector(width, data):
    return len(data).to_bytes(width, "big") + data


def _extension(kind, data):
    return struct.pack("!H", kind) + _vector(2, data)


def _handshake_record(version, kind, body):
    message = bytes([kind]) + _vector(3, body)
    return struct.pack("!BH", HANDSHAKE, version) + _vector(2, message)


def _words(*values):
    return struct.pack(f"!{len(values)}H", *values)


def encrypted(label, *plaintext_lengths):
    """One application data record for each length."""
    return b"".join(
        struct.pack("!BH", APPLICATION_DATA, 0x0303)
        + _vector(2, opaque(length + AEAD_OVERHEAD, f"{label}/{index}"))
        for index, length in enumerate(plaintext_lengths))


def client_hello(label, server_name=None, alpn=()):
    """A ClientHello as OpenSSL 3 makes it, padded to 512 bytes (RFC 7685)."""
    groups = _words(0x001D, 0x0017, 0x001E, 0x0019, 0x0018)
    signatures = _words(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806)
    share = _words(0x001D) + _vector(2, opaque(32, label + "/client key"))
    extensions = b""
    if server_name:
        name = b"\x00" + _vector(2, server_name.encode())
        extensions += _extension(0, _vector(2, name))
    extensions += _extension(11, _vector(1, b"\x00"))
    extensions += _extension(10, _vector(2, groups))
    extensions += _extension(35, b"")
    if alpn:
        names = b"".join(_vector(1, protocol.encode()) for protocol in alpn)
        extensions += _extension(16, _vector(2, names))
    extensions += _extension(23, b"")
    extensions += _extension(13, _vector(2, signatures))
    extensions += _extension(43, _vector(1, _words(0x0304, 0x0303)))
    extensions += _extension(45, _vector(1, b"\x01"))
    extensions += _extension(51, _vector(2, share))
    body = b"\x03\x03" + opaque(32, label + "/client random")
    body += _vector(1, opaque(32, label + "/session"))
    body += _vector(2, _words(0x1302, 0x1303, 0x1301, 0xC02C, 0xC02B, 0xC030, 0xC02F, 0x00FF))
    body += _vector(1, b"\x00")
    padding = 512 - 4 - len(body) - 2 - len(extensions) - 4
    extensions += _extension(21, bytes(padding))
    return _handshake_record(0x0301, 1, body + _vector(2, extensions))


def server_hello(label):
    share = _words(0x001D) + _vector(2, opaque(32, label + "/server key"))
    extensions = _extension(43, _words(0x0304)) + _extension(51, share)
    body = b"\x03\x03" + opaque(32, label + "/server random")
    body += _vector(1, opaque(32, label + "/session")) + _words(0x1302) + b"\x00"
    return _handshake_record(0x0303, 2, body + _vector(2, extensions))
