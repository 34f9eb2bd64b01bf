"""Link types besides those in cases_links.py, and tags of Ethernet."""

import struct

from . import layers, media, savefile
from .cases_links import both_versions
from .registry import case
from .trace import Trace, opaque

# Link types, https://www.tcpdump.org/linktypes.html
SIMPLE = {  # file name: (number, link header)
    "ppp.pcap": (9, media.ppp),
    "cisco-hdlc.pcap": (104, media.cisco_hdlc),
    "frame-relay.pcap": (107, media.frame_relay),
    "wireless.pcap": (105, media.wlan),
    "wireless-prism.pcap": (119, lambda *frame: media.PRISM + media.wlan(*frame)),
    "wireless-avs.pcap": (163, lambda *frame: media.AVS + media.wlan(*frame)),
    "wireless-ppi.pcap": (192, lambda *frame: media.PPI + media.wlan(*frame)),
    "token-ring.pcap": (6, media.token_ring),
    "fddi.pcap": (10, media.fddi),
    "arcnet.pcap": (129, media.arcnet_linux),
    "atm.pcap": (100, media.atm),
    "infiniband-ip.pcap": (242, media.ip_over_infiniband),
    "pktap.pcap": (258, media.pktap),
    "nflog.pcap": (239, media.nflog),
    "pflog.pcap": (117, media.pflog),
    "ipsec-enc.pcap": (109, media.enc),
    "switch-tag-dsa.pcap": (284, media.dsa),
}


def _add_simple(name, link_type, link):
    case(name)(lambda: both_versions(link).pcap(link_type))


for _name, (_link_type, _link) in SIMPLE.items():
    _add_simple(_name, _link_type, _link)


@case("pppoe.pcapng")
def pppoe():
    trace = both_versions(media.pppoe)
    discovery = struct.pack("!BBHH", 0x11, 0x09, 0, 4) + b"\x01\x01\x00\x00"
    source = layers.Host("192.0.2.10")
    frame = b"\xff" * 6 + source.mac + struct.pack("!H", 0x8863) + discovery
    trace.add_frame(frame.ljust(layers.MIN_ETHERNET_FRAME, b"\x00"))
    return trace.pcapng("PPPoE: a session, and a discovery packet")


@case("wireless-radiotap.pcapng")
def wireless_radiotap():
    kinds = [
        lambda *frame: media.radiotap() + media.wlan_data(*frame),
        lambda *frame: media.radiotap(0) + media.wlan_data(*frame, qos=True),
        # A check sequence behind the frame; padding behind a header of 26 bytes; four addresses.
        lambda *frame: media.radiotap(0x10) + media.wlan_data(*frame) + bytes(4),
        lambda *frame: media.radiotap(0x20) + media.wlan_data(*frame, qos=True, padding=bytes(2)),
        lambda *frame: media.radiotap() + media.wlan_data(*frame, wds=True),
    ]
    turn = iter(range(1000))
    trace = both_versions(lambda *frame: kinds[next(turn) % len(kinds)](*frame))
    beacon = b"\x80\x00\x00\x00" + b"\xff" * 6 + media.ACCESS_POINT * 2 + b"\x00\x00"
    trace.add_frame(media.radiotap() + beacon + bytes(12) + b"\x00\x07example")
    hosts = layers.Host("192.0.2.10"), layers.Host("198.51.100.80")
    for number in range(3):
        trace.add_frame(media.radiotap() + media.wlan_data(
            *hosts, layers.ETHERTYPE_IPV4, opaque(60, f"protected {number}"), protected=True))
    return trace.pcapng("802.11 behind radiotap in five forms; a beacon; protected frames",
                        savefile.Interface(127, "wlan0"))


@case("ethernet-tags.pcapng")
def ethernet_tags():
    """Tags between the addresses and the payload: each a part of the frames."""
    def tagged(ethertype_of_tag, body):
        def link(source, destination, ethertype, payload):
            tag = struct.pack("!H", ethertype_of_tag) + body
            return destination.mac + source.mac + tag + struct.pack("!H", ethertype) + payload
        return link

    def nested(ethertype_of_tag, body):
        def link(source, destination, ethertype, payload):
            inside = layers.ethernet(source, destination, ethertype, payload)
            return layers.ethernet(source, destination, ethertype_of_tag, body + inside)
        return link

    links = [
        tagged(0x8909, bytes.fromhex("010100010064")),  # Cisco metadata, group 100
        tagged(0x8926, bytes.fromhex("00010002")),  # VN-Tag
        tagged(0x88E5, bytes.fromhex("0000 00000001")),  # MACsec, not encrypted
        nested(0x88E7, bytes.fromhex("00000064")),  # IEEE 802.1ah, service 100
        nested(0x894F, bytes.fromhex("0fc20203 00000aff")),  # network service header
        nested(0x22F3, bytes.fromhex("003f00010002")),  # TRILL
    ]
    trace = Trace()
    for number, link in enumerate(links):
        trace.link = link
        client, server = (layers.Host("192.0.2.10"), 40500 + number), (layers.Host("192.0.2.53"), 7)
        trace.udp(client, server, b"hello")
        trace.wait_ms(5)
        trace.udp(server, client, b"hello")
    hosts = layers.Host("192.0.2.10"), layers.Host("192.0.2.53")
    trace.add_frame(layers.ethernet(*hosts, 0x88E5,
                                    bytes.fromhex("2c00 00000001 0200000000010001") + opaque(60, "s")))
    return trace.pcapng("Cisco metadata, VN-Tag, MACsec, 802.1ah, NSH, TRILL; MACsec encrypted")


@case("unsupported-link-type.pcap")
def unsupported_link_type():
    """USB (link type 189): nothing that carries IP."""
    trace = Trace()
    for number in range(3):
        trace.add_frame(opaque(48, f"usb {number}"))
    return trace.pcap(189)
