"""What savefiles hold besides plain records: rare fields, variants, damage, compression, series."""

import bz2
import lzma
import struct
import zlib

from . import dns, savefile
from .cases_datagram import dns_exchange
from .cases_files import small_session
from .cases_links import CLIENT, RESOLVER, SERVER, SHORT_PAGE, WWW
from .cases_web import github_session, http_session
from .registry import case
from .savefile import Interface, Section
from .trace import SECOND_NS, Trace, opaque

FILE_HEADER, RECORD_HEADER = 24, 16


@case("pcapng-simple-packets.pcapng")
def simple_packets():
    """A simple packet block has no time, and its length is cut at the interface's snaplen."""
    section = Section([Interface(snaplen=96)], comment="An enhanced packet block, then simple ones")
    frames = small_session().frames
    section.add_frame(frames[0][0], frames[0][1][:96], frames[0][2])
    for _, data, original_length in frames[1:]:
        section.add_simple_frame(data[:96], original_length)
    return section.out


@case("pcapng-time-offsets.pcapng")
def time_offsets():
    """if_tsoffset: the same session three times; times before 1970 plus an offset, and the like."""
    section = Section([Interface(name="plain"),
                       Interface(name="ahead", offset_s=1_715_000_000, resolution=6),
                       Interface(name="behind", offset_s=-3600)],
                      comment="Three interfaces, three time offsets, the same times")
    for interface_id in range(3):
        trace = Trace()
        dns_exchange(trace, (CLIENT, 40600 + interface_id), (RESOLVER, 53),
                     (interface_id, "www.example.com", dns.A), [WWW])
        for frame in trace.frames:
            section.add_frame(*frame, interface_id)
    return section.out


@case("pcapng-binary-resolutions.pcapng")
def binary_resolutions():
    """if_tsresol: powers of two and uncommon powers of ten."""
    interfaces = [Interface(name="if0", resolution=0x80 | 10),
                  Interface(name="if1", resolution=0x80 | 20),
                  Interface(name="if2", resolution=0x80 | 32),
                  Interface(name="if3", resolution=0),
                  Interface(name="if4", resolution=3),
                  # 64 bits of picoseconds last for seven months: an offset has to help.
                  Interface(name="if5", resolution=12, offset_s=1_715_000_000)]
    section = Section(interfaces,
                      comment="Units of 2^-10, 2^-20, 2^-32, 1, 10^-3 and 10^-12 seconds")
    for interface_id in range(len(interfaces)):
        trace = Trace()
        trace.now_ns += 500_000_000  # half a second is exact in all of them but the fourth
        dns_exchange(trace, (CLIENT, 40610 + interface_id), (RESOLVER, 53),
                     (interface_id, "www.example.com", dns.A), [WWW])
        for frame in trace.frames:
            section.add_frame(*frame, interface_id)
    return section.out


@case("pcap-captured-over-original.pcap")
def captured_over_original():
    """Records that say that the frame was shorter on the wire than what was captured of it."""
    trace = small_session()
    trace.frames = [(time, data, 40) for time, data, _ in trace.frames]
    return trace.pcap()


@case("pcap-fractions-out-of-range.pcap")
def fractions_out_of_range():
    """Microseconds of a million and more: they carry into the seconds."""
    out = bytearray(small_session().pcap())
    at = FILE_HEADER
    while at < len(out):
        seconds, fraction, captured = struct.unpack_from("<III", out, at)
        struct.pack_into("<II", out, at, seconds - 2, fraction + 2_000_000)
        at += RECORD_HEADER + captured
    return bytes(out)


@case("pcap-link-word-high-bits.pcap")
def link_word_high_bits():
    """The file header says that each frame ends in a check sequence of two 16-bit words."""
    trace = small_session()
    trace.frames = [(time, data + struct.pack("<I", zlib.crc32(data)), length + 4)
                    for time, data, length in trace.frames]
    return trace.pcap(0x2400_0000 | savefile.LINK_ETHERNET)


@case("pcap-modified.pcap")
def modified():
    """Alexey Kuznetzov's variant: eight more bytes in each record header."""
    out = struct.pack("<IHHiIII", 0xA1B2CD34, 2, 4, 0, 0, 65535, savefile.LINK_ETHERNET)
    for time_ns, data, original_length in small_session().frames:
        seconds, rest_ns = divmod(time_ns, SECOND_NS)
        out += struct.pack("<IIII", seconds, rest_ns // 1000, len(data), original_length)
        out += struct.pack("<IHBB", 2, 0x0800, 0, 0) + data  # interface, protocol, type, padding
    return out


@case("pcap-time-jumps-back.pcap")
def time_jumps_back():
    """A clock that was set back by an hour in the middle."""
    trace = small_session()
    trace.frames = [(time - (3600 * SECOND_NS if i >= 6 else 0), data, length)
                    for i, (time, data, length) in enumerate(trace.frames)]
    return trace.pcap()


def middle_record(data):
    """Where the seventh record of a pcap file begins."""
    at = FILE_HEADER
    for _ in range(6):
        at += RECORD_HEADER + struct.unpack_from("<I", data, at + 8)[0]
    return at


@case("pcap-garbage.pcap")
def pcap_garbage():
    """777 foreign bytes between two records."""
    whole = small_session().pcap()
    at = middle_record(whole)
    return whole[:at] + opaque(777, "garbage") + whole[at:]


@case("pcap-impossible-length.pcap")
def pcap_impossible_length():
    """A record that claims four gigabytes: its frame is lost, and what follows is found again."""
    out = bytearray(small_session().pcap())
    struct.pack_into("<I", out, middle_record(out) + 8, 0xFFFFFFF0)
    return bytes(out)


@case("pcap-zero-tail.pcap")
def pcap_zero_tail():
    """A disk that filled up left zero bytes at the end."""
    return small_session().pcap() + bytes(4096)


@case("pcapng-garbage.pcapng")
def pcapng_garbage():
    """777 foreign bytes between two blocks."""
    frames = small_session().frames
    section = Section([Interface()], comment="Foreign bytes in the middle")
    for frame in frames[:6]:
        section.add_frame(*frame)
    section.out += opaque(777, "garbage")
    for frame in frames[6:]:
        section.add_frame(*frame)
    return section.out


def gzip_member(data):
    """RFC 1952, without a time or a name."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(data) + deflate.flush()
    return (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body +
            struct.pack("<II", zlib.crc32(data), len(data) % 2**32))


@case("compressed-gzip.pcap.gz")
def compressed_gzip():
    """Two members, as a file has that was compressed in parts."""
    data = small_session().pcap()
    return gzip_member(data[:1000]) + gzip_member(data[1000:])


@case("compressed-xz.pcap.xz")
def compressed_xz():
    return lzma.compress(small_session().pcap())


@case("compressed-bzip2.pcap.bz2")
def compressed_bzip2():
    return bz2.compress(small_session().pcap())


@case("compressed-twice.pcap.bz2.gz")
def compressed_twice():
    return gzip_member(bz2.compress(small_session().pcap()))


@case("compressed-truncated.pcapng.gz")
def compressed_truncated():
    whole = gzip_member(github_session().pcapng("Compressed, and cut short"))
    return whole[:len(whole) * 2 // 3]


def long_session():
    """A conversation of half a minute, and a question in each third of it."""
    trace = Trace()
    talk = http_session(trace, (CLIENT, 40630), (SERVER, 80), SHORT_PAGE)
    for index in range(3):
        dns_exchange(trace, (CLIENT, 40640 + index), (RESOLVER, 53),
                     (index, "www.example.com", dns.A), [WWW])
        talk.request("GET /next HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
        talk.reply("HTTP/1.1 204 No Content\r\n\r\n")
        trace.wait_ms(10_000)
    talk.close()
    return trace


def ring_file(index):
    frames = long_session().frames
    third = len(frames) // 3 + 1
    return savefile.pcap(frames[third * index:third * (index + 1)])


@case("ring/ring_00001_20240514090000.pcap")
def ring_first():
    return ring_file(0)


@case("ring/ring_00002_20240514090010.pcap")
def ring_second():
    return ring_file(1)


@case("ring/ring_00003_20240514090020.pcap")
def ring_third():
    return ring_file(2)


@case("overlap/from-client.pcapng")
def overlap_from_client():
    """What a tap that has an interface for each direction writes: one of the directions."""
    trace = long_session()
    return savefile.pcapng([frame for frame in trace.frames if frame[1][6:12] == CLIENT.mac])


@case("overlap/from-servers.pcapng")
def overlap_from_servers():
    trace = long_session()
    return savefile.pcapng([frame for frame in trace.frames if frame[1][6:12] != CLIENT.mac])
