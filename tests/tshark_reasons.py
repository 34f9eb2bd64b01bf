"""Why tshark and flowsnoop count other conversations in a capture: what tshark says of each.

Part of compare-tshark.
"""

import collections
import dataclasses
import subprocess

TRANSPORTS = ("tcp", "udp")
TIMEOUT_S = 600

# What each frame is asked for when the counts of a file differ.
FIELDS = ("frame.number", "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
          "tcp.stream", "udp.stream", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport",
          "tcp.flags.syn", "tcp.analysis.reused_ports", "ip.flags.mf", "ip.frag_offset",
          "ipv6.fraghdr.offset", "_ws.malformed", "frame.len", "frame.cap_len")


def run(command):
    """Exit status, standard output, and the lines of standard error that matter."""
    try:
        result = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return -1, "", [f"did not end within {TIMEOUT_S} s"]
    errors = [line for line in result.stderr.decode(errors="replace").splitlines()
              if line.strip() and not line.startswith("Running as user")]
    return result.returncode, result.stdout.decode(errors="replace"), errors


def socket_pair(address_a, port_a, address_b, port_b):
    return tuple(sorted([(address_a, port_a), (address_b, port_b)]))


@dataclasses.dataclass
class Stream:
    """A conversation of tshark's: what is true of all of its frames, or of any."""

    pair: tuple = ()
    quoted: bool = True     # all: inside of an ICMP error
    outer: bool = True      # all: another transport header, or IP header, follows
    layers: int = 9         # fewest IP headers in front of it
    reused: bool = False    # any: tshark says that a port pair is used again
    fragment: bool = False
    malformed: bool = False
    cut: bool = False       # any: the frame was cut when it was captured
    syn: bool = False       # any: a SYN
    protocols: str = ""     # of the first frame


def frames_of(tshark, path):
    command = [tshark, "-n", "-r", str(path), "-T", "fields", "-E", "occurrence=a"]
    for field in FIELDS:
        command += ["-e", field]
    for line in run(command)[1].splitlines():
        values = (line.split("\t") + [""] * len(FIELDS))[:len(FIELDS)]
        yield {field: value.split(",") if value else [] for field, value in zip(FIELDS, values)}


def transport_layers(frame):
    """Yields (transport, place in the list of its fields, place in frame.protocols)."""
    seen = collections.Counter()
    for place, name in enumerate(frame["frame.protocols"][0].split(":")):
        if name in TRANSPORTS:
            yield name, seen[name], place
            seen[name] += 1


def addresses_before(frame, names):
    """The addresses of the last IP header among these protocols."""
    seen, last = collections.Counter(), None
    for name in names:
        if name in ("ip", "ipv6"):
            last = (name, seen[name])
            seen[name] += 1
    if last is None:
        return "", ""
    name, index = last
    both = (frame[f"{name}.src"], frame[f"{name}.dst"])
    return tuple(values[index] if index < len(values) else "" for values in both)


def add_frame(streams, frame):
    """Adds what this frame says to the streams that are in it."""
    names = frame["frame.protocols"][0].split(":") if frame["frame.protocols"] else []
    if not names:
        return
    for transport, index, place in transport_layers(frame):
        numbers = frame[f"{transport}.stream"]
        ports = frame[f"{transport}.srcport"], frame[f"{transport}.dstport"]
        if index >= len(numbers) or any(index >= len(values) for values in ports):
            continue
        stream = streams[transport][int(numbers[index])]
        front, rest = names[:place], names[place + 1:]
        if not stream.pair:
            source, destination = addresses_before(frame, front)
            stream.pair = socket_pair(source, int(ports[0][index]), destination,
                                      int(ports[1][index]))
            stream.protocols = frame["frame.protocols"][0]
        stream.quoted &= "icmp" in front or "icmpv6" in front
        stream.outer &= any(name in ("eth", "ip", "ipv6", "tcp", "udp") for name in rest)
        stream.layers = min(stream.layers, front.count("ip") + front.count("ipv6"))
        stream.syn |= any(value in ("1", "True") for value in frame["tcp.flags.syn"])
        stream.reused |= bool(frame["tcp.analysis.reused_ports"])
        stream.fragment |= ("1" in frame["ip.flags.mf"] or "True" in frame["ip.flags.mf"]
                            or any(value != "0" for value in frame["ip.frag_offset"])
                            or bool(frame["ipv6.fraghdr.offset"]))
        stream.malformed |= bool(frame["_ws.malformed"])
        stream.cut |= frame["frame.len"] != frame["frame.cap_len"]


def why_only_tshark(stream, is_another, tunnel):
    """A reason: what kind it is, and what is particular to this file. `is_another`: the socket pair
    has a stream that flowsnoop has too. `tunnel`: what flowsnoop finds at one of its ports."""
    if not stream.pair:
        return "numbered by tshark without a packet in it (a dissector expected it)", ""
    if is_another and not stream.syn:
        return "one conversation under several numbers (a dissector began another)", ""
    for holds, reason in (
            (stream.quoted, "quoted in ICMP errors"),
            (stream.outer, "the outside of a tunnel"),
            (stream.layers > 1, "inside of a tunnel"),
            (stream.fragment, "in IP fragments"),
            (stream.malformed, "malformed, as tshark says"),
            (stream.cut, "in frames that were cut when captured"),
            (stream.reused, "port reuse that only tshark sees")):
        if holds:
            return reason, ""
    if tunnel:
        return "the outside of a tunnel that tshark does not look into", tunnel
    return "unexplained: only tshark has it", stream.protocols


def why_only_ours(record, frame, tshark_has_pair):
    """A reason, as why_only_tshark() gives it. `frame` is the first of the record."""
    protocols = "".join(frame["frame.protocols"])
    if tshark_has_pair and record.tunnel:
        return "the same addresses in several tunnels", record.tunnel
    if tshark_has_pair:
        return "port reuse that only flowsnoop sees", ""
    if record.transport not in protocols.split(":"):
        return f"tshark finds no {record.transport.upper()} there", protocols or "no protocol"
    if not frame[f"{record.transport}.stream"]:
        return f"tshark gives that {record.transport.upper()} no number", protocols
    if record.tunnel:
        return "in a tunnel that tshark counts differently", record.tunnel
    return "unexplained: only flowsnoop has it", protocols


def explain(tshark, path, kept):
    """Why the conversations differ: (transport, reason, detail), and of how many it is true."""
    streams = {name: collections.defaultdict(Stream) for name in TRANSPORTS}
    first_frames = dict.fromkeys((record.frame for record in kept),
                                 collections.defaultdict(list))
    for frame in frames_of(tshark, path):
        add_frame(streams, frame)
        number = int("".join(frame["frame.number"]) or 0)
        if number in first_frames:
            first_frames[number] = frame
    tunnels = {int(port): record.tunnel for record in kept if record.tunnel
               for port in first_frames[record.frame]["udp.dstport"][:1]}
    reasons = collections.Counter()
    for transport in TRANSPORTS:
        theirs = collections.defaultdict(list)
        for number in range(max(streams[transport], default=-1) + 1):
            stream = streams[transport][number]
            theirs[stream.pair].append(stream)
        ours = collections.defaultdict(list)
        for record in kept:
            if record.transport == transport:
                ours[record.pair].append(record)
        for pair in theirs.keys() | ours.keys():
            # The streams that are most like flowsnoop's are taken for the same.
            spare = sorted(theirs.get(pair, []), key=lambda s: (s.quoted, s.outer, s.layers))
            records = ours.get(pair, [])
            for stream in spare[len(records):]:
                tunnel = next((tunnels[port] for _, port in stream.pair if port in tunnels), "")
                reason = why_only_tshark(stream, bool(records), tunnel)
                reasons[transport.upper(), *reason] += 1
            for record in records[len(spare):]:
                reason = why_only_ours(record, first_frames[record.frame], bool(spare))
                reasons[transport.upper(), *reason] += 1
    return reasons
