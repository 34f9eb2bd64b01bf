"""Shapes that TCP connections take: refused, unanswered, reused, opened from both ends."""

import struct

from .cases_web import http_request, http_response, http_session
from .layers import ICMP, Host, icmp, padded_ethernet
from .registry import case
from .trace import SECOND_NS, TcpConversation, Trace, number, opaque

CLIENT, SERVER = Host("192.0.2.10"), Host("198.51.100.80")

UNREGISTERED_PORT = 47311  # IANA has it neither for TCP nor for UDP


@case("many-clients.pcapng")
def many_clients():
    """Only how many come to it shows which port serves.

    Every fourth connection shows its handshake; of the others, that began before the capture, some
    clients have the lower port, and the server sends first.
    """
    trace, server = Trace(), (Host("198.51.100.40"), UNREGISTERED_PORT)
    for index in range(24):
        client = Host(f"203.0.113.{10 + index}")
        port = 32768 + number(f"client {index}", 60999 - 32768)
        talk = TcpConversation(trace, (client, port), server)
        seen_from_start = index % 4 == 0
        if seen_from_start:
            talk.open(rtt_ms=4)
            talk.request(opaque(48, f"request {index}"), ack_ms=None)
        talk.reply(opaque(200 + 31 * index, f"reply {index}"), ack_ms=3)
        talk.request(opaque(64, f"thanks {index}"), ack_ms=2)
        if seen_from_start:
            talk.close()
        trace.wait_ms(130)
    return trace.pcapng(f"Many clients of port {UNREGISTERED_PORT}, which is not registered")


OPEN_PORTS = (22, 443)
CLOSED_PORTS = (21, 23, 25, 53, 80, 110, 111, 139, 143, 445, 993, 3306, 3389, 5432, 5900, 8080)
FILTERED_PORTS = (135, 1433)  # no answer
PROHIBITED_PORT = 161  # the firewall says so


@case("port-scan.pcapng")
def port_scan():
    """A SYN scan as nmap does it: one source port, an open port is reset after its SYN-ACK."""
    trace = Trace(link=padded_ethernet)
    scanner, target, firewall = Host("203.0.113.66"), Host("192.0.2.20"), Host("192.0.2.1")
    source, seq = (scanner, 43671), number("scan")
    mss = b"\x02\x04\x05\xb4"

    def probe(port, from_port=source):
        trace.tcp(from_port, (target, port), "S", seq=seq, options=mss, window=1024, ttl=52,
                  dont_fragment=False)

    def answer(port, flags, **fields):
        trace.tcp((target, port), source, flags, ack=seq + 1, **fields)

    for port in sorted(OPEN_PORTS + CLOSED_PORTS + FILTERED_PORTS + (PROHIBITED_PORT,)):
        probe(port)
        trace.wait_ms(0.4)
        if port in OPEN_PORTS:
            answer(port, "SA", seq=number(port), options=mss)
            trace.tcp(source, (target, port), "R", seq=seq + 1, window=0)
        elif port in CLOSED_PORTS:
            answer(port, "RA", window=0)
        elif port == PROHIBITED_PORT:
            probe_frame = trace.frames[-1][1]
            about = probe_frame[14:14 + 28]  # the IP header and 8 bytes, as RFC 792 wants
            trace.add_ip(firewall, scanner, ICMP, icmp(3, 13, bytes(4), about))
    trace.wait_ms(1100)
    for port in FILTERED_PORTS:  # asked again, from the next port
        probe(port, (scanner, source[1] + 1))
    return trace.pcapng("A SYN scan of open, closed and filtered ports")


@case("rst-refused.pcapng")
def rst_refused():
    trace = Trace()
    for port in (40222, 40224):
        client, server = (CLIENT, port), (SERVER, 8443)
        seq = number(f"refused {port}")
        trace.tcp(client, server, "S", seq=seq, options=b"\x02\x04\x05\xb4\x01\x03\x03\x07")
        trace.wait_ms(18)
        trace.tcp(server, client, "RA", ack=seq + 1, window=0)
        trace.wait_ms(1000)
    return trace.pcapng("Two attempts to connect, each refused by a RST")


@case("half-open-syn.pcapng")
def half_open_syn():
    """RFC 6298: the pause between two attempts doubles."""
    trace = Trace()
    start_ns, seq = trace.now_ns, number("half-open")
    identification = trace.identification(CLIENT)
    for attempt, second in enumerate((0, 1, 3, 7, 15, 31, 63)):
        trace.now_ns = start_ns + second * SECOND_NS
        ticks = struct.pack("!II", number("half-open clock", 2**31) + second * 1000, 0)
        options = b"\x02\x04\x05\xb4\x04\x02\x08\x0a" + ticks + b"\x01\x03\x03\x07"
        trace.tcp((CLIENT, 40226), (SERVER, 443), "S", seq=seq, options=options,
                  identification=identification + attempt)
    return trace.pcapng("A SYN, retransmitted six times, that nobody answers")


@case("port-reuse.pcapng")
def port_reuse():
    """Four connections on two socket pairs."""
    trace, server = Trace(), (SERVER, 80)
    http_session(trace, (CLIENT, 40228), server, "first\n").close()
    trace.wait_ms(70_000)  # longer than TIME-WAIT lasts on Linux
    second = TcpConversation(trace, (CLIENT, 40228), server, label="after the close")
    second.open()
    second.request(http_request("/again"))
    second.reply(http_response("200 OK", "text/plain", "second\n"))
    second.close()
    trace.wait_ms(500)
    # The client loses its power, and after the restart it takes the same port.
    http_session(trace, (CLIENT, 40230), server, "third\n")
    trace.wait_ms(45_000)
    fourth = TcpConversation(trace, (CLIENT, 40230), server, label="without a close")
    fourth.open()
    fourth.request(http_request("/after-restart"))
    fourth.reply(http_response("200 OK", "text/plain", "fourth\n"))
    fourth.close()
    return trace.pcapng("Socket pairs used again: after a close, and without one")


@case("simultaneous-open.pcapng")
def simultaneous_open():
    """RFC 9293 figure 7: both send a SYN before they see the other's; there is no server."""
    trace = Trace()
    left, right = (Host("192.0.2.30"), 50001), (Host("198.51.100.30"), 50002)
    talk = TcpConversation(trace, left, right)
    talk.send(left, "S")
    talk.send(right, "S")
    trace.wait_ms(9)
    # SYN-ACKs repeat the sequence number of the SYN.
    for sender in (left, right):
        talk.repeat_syn(sender)
    trace.wait_ms(9)
    talk.send(left, "A")
    talk.send(right, "A")
    talk.request(opaque(120, "left"))
    talk.reply(opaque(130, "right"))
    talk.close()
    return trace.pcapng("A connection opened from both ends at once")


class Segments:
    """A connection of which each segment is given: sequence numbers count from the first byte."""

    def __init__(self, label, port, mss=1000):
        self.trace, self.mss = Trace(), mss
        self.client, self.server = (CLIENT, port), (SERVER, 80)
        self.start = {side: number(f"{label} {name}")
                      for side, name in ((self.client, "client"), (self.server, "server"))}

    def send(self, sender, flags="A", at=0, length=0, ack=0, window=1000, options=b""):
        peer = self.server if sender == self.client else self.client
        self.trace.tcp(sender, peer, flags, payload=opaque(length, f"{at}"),
                       seq=(self.start[sender] + at) % 2**32,
                       ack=(self.start[peer] + ack) % 2**32 if "A" in flags else 0,
                       window=window, options=options)

    def open(self, rtt_ms=30):
        options = b"\x02\x04\x03\xe8\x04\x02\x01\x03\x03\x04"  # MSS 1000, SACK permitted, scale 4
        options += b"\x01\x01"
        self.send(self.client, "S", at=-1, options=options)
        self.trace.wait_ms(rtt_ms)
        self.send(self.server, "SA", at=-1, options=options, window=16000)
        self.trace.wait_ms(1)
        self.send(self.client)

    def data(self, sender, *places, **fields):
        """Segments of `mss` bytes, by their number from 0."""
        for place in places:
            self.send(sender, at=place * self.mss, length=self.mss, **fields)

    def sack(self, peer, ack, begin, end):
        """The other side lacks segment `ack` and has `begin` up to before `end`."""
        sender = self.client if peer == self.server else self.server
        edges = (self.start[peer] + begin * self.mss, self.start[peer] + end * self.mss)
        options = b"\x01\x01\x05\x0a" + b"".join((e % 2**32).to_bytes(4, "big") for e in edges)
        self.send(sender, at=200 if sender == self.client else 0, ack=ack * self.mss,
                  options=options)

    def close(self, client_at, server_at):
        self.send(self.client, "FA", at=client_at, ack=server_at)
        self.trace.wait_ms(30)
        self.send(self.server, "FA", at=server_at, ack=client_at + 1)
        self.send(self.client, at=client_at + 1, ack=server_at + 1)


@case("tcp-loss.pcapng")
def tcp_loss():
    """Captured beside the client. What comes from the server is lost, overtaken and sent twice; the
    client's sequence numbers wrap."""
    talk = Segments("loss", 40240)
    client, server, trace = talk.client, talk.server, talk.trace
    talk.start[client] = 2**32 - 100
    talk.open()
    talk.send(client, "PA", length=200)
    trace.wait_ms(300)
    talk.send(client, "PA", length=200)  # sent again after a timeout
    trace.wait_ms(30)
    talk.send(server, ack=200)
    talk.data(server, 0, 1, ack=200)
    talk.send(client, at=200, ack=2000)
    # Segment 2 is lost before the capture: three duplicate ACKs ask for it.
    talk.data(server, 3, ack=200)
    talk.sack(server, 2, 3, 4)
    talk.data(server, 4, ack=200)
    talk.sack(server, 2, 3, 5)
    talk.data(server, 5, ack=200)
    talk.sack(server, 2, 3, 6)
    trace.wait_ms(10)
    talk.data(server, 2, ack=200)  # fast retransmission
    talk.send(client, at=200, ack=6000)
    trace.wait_ms(30)
    # Segment 7 overtakes segment 6.
    talk.data(server, 7, ack=200)
    trace.wait_ms(1)
    talk.data(server, 6, ack=200)
    talk.send(client, at=200, ack=8000)
    trace.wait_ms(400)
    talk.data(server, 7, ack=200)  # its acknowledgment was lost behind the capture: spurious
    talk.send(client, at=200, ack=8000)
    # The capture misses segment 8, which the client has.
    talk.data(server, 9, ack=200)
    talk.send(client, at=200, ack=10000)
    talk.close(200, 10000)
    return trace.pcapng("Segments lost, sent again, overtaken, and missed by the capture")


@case("tcp-zero-window.pcapng")
def tcp_zero_window():
    """The client has no room for what the server sends, and later nobody has anything to say."""
    talk = Segments("window", 40242)
    client, server, trace = talk.client, talk.server, talk.trace
    talk.open()
    talk.send(client, "PA", length=100, window=125)  # 2000 bytes
    trace.wait_ms(30)
    talk.data(server, 0, ack=100)
    talk.data(server, 1, ack=100)  # the window is full
    talk.send(client, at=100, ack=2000, window=0)
    for _ in range(2):
        trace.wait_ms(500)
        talk.send(server, at=2000, length=1, ack=100)  # a probe
        talk.send(client, at=100, ack=2000, window=0)
    trace.wait_ms(200)
    talk.send(client, at=100, ack=2000, window=500)  # room again
    trace.wait_ms(30)
    talk.data(server, 2, ack=100)
    talk.send(client, at=100, ack=3000, window=500)
    for _ in range(3):
        trace.wait_ms(45_000)
        talk.send(client, at=99, ack=3000, window=500)  # keep-alive
        trace.wait_ms(30)
        talk.send(server, at=3000, ack=100)
    trace.wait_ms(45_000)
    talk.send(server, "RA", at=3000, ack=100, window=0)
    return trace.pcapng("A zero window, probes of it, keep-alives, and a RST")
