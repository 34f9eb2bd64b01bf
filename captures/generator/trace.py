"""Frames in the order of their time, and the conversations that put them there."""

import hashlib
from datetime import datetime, timezone

from . import layers, savefile

MICROSECOND_NS, MILLISECOND_NS, SECOND_NS = 1_000, 1_000_000, 1_000_000_000
DEFAULT_START = "2024-05-14T09:00:00"


def opaque(length, label):
    """Bytes that look encrypted and are the same each time (SHA-256 in counter mode)."""
    blocks = (hashlib.sha256(f"{label}/{i}".encode()).digest() for i in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def number(label, below=2**32):
    """A number that looks random and is the same each time."""
    return int.from_bytes(opaque(8, label), "big") % below


class Trace:
    """The frames of one capture: `link` frames them, `now_ns` is the time of the next."""

    def __init__(self, start=DEFAULT_START, link=layers.ethernet):
        moment = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
        self.now_ns = int(moment.timestamp()) * SECOND_NS + moment.microsecond * MICROSECOND_NS
        self.link = link
        self.frames = []  # (time in ns, bytes, original length)
        self._identifications = {}

    def wait_ms(self, milliseconds):
        self.now_ns += round(milliseconds * MILLISECOND_NS)

    def add_frame(self, data):
        self.frames.append((self.now_ns, data, len(data)))
        self.now_ns += 40 * MICROSECOND_NS + number(len(self.frames), 20) * MICROSECOND_NS

    def add_ip(self, source, destination, protocol, payload, **fields):
        if source.ip.version == 6:
            packet = layers.ipv6(source, destination, protocol, payload, **fields)
            ethertype = layers.ETHERTYPE_IPV6
        else:
            fields.setdefault("identification", self.identification(source))
            packet = layers.ipv4(source, destination, protocol, payload, **fields)
            ethertype = layers.ETHERTYPE_IPV4
        self.add_frame(self.link(source, destination, ethertype, packet))

    def identification(self, source):
        value = self._identifications.get(source.ip, number(source.ip, 0x8000)) + 1
        self._identifications[source.ip] = value
        return value

    def udp(self, source, destination, payload, **fields):
        """`source` and `destination` are (host, port)."""
        datagram = layers.udp(*source, *destination, payload)
        self.add_ip(source[0], destination[0], layers.UDP, datagram, **fields)

    def tcp(self, source, destination, flags, *, payload=b"", seq=0, ack=0, options=b"",
            window=64240, **fields):
        """One segment outside of any conversation."""
        segment = layers.tcp(*source, *destination, flags, seq=seq, ack=ack, options=options,
                             window=window, payload=payload)
        self.add_ip(source[0], destination[0], layers.TCP, segment, **fields)

    def cut(self, snaplen):
        """Keeps at most `snaplen` bytes of each frame."""
        self.frames = [(time, data[:snaplen], length) for time, data, length in self.frames]

    def pcapng(self, comment="", interface=None):
        return savefile.pcapng(self.frames, interface, comment=comment)

    def pcap(self, link_type=savefile.LINK_ETHERNET, **form):
        return savefile.pcap(self.frames, link_type, **form)


class TcpConversation:
    """Both sides of a TCP connection: keeps sequence numbers and RFC 7323 timestamps."""

    MSS = 1448  # what fits in 1500 bytes beside IPv4, TCP and the timestamps option

    def __init__(self, trace, client, server, *, label=None, **fields):
        self.trace, self.client, self.server, self.fields = trace, client, server, fields
        label = label or f"{client[0].ip}:{client[1]}-{server[0].ip}:{server[1]}"
        self._seq = {client: number(label + "c"), server: number(label + "s")}
        self._clock_ms = {client: number(label + "ct", 2**31), server: number(label + "st", 2**31)}
        self._heard_ms = {client: 0, server: 0}

    def _timestamps(self, sender, peer):
        mine = (self._clock_ms[sender] + self.trace.now_ns // MILLISECOND_NS) % 2**32
        echoed = self._heard_ms[sender]
        self._heard_ms[peer] = mine
        return b"\x08\x0a" + mine.to_bytes(4, "big") + echoed.to_bytes(4, "big")

    def send(self, sender, flags, payload=b""):
        peer = self.server if sender == self.client else self.client
        if "S" in flags:  # MSS, SACK permitted, timestamps, window scale 7
            mss = 1460 if sender[0].ip.version == 4 else 1440
            options = b"\x02\x04" + mss.to_bytes(2, "big") + b"\x04\x02"
            options += self._timestamps(sender, peer) + b"\x01\x03\x03\x07"
        else:
            options = b"\x01\x01" + self._timestamps(sender, peer)
        self.trace.tcp(sender, peer, flags, payload=payload, seq=self._seq[sender],
                       ack=self._seq[peer] if "A" in flags else 0, options=options,
                       window=64240 if "S" in flags else 502, **self.fields)
        self._seq[sender] += len(payload) + ("S" in flags) + ("F" in flags)

    def open(self, rtt_ms=20):
        self.send(self.client, "S")
        self.trace.wait_ms(rtt_ms)
        self.send(self.server, "SA")
        self.send(self.client, "A")

    def repeat_syn(self, sender):
        """A SYN-ACK in answer to a SYN that crossed with this side's own SYN."""
        self._seq[sender] -= 1
        self.send(sender, "SA")

    def say(self, sender, payload, ack_ms=10):
        """Sends data in segments of at most MSS; the peer acknowledges after `ack_ms`."""
        if isinstance(payload, str):
            payload = payload.encode()
        for start in range(0, len(payload), self.MSS):
            segment = payload[start:start + self.MSS]
            self.send(sender, "PA" if start + self.MSS >= len(payload) else "A", segment)
        if ack_ms is not None:
            self.trace.wait_ms(ack_ms)
            self.send(self.server if sender == self.client else self.client, "A")

    def request(self, payload, ack_ms=10):
        self.say(self.client, payload, ack_ms)

    def reply(self, payload, ack_ms=10):
        self.say(self.server, payload, ack_ms)

    def dialogue(self, *turns):
        """Turns of ("C" or "S", text): a line each way, as text protocols speak."""
        for who, text in turns:
            self.say(self.client if who == "C" else self.server, text)
            self.trace.wait_ms(15)

    def close(self, first="client"):
        """FIN, FIN with ACK, ACK."""
        sides = [self.client, self.server]
        if first == "server":
            sides.reverse()
        self.send(sides[0], "FA")
        self.trace.wait_ms(10)
        self.send(sides[1], "FA")
        self.send(sides[0], "A")
