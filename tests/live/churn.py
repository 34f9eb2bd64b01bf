"""Sends short TCP connections, each an HTTP exchange of eight packets, to nobody in particular.

    churn.py INTERFACE CONNECTIONS_PER_SECOND SECONDS

A fixed population of hosts, 200 clients and 50 servers, all in 198.18.0.0/15 (RFC 2544), with a
client port that is another one each time. Prints how many connections it has sent.
"""

import itertools
import socket
import struct
import sys
import time

FIN, SYN, PSH, ACK = 1, 2, 8, 16
REQUEST = b"GET /page HTTP/1.1\r\nHost: www.example\r\nUser-Agent: churn\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
# To no host on the cable, so that nobody answers.
ETHERNET = bytes.fromhex("02ff00000001" "02ff00000002" "0800")


def frame(source, destination, sequence, acknowledgment, flags, payload=b""):
    """`source` and `destination` are an address of four bytes and a port."""
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0x4000, 64, 6, 0, source[0],
                     destination[0])
    tcp = struct.pack(">HHIIBBHHH", source[1], destination[1], sequence, acknowledgment, 0x50, flags,
                      65535, 0, 0)
    return ETHERNET + ip + tcp + payload


def connection(client, server):
    sent, answered = 1 + len(REQUEST), 1 + len(RESPONSE)
    yield frame(client, server, 0, 0, SYN)
    yield frame(server, client, 0, 1, SYN | ACK)
    yield frame(client, server, 1, 1, ACK)
    yield frame(client, server, 1, 1, PSH | ACK, REQUEST)
    yield frame(server, client, 1, sent, PSH | ACK, RESPONSE)
    yield frame(client, server, sent, answered, FIN | ACK)
    yield frame(server, client, answered, sent + 1, FIN | ACK)
    yield frame(client, server, sent + 1, answered + 1, ACK)


def endpoints():
    for port in itertools.cycle(range(32768, 61000)):
        for host in range(200):
            yield (bytes((198, 18, 0, host)), port), (bytes((198, 19, 0, (host + port) % 50)), 80)


def main():
    interface, rate, seconds = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    link.bind((interface, 0))
    begin = time.monotonic()
    sent = 0
    for client, server in endpoints():
        for packet in connection(client, server):
            link.send(packet)
        sent += 1
        ahead = sent / rate - (time.monotonic() - begin)
        if ahead > 0.01:
            time.sleep(ahead)
        if time.monotonic() - begin > seconds:
            break
    print(sent)


if __name__ == "__main__":
    main()
