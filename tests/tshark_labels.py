"""What tshark says in words of each conversation of a capture, frame by frame.

Part of compare-tshark-labels.
"""

import bisect
import collections
import json

from tshark_reasons import TRANSPORTS, run, socket_pair

# One control character between the values of a field: names may hold commas.
SEPARATOR = "\x1f"

HEADERS = ("frame.number", "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
           "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "tcp.stream", "udp.stream",
           "tls.handshake.type")
LABELS = ("tls.handshake.extensions_server_name", "tls.handshake.extensions_alpn_str",
          "http.host", "http.request.method", "http.request.uri", "http.user_agent",
          "http.response.code", "dns.qry.name", "ssh.protocol", "dhcp.option.hostname")
FILTER = " or ".join(LABELS)

HTTP = {"HTTP host": "http.host", "HTTP method": "http.request.method",
        "HTTP target": "http.request.uri", "HTTP user agent": "http.user_agent",
        "HTTP status": "http.response.code"}

CLIENT_HELLO = "1"


def labelled_frames(tshark, path):
    """The frames of a capture in which tshark found a label: field name to values."""
    command = [tshark, "-n", "-r", str(path), "-Y", FILTER, "-T", "fields",
               "-E", "occurrence=a", "-E", f"aggregator={SEPARATOR}"]
    for field in HEADERS + LABELS:
        command += ["-e", field]
    for line in run(command)[1].split("\n"):
        values = line.split("\t")
        if len(values) == len(HEADERS + LABELS):
            yield {field: value.split(SEPARATOR)
                   for field, value in zip(HEADERS + LABELS, values) if value}


class Cache:
    """tshark's answers in a file of one JSON object a line, so that it is asked once."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        if path and path.exists():
            with open(path, encoding="utf-8") as file:
                for line in file:
                    entry = json.loads(line)
                    self.known[entry["file"]] = entry["frames"]

    def frames(self, tshark, path):
        name = str(path.resolve())
        if name not in self.known:
            self.known[name] = list(labelled_frames(tshark, path))
            if self.path:
                with open(self.path, "a", encoding="utf-8") as file:
                    file.write(json.dumps({"file": name, "frames": self.known[name]}) + "\n")
        return self.known[name]


def addresses(frame):
    """Those of the innermost IP header."""
    for name in reversed(frame["frame.protocols"][0].split(":")):
        if name in ("ip", "ipv6"):
            return tuple(frame.get(f"{name}.{end}", [""])[-1] for end in ("src", "dst"))
    return "", ""


def conversation_of(frame):
    """(transport, socket pair) of the innermost headers; None for what an ICMP error quotes."""
    names = frame["frame.protocols"][0].split(":")
    transports = [name for name in names if name in TRANSPORTS]
    if not transports or "icmp" in names or "icmpv6" in names:
        return None
    ports = tuple(frame.get(f"{transports[-1]}.{end}port", [""])[-1] for end in ("src", "dst"))
    source, destination = addresses(frame)
    if not all(ports):
        return None
    return transports[-1], socket_pair(source, int(ports[0]), destination, int(ports[1]))


def without_port(host):
    """The domain of a Host header."""
    if host.startswith("["):
        return host[:host.find("]") + 1]
    return host.partition(":")[0]


def labels_of(frame):
    """Yields (label, value) of what one frame says, in the order in which it does."""
    protocols = frame["frame.protocols"][0].split(":")
    if CLIENT_HELLO in frame.get("tls.handshake.type", ()):
        for value in frame.get("tls.handshake.extensions_server_name", ())[:1]:
            yield ("QUIC SNI" if "quic" in protocols else "SNI"), value
        offered = frame.get("tls.handshake.extensions_alpn_str")
        if offered:
            yield "ALPN", " ".join(offered)
    if "ssdp" not in protocols:
        for label, field in HTTP.items():
            for value in frame.get(field, ()):
                if field == "http.response.code" and value.startswith("1") and value != "101":
                    continue  # not final
                yield label, without_port(value) if label == "HTTP host" else value
    for value in frame.get("dns.qry.name", ())[:1]:
        yield "DNS name", "." if value == "<Root>" else value
    for value in frame.get("dhcp.option.hostname", ())[:1]:
        yield "DHCP host name", value


def conversations(frames, first_frames):
    """What tshark says first: label to (frame, value), by ((transport, pair), number of the
    conversation on that pair). `first_frames` are those of each pair's conversations, in order."""
    found = collections.defaultdict(dict)
    ssh = collections.defaultdict(set)
    for frame in frames:
        key = conversation_of(frame)
        if key is None:
            continue
        number = int(frame["frame.number"][0])
        place = bisect.bisect_right(first_frames.get(key, ()), number)
        conversation = key, max(0, place - 1)
        for label, value in labels_of(frame):
            found[conversation].setdefault(label, (number, value))
        if "ssh.protocol" in frame:
            ssh[conversation].add(frame["ssh.protocol"][0])
            found[conversation]["SSH"] = number, " ".join(sorted(ssh[conversation]))
    return {conversation: labels for conversation, labels in found.items() if labels}
