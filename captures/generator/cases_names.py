"""Hosts that have names: what they ask for, and what they say of themselves."""

import struct

from . import dns
from .cases_datagram import CLIENT, DHCP_REQUEST, RESOLVER, dhcp_message, dns_exchange
from .layers import Host
from .registry import case
from .trace import TcpConversation, Trace, opaque

OTHER, PRINTER, MDNS = Host("192.0.2.11"), Host("192.0.2.40"), Host("224.0.0.251")
CNAME = 5


def alias(owner, target):
    return dns.record(owner, CNAME, dns.name(target), 60)


def connect(trace, client, server, length=400):
    talk = TcpConversation(trace, client, server)
    talk.open(rtt_ms=5)
    talk.request(opaque(120, f"{client[1]}"), ack_ms=1)
    talk.reply(opaque(length, f"{server[1]}"), ack_ms=1)
    talk.close()
    trace.wait_ms(20)


def ask(trace, client, name, answers, port):
    dns_exchange(trace, (client, port), (RESOLVER, 53), (port, name, dns.A), answers)


@case("names.pcapng")
def names():
    trace = Trace()
    web = Host("198.51.100.80")
    # The client renews its lease and tells its name.
    trace.udp((CLIENT, 68), (Host("192.0.2.1"), 67),
              dhcp_message(DHCP_REQUEST, CLIENT.mac, ciaddr=CLIENT.ip.packed, broadcast=False,
                           options=[(12, b"Laptop")]))
    trace.wait_ms(100)
    # Letters of mixed case, as resolvers send them to make answers harder to forge.
    ask(trace, CLIENT, "wWw.ExamPle.cOm",
        [alias("wWw.ExamPle.cOm", "edge.example.net"), alias("edge.example.net", "pop.example.net"),
         dns.address("pop.example.net", "198.51.100.80", 60)], 50001)
    connect(trace, (CLIENT, 51001), (web, 443))
    # Another name for the same address: the next conversation is that one's.
    ask(trace, CLIENT, "cdn.example.org",
        [dns.address("cdn.example.org", "198.51.100.80", 60)], 50002)
    connect(trace, (CLIENT, 51002), (web, 443))
    # A host that did not ask.
    connect(trace, (OTHER, 51003), (web, 443))
    # Many questions from one socket; the last one counts too.
    for i in range(12):
        dns_exchange(trace, (CLIENT, 50004), (RESOLVER, 53), (i, f"n{i}.example.com", dns.A),
                     [dns.address(f"n{i}.example.com", f"203.0.113.{i + 1}", 60)])
    connect(trace, (CLIENT, 51004), (Host("203.0.113.12"), 443))
    # A printer announces its address.
    announcement = struct.pack("!HHHHHH", 0, 0x8400, 0, 1, 0, 0)
    trace.udp((PRINTER, 5353), (MDNS, 5353),
              announcement + dns.address("Printer.local", "192.0.2.40", 120))
    connect(trace, (CLIENT, 51005), (PRINTER, 9100))
    # A name that would paint a terminal red, and one that is too long for it.
    ask(trace, CLIENT, "\x9b31m red.example", [dns.address("\x9b31m red.example", "203.0.113.50")],
        50006)
    connect(trace, (CLIENT, 51006), (Host("203.0.113.50"), 443))
    long = "ec2-203-0-113-51.some-region-1.compute.cloud-provider.example"
    ask(trace, CLIENT, long, [dns.address(long, "203.0.113.51")], 50007)
    connect(trace, (CLIENT, 51007), (Host("203.0.113.51"), 443))
    # A blocked name, as filters answer for it: nobody's address.
    ask(trace, CLIENT, "ads.example", [dns.address("ads.example", "0.0.0.0")], 50008)
    return trace.pcapng("hosts with names: DHCP, DNS with aliases, multicast DNS")
