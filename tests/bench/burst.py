"""Sends short HTTP connections (tests/live/churn.py) as fast as one core can, or at a rate.

    burst.py INTERFACE PACKETS_PER_SECOND|top SECONDS

Many packets in each system call, past the queueing discipline. Prints how many packets were
sent, and how many a second.
"""

import ctypes
import itertools
import pathlib
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "live"))

import churn

CONNECTIONS = 20_000  # then the same ones again
AT_ONCE = 64
PACKET_QDISC_BYPASS = 20  # linux/if_packet.h
SOL_PACKET = 263


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_char_p), ("length", ctypes.c_size_t)]


class Message(ctypes.Structure):
    """struct mmsghdr of sendmmsg(2)."""
    _fields_ = [("name", ctypes.c_void_p), ("name_length", ctypes.c_uint),
                ("vectors", ctypes.POINTER(Vector)), ("vector_count", ctypes.c_size_t),
                ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
                ("flags", ctypes.c_int), ("sent", ctypes.c_uint)]


def main():
    interface, rate, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    link.bind((interface, 0))
    link.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
    connections = itertools.islice(churn.endpoints(), CONNECTIONS)
    frames = [frame for pair in connections for frame in churn.connection(*pair)]
    vectors = (Vector * len(frames))(*((frame, len(frame)) for frame in frames))
    messages = (Message * len(frames))()
    for i, message in enumerate(messages):
        message.vectors = ctypes.pointer(vectors[i])
        message.vector_count = 1
    send = ctypes.CDLL(None, use_errno=True).sendmmsg
    at_once = AT_ONCE if rate == "top" else 32
    begin, sent, place = time.monotonic(), 0, 0
    while (passed := time.monotonic() - begin) < seconds:
        if rate != "top" and (ahead := sent / float(rate) - passed) > 0:
            time.sleep(ahead)
        count = min(at_once, len(frames) - place)
        done = send(link.fileno(), ctypes.byref(messages, place * ctypes.sizeof(Message)), count, 0)
        if done > 0:  # or there was no room in the socket's buffer
            sent += done
            place = (place + done) % len(frames)
    print(sent, sent / passed)


if __name__ == "__main__":
    main()
