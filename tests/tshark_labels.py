"""What tshark says in words of each conversation of a capture, frame by frame.

Part of compare-tshark-labels.
"""

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

CLIENT_HELLO, SERVER_HELLO = "1", "2"


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


def labels_of(frame):
    """Yields (label, value) of what one frame says, in the order in which it does."""
    for field in LABELS:
        for value in frame.get(field, ()):
            yield field, value
