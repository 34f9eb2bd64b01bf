"""The programs that flowsnoop is compared with, and the command of each.

Every command reads the whole file, keeps all conversations both ways, and hands its result on in
its cheapest usual form, to where it costs nothing: a device or a file that nobody reads.
"""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Case:
    """One savefile to measure on."""

    kind: str
    packets: int
    flows: int  # alive at once, 0: what the generator takes by itself


@dataclass(frozen=True)
class Job:
    """What a command is made of."""

    path: str  # the savefile
    flows: int  # conversations in it, all in all
    work: str  # a directory that is emptied before each run
    sink: str  # HOST:PORT of a UDP socket that nobody reads


@dataclass(frozen=True)
class Peer:
    name: str
    package: str  # the Debian package that has it
    command: Callable[[Job], list[str]]
    max_packets: int = 0  # more would take minutes; 0: no limit
    bytes_per_flow: int = 0  # where so many that a file of many flows may not fit into memory


def softflowd(job: Job, room: int) -> list[str]:
    return ["softflowd", "-r", job.path, "-d", "-m", str(room), "-n", job.sink, "-v", "9",
            "-c", "none", "-p", job.work + "/pid"]


PEERS = [
    # Its table has 8,192 places unless told otherwise: where more are alive, it ends the oldest,
    # and gives a conversation as several.
    Peer("softflowd", "softflowd", lambda job: softflowd(job, 8192)),
    Peer("softflowd-m", "softflowd", lambda job: softflowd(job, max(8192, 2 * job.flows))),
    Peer("nfpcapd", "nfdump", lambda job: ["nfpcapd", "-r", job.path, "-w", job.work]),
    # -X: without the settings of the system, which are for a probe.
    Peer("argus", "argus-server", lambda job: ["argus", "-X", "-r", job.path, "-w", "/dev/null"],
         bytes_per_flow=3500),
    Peer("ndpiReader", "libndpi-bin",
         lambda job: ["ndpiReader", "-q", "-i", job.path, "-C", "/dev/null"], bytes_per_flow=5000),
    # -n here and below: no names are looked up.
    Peer("tcptrace", "tcptrace", lambda job: ["tcptrace", "-n", job.path], bytes_per_flow=9000),
    Peer("tshark", "tshark",
         lambda job: ["tshark", "-n", "-q", "-z", "conv,tcp", "-z", "conv,udp", "-r", job.path],
         max_packets=1_000_000, bytes_per_flow=5000),
]
