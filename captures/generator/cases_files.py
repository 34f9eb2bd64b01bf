"""What a savefile can be: byte orders, resolutions, several sections and link types, damage."""

from . import dns, layers, savefile
from .cases_datagram import dns_exchange
from .cases_links import CLIENT, CLIENT6, RESOLVER, RESOLVER6, SERVER, SHORT_PAGE, WWW
from .cases_web import http_session
from .layers import Host
from .registry import case
from .savefile import Interface, Section
from .trace import Trace

CUT_BYTES = 30  # more than the end of a pcapng block, less than the last frame


def small_session(fraction_ns=0):
    trace = Trace()
    trace.now_ns += fraction_ns
    dns_exchange(trace, (CLIENT, 40500), (RESOLVER, 53), (1, "www.example.com", dns.A), [WWW])
    http_session(trace, (CLIENT, 40502), (SERVER, 80), SHORT_PAGE).close()
    return trace


@case("pcap-microsecond.pcap")
def pcap_microsecond():
    return small_session().pcap()


@case("pcap-nanosecond.pcap")
def pcap_nanosecond():
    return small_session(123_456_789).pcap(nanoseconds=True)


@case("pcap-big-endian.pcap")
def pcap_big_endian():
    return small_session().pcap(byte_order=">")


@case("pcap-truncated.pcap")
def pcap_truncated():
    return small_session().pcap()[:-CUT_BYTES]


@case("pcapng-truncated.pcapng")
def pcapng_truncated():
    return small_session().pcapng("Cut inside the last packet")[:-CUT_BYTES]


@case("snaplen-cut.pcapng")
def snaplen_cut():
    """60 bytes hold the ports; of the TCP options of most segments they hold a part."""
    trace = small_session()
    trace.cut(60)
    return trace.pcapng("Frames cut at 60 bytes", Interface(snaplen=60))


def framed(link, source, destination, question):
    """A DNS exchange with framing of its own: its two frames and their times."""
    trace = Trace("2024-05-14T09:00:00", link)
    dns_exchange(trace, source, destination, question, [WWW])
    return trace.frames


@case("pcapng-two-sections.pcapng")
def two_sections():
    """Little-endian, then big-endian; interfaces of every link type, resolution and offset.

    The times of all interfaces are the same, so that what a reader makes of them can be compared.
    """
    resolver6 = (RESOLVER6, 53)
    first = Section(
        [Interface(name="eth0", resolution=6),
         Interface(savefile.LINK_SLL2, "any"),
         Interface(savefile.LINK_RAW, "tun0", resolution=0x80 | 20)],  # 2^-20 s
        comment="First section: little-endian")
    second = Section(
        [Interface(savefile.LINK_IPV6, "tun6"),
         Interface(savefile.LINK_IPV4, "tun4", offset_s=1_700_000_000),
         Interface(savefile.LINK_NULL, "lo0", resolution=3),
         Interface(savefile.LINK_LOOP, "lo1"),
         Interface(savefile.LINK_ETHERNET, "eth0", resolution=6)],
        byte_order=">", comment="Second section: big-endian")
    links = [
        (first, 0, layers.ethernet, CLIENT, (RESOLVER, 53)),
        (first, 1, layers.linux_sll2(CLIENT), CLIENT, (RESOLVER, 53)),
        (first, 2, layers.raw_ip, CLIENT6, resolver6),
        (second, 0, layers.raw_ip, CLIENT6, resolver6),
        (second, 1, layers.raw_ip, CLIENT, (RESOLVER, 53)),
        (second, 2, layers.null(">"), CLIENT6, resolver6),
        (second, 3, layers.loop, CLIENT, (RESOLVER, 53)),
        (second, 4, layers.ethernet, CLIENT, (RESOLVER, 53))]
    for index, (section, interface_id, link, client, server) in enumerate(links):
        question = (index, "www.example.com", dns.A)
        frames = framed(link, (client, 40510 + index), server, question)
        for frame in frames:
            section.add_frame(*frame, interface_id)
        section.add_unknown_block()
    first.add_name(Host("192.0.2.53").ip, "resolver.example.com")
    first.add_statistics(Trace().now_ns, 0, received=2, dropped=0)
    return first.out + second.out
