"""What IP carries besides TCP and UDP: ICMP, SCTP, UDP-Lite, and protocols without ports."""

import struct

from . import dns, layers
from .layers import Host
from .registry import case
from .trace import TcpConversation, Trace, number, opaque

SCTP, UDP_LITE, GRE, ESP, OSPF, PIM, VRRP = 132, 136, 47, 50, 89, 103, 112

CLIENT, SERVER, ROUTER = Host("192.0.2.10"), Host("198.51.100.80"), Host("192.0.2.1")
CLIENT6, SERVER6, ROUTER6 = Host("2001:db8::10"), Host("2001:db8:80::80"), Host("fe80::1")


def message(trace, source, destination, kind, code, rest, payload=b"", **fields):
    """An ICMP or ICMPv6 message; `rest` is what follows the checksum, four bytes."""
    if source.ip.version == 4:
        packet = layers.icmp(kind, code, rest, payload)
        trace.add_ip(source, destination, layers.ICMP, packet, **fields)
    else:
        packet = layers.icmpv6(source, destination, kind, code, rest + payload)
        trace.add_ip(source, destination, layers.ICMPV6, packet, **fields)


def ping(trace, client, server, identifier, count, answered=True):
    request, reply = (8, 0) if client.ip.version == 4 else (128, 129)
    for sequence in range(1, count + 1):
        word, data = struct.pack("!HH", identifier, sequence), bytes(range(56))
        message(trace, client, server, request, 0, word, data)
        trace.wait_ms(12)
        if answered:
            message(trace, server, client, reply, 0, word, data)
        trace.wait_ms(988)


@case("icmp-echo.pcapng")
def icmp_echo():
    trace = Trace()
    solicited = Host("ff02::1:ff00:1")
    target = ROUTER6.ip.packed
    message(trace, CLIENT6, solicited, 135, 0, bytes(4), target + b"\x01\x01" + CLIENT6.mac,
            hop_limit=255)
    message(trace, ROUTER6, CLIENT6, 136, 0, b"\xe0\0\0\0", target + b"\x02\x01" + ROUTER6.mac,
            hop_limit=255)
    ping(trace, CLIENT, SERVER, 4711, 3)
    ping(trace, CLIENT6, SERVER6, 4712, 2)
    ping(trace, CLIENT, SERVER, 4713, 2, answered=False)
    times = struct.pack("!III", 32_400_000, 32_400_020, 32_400_020)  # after midnight, in ms
    message(trace, CLIENT, SERVER, 13, 0, struct.pack("!HH", 7, 0), times[:4] + bytes(8))
    trace.wait_ms(12)
    message(trace, SERVER, CLIENT, 14, 0, struct.pack("!HH", 7, 0), times)
    trace.wait_ms(500)
    # Only the answers are captured.
    message(trace, SERVER, Host("192.0.2.11"), 0, 0, struct.pack("!HH", 99, 1), bytes(56))
    return trace.pcapng("ICMP and ICMPv6 echo, answered or not, a timestamp, neighbor discovery")


def error(trace, source, kind, code, rest, about):
    """An error about the frame `about`; all of these quote 28 bytes of IPv4, or 48 of IPv6."""
    data = trace.frames[about][1][14:]
    quoted = data[:28] if data[0] >> 4 == 4 else data[:48]
    receiver = CLIENT if data[0] >> 4 == 4 else CLIENT6
    message(trace, source, receiver, kind, code, rest, quoted)


@case("icmp-errors.pcapng")
def icmp_errors():
    trace = Trace()
    trace.udp((CLIENT, 50211), (SERVER, 53), dns.query(0x1A2B, "www.example.com", dns.A))
    trace.wait_ms(12)
    error(trace, SERVER, 3, 3, bytes(4), 0)
    trace.wait_ms(500)
    # traceroute: a port a probe, more routers each time.
    for hops, router in enumerate(("192.0.2.1", "203.0.113.1", "203.0.113.5"), start=1):
        probe = len(trace.frames)
        trace.udp((CLIENT, 43210), (SERVER, 33433 + hops), b"@" * 32, ttl=hops)
        trace.wait_ms(5)
        error(trace, Host(router), 11, 0, bytes(4), probe)
        trace.wait_ms(5)
    # A path that takes less than its first link.
    talk = TcpConversation(trace, (CLIENT, 50300), (SERVER, 80))
    talk.open()
    first = len(trace.frames)
    talk.send(talk.client, "A", opaque(1448, "too big"))
    trace.wait_ms(5)
    error(trace, Host("203.0.113.1"), 3, 4, struct.pack("!HH", 0, 1400), first)
    trace.wait_ms(5)
    question = len(trace.frames)
    trace.udp((CLIENT6, 50400), (SERVER6, 4500), opaque(1400, "too big for IPv6"))
    trace.wait_ms(5)
    error(trace, Host("2001:db8:1::1"), 2, 0, struct.pack("!I", 1280), question)
    trace.wait_ms(5)
    error(trace, Host("2001:db8:1::1"), 1, 1, bytes(4), question)
    trace.wait_ms(5)
    echo = len(trace.frames)
    message(trace, CLIENT, Host("203.0.113.200"), 8, 0, struct.pack("!HH", 21, 1), bytes(56))
    trace.wait_ms(3000)
    error(trace, ROUTER, 3, 1, bytes(4), echo)
    # About a conversation that is not in the capture: it belongs nowhere.
    stray = Trace()
    stray.udp((CLIENT, 1), (SERVER, 2), b"")
    message(trace, SERVER, CLIENT, 3, 3, bytes(4), stray.frames[0][1][14:42])
    return trace.pcapng("ICMP errors: unreachable, time exceeded, packets too big with the MTU")


def crc32c(data):
    """RFC 9260 appendix A."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0x82F63B78 if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF


def chunk(kind, flags, value):
    """RFC 9260 section 3.2: padded to a multiple of four bytes."""
    data = struct.pack("!BBH", kind, flags, 4 + len(value)) + value
    return data + bytes(-len(data) % 4)


def sctp(trace, source, destination, tag, *chunks):
    packet = struct.pack("!HHII", source[1], destination[1], tag, 0) + b"".join(chunks)
    packet = packet[:8] + struct.pack("<I", crc32c(packet)) + packet[12:]
    trace.add_ip(source[0], destination[0], SCTP, packet)


def data_chunk(tsn, payload):
    return chunk(0, 3, struct.pack("!IHHI", tsn, 0, 0, 0) + payload)


def sack_chunk(tsn):
    return chunk(3, 0, struct.pack("!IIHH", tsn, 106496, 0, 0))


def sctp_association(trace, client, server, label, *, with_init=True):
    """RFC 9260 section 5.1 and 9.2: INIT to SHUTDOWN COMPLETE, with data each way."""
    of_client, of_server = number(label + "c"), number(label + "s")
    if with_init:
        asks = struct.pack("!IIHHI", of_client, 106496, 10, 65535, 1000)
        answers = struct.pack("!IIHHI", of_server, 106496, 10, 10, 2000)
        cookie = opaque(64, label)
        sctp(trace, client, server, 0, chunk(1, 0, asks))
        trace.wait_ms(2)
        sctp(trace, server, client, of_client,
             chunk(2, 0, answers + struct.pack("!HH", 7, 4 + len(cookie)) + cookie))
        sctp(trace, client, server, of_server, chunk(10, 0, cookie))
        trace.wait_ms(2)
        sctp(trace, server, client, of_client, chunk(11, 0, b""))
    sctp(trace, client, server, of_server, data_chunk(1000, opaque(60, label + "1")))
    trace.wait_ms(2)
    sctp(trace, server, client, of_client, sack_chunk(1000),
         data_chunk(2000, opaque(40, label + "2")))
    sctp(trace, client, server, of_server, sack_chunk(2000))
    trace.wait_ms(100)
    sctp(trace, client, server, of_server, chunk(7, 0, struct.pack("!I", 2000)))
    trace.wait_ms(2)
    sctp(trace, server, client, of_client, chunk(8, 0, b""))
    sctp(trace, client, server, of_server, chunk(14, 0, b""))


def udp_lite(trace, source, destination, payload):
    """RFC 3828: the checksum covers the header alone, and the pseudo-header."""
    header = struct.pack("!HHHH", source[1], destination[1], 8, 0)
    pseudo = layers.pseudo_header(source[0], destination[0], UDP_LITE, 8 + len(payload))
    header = header[:6] + struct.pack("!H", layers.checksum(pseudo + header))
    trace.add_ip(source[0], destination[0], UDP_LITE, header + payload)


@case("sctp.pcapng")
def sctp_and_udp_lite():
    trace = Trace()
    server = (Host("192.0.2.30"), 47100)
    sctp_association(trace, (Host("192.0.2.20"), 47100), server, "one")
    sctp_association(trace, (Host("192.0.2.30"), 40000), (Host("192.0.2.20"), 47100), "two")
    sctp_association(trace, (Host("192.0.2.21"), 51000), server, "three", with_init=False)
    for _ in range(3):
        udp_lite(trace, (CLIENT, 50002), (SERVER, 5004), opaque(160, "voice"))
        trace.wait_ms(20)
    udp_lite(trace, (SERVER, 5004), (CLIENT, 50002), opaque(160, "voice back"))
    return trace.pcapng("SCTP, with its handshake and begun in the middle, and UDP-Lite")


def checked(data, offset):
    """Fills in the Internet checksum that lies at `offset`."""
    return data[:offset] + struct.pack("!H", layers.checksum(data)) + data[offset + 2:]


def ospf_hello(router, neighbors=()):
    """RFC 2328 appendix A.3.2; there is no authentication."""
    hello = struct.pack("!4sHBBI4s4s", bytes([255, 255, 255, 0]), 10, 2, 1, 40, router.ip.packed,
                        bytes(4)) + b"".join(host.ip.packed for host in neighbors)
    head = struct.pack("!BBH4s4sHH", 2, 1, 24 + len(hello), router.ip.packed, bytes(4), 0, 0)
    return checked(head + hello, 12)[:16] + bytes(8) + hello


def esp(trace, source, destination, index, sequence, length):
    data = opaque(length, f"{index}/{sequence}")
    trace.add_ip(source, destination, ESP, struct.pack("!II", index, sequence) + data)


@case("portless.pcapng")
def portless():
    trace = Trace()
    one, other = Host("192.0.2.1"), Host("192.0.2.2")
    all_routers, gateway = Host("224.0.0.5"), Host("203.0.113.9")
    for neighbors in ((), (other,)):
        trace.add_ip(one, all_routers, OSPF, ospf_hello(one, neighbors), ttl=1, tos=0xC0)
        trace.add_ip(other, all_routers, OSPF, ospf_hello(other, (one,)), ttl=1, tos=0xC0)
        trace.wait_ms(1000)
    trace.add_ip(other, one, OSPF, ospf_hello(other, (one,)), ttl=1, tos=0xC0)  # as to a neighbor
    trace.add_ip(CLIENT, Host("233.252.0.1"), layers.IGMP,
                 checked(bytes([0x16, 0, 0, 0]) + Host("233.252.0.1").ip.packed, 2), ttl=1,
                 tos=0xC0, options=bytes([0x94, 4, 0, 0]))
    for sequence in range(1, 4):
        esp(trace, CLIENT, gateway, 0x1001, sequence, 120)
        trace.wait_ms(9)
        esp(trace, gateway, CLIENT, 0x2002, sequence, 200)
        trace.wait_ms(30)
    advertisement = bytes([0x21, 7, 100, 1, 0, 1, 0, 0]) + Host("192.0.2.254").ip.packed + bytes(8)
    trace.add_ip(one, Host("224.0.0.18"), VRRP, checked(advertisement, 6), ttl=255, tos=0xC0)
    greeting = checked(bytes([0x20, 0, 0, 0, 0, 1, 0, 2, 0, 105]), 2)  # version 2: hello
    trace.add_ip(one, Host("224.0.0.13"), PIM, greeting, ttl=1, tos=0xC0)
    # A keepalive: GRE that carries nothing.
    trace.add_ip(one, gateway, GRE, bytes(4))
    trace.add_ip(CLIENT6, SERVER6, ESP, struct.pack("!II", 7, 1) + opaque(64, "esp6"))
    return trace.pcapng("Protocols without ports: OSPF, IGMP, ESP, VRRP, PIM, GRE")
