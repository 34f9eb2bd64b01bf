#!/usr/bin/env python3
"""Interfaces that go down, go away and come back; tunnels; several interfaces at once."""

import os
import signal
import socket
import struct
import unittest.mock

import network
from network import SERVER, wait_until

TUNSETIFF = 0x400454CA  # linux/if_tun.h
IFF_TUN, IFF_NO_PI = 1, 0x1000

# Makes the interface tun0, and lets packets come in by it that are given as lines of hexadecimal.
HOLD_TUNNEL = f"""
import fcntl, os, struct, sys
tunnel = os.open('/dev/net/tun', os.O_RDWR)
fcntl.ioctl(tunnel, {TUNSETIFF}, struct.pack('16sH', b'tun0', {IFF_TUN | IFF_NO_PI}))
print('ready', flush=True)
for line in sys.stdin:
    os.write(tunnel, bytes.fromhex(line))
    print('written', flush=True)
"""


def datagram(source, destination, port):
    """An empty one in an IPv4 packet."""
    addresses = socket.inet_aton(source) + socket.inet_aton(destination)
    header = struct.pack(">BBHHHBBH", 0x45, 0, 28, 1, 0, 64, 17, 0) + addresses
    checksum = sum(struct.unpack(">10H", header))
    checksum = 0xFFFF - ((checksum & 0xFFFF) + (checksum >> 16))
    header = header[:10] + struct.pack(">H", checksum) + header[12:]
    return header + struct.pack(">HHHH", 40000, port, 8, 0)


class Outages(network.NetworkTest):
    def say(self, port):
        """A datagram to a port of the server, from the client."""
        self.client.run("python3", "-c", f"""
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', ('{SERVER}', {port}))""")

    def expect_heard(self, watch, port):
        wait_until(lambda: f":{port} " in watch.output, f"port {port} is heard of: {watch.error}")

    def expect_said(self, watch, words, times=1):
        wait_until(lambda: watch.error.count(words) == times, f"{words}: {times}")

    def test_an_interface_that_was_down_is_captured_on_when_it_is_back(self):
        watch = self.watch("-n", "udp")
        self.say(1001)
        self.expect_heard(watch, 1001)
        for times in (1, 2):
            self.server.ip("link", "set", "eth0", "down")
            self.expect_said(watch, "eth0 is down", times)
            self.server.ip("link", "set", "eth0", "up")
            self.expect_said(watch, "eth0 is back", times)
            self.say(1001 + times)
            self.expect_heard(watch, 1001 + times)
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 0)
        self.assertIn("eth0 was down 2 times", watch.error)

    def test_an_interface_that_was_removed_is_captured_on_when_there_is_one_again(self):
        # Without any right to open it anew, and, where a sanitizer looks for leaks, to do so.
        with unittest.mock.patch.dict(os.environ, ASAN_OPTIONS="detect_leaks=0"):
            watch = self.watch("-n", "-Z", "nobody", "udp")
        self.say(1001)
        self.expect_heard(watch, 1001)
        self.server.ip("link", "delete", "eth0")
        self.expect_said(watch, "eth0 has gone")
        self.plug_in()
        self.expect_said(watch, "eth0 is back")
        self.say(1002)
        self.expect_heard(watch, 1002)
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 0)
        self.assertIn("eth0 was down 1 time", watch.error)

    def test_what_comes_back_as_another_kind_of_interface_is_no_longer_captured_on(self):
        watch = self.watch("-n", interfaces=("eth0", "lo"))
        self.server.ip("link", "delete", "eth0")
        self.expect_said(watch, "eth0 has gone")
        self.server.ip("tuntap", "add", "eth0", "mode", "tun")
        self.expect_said(watch, "another kind of interface")
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 3)

    def test_a_tunnel_without_link_headers(self):
        holder = self.server.start("python3", "-c", HOLD_TUNNEL, stdin=-1, stdout=-1, text=True)
        self.assertEqual(holder.stdout.readline(), "ready\n")
        self.server.ip("address", "add", "203.0.113.2/24", "dev", "tun0")
        self.server.ip("link", "set", "tun0", "up")
        watch = self.watch("-n", interfaces=("tun0", "any"))
        holder.stdin.write(datagram("203.0.113.1", "203.0.113.2", 7).hex() + "\n")
        holder.stdin.flush()
        self.assertEqual(holder.stdout.readline(), "written\n")
        self.expect_heard(watch, 7)
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 0, watch.error)

    def test_a_name_that_is_none_is_told(self):
        watch = self.watch(interfaces=("nosuchif0",))
        self.assertEqual(watch.wait(), 1)
        self.assertIn('no interface "nosuchif0"; there are: ', watch.error)
        self.assertIn("eth0", watch.error)

    def test_an_interface_that_is_down_at_the_beginning_is_told(self):
        self.server.ip("link", "set", "eth0", "down")
        watch = self.watch()
        self.assertEqual(watch.wait(), 1)
        self.assertIn("eth0: the interface is down", watch.error)

    def test_time_stamps_that_an_interface_does_not_have_are_told(self):
        watch = self.watch("-j", "adapter")
        self.assertEqual(watch.wait(), 1)
        self.assertIn('no time stamps of type "adapter"; it has host', watch.error)


if __name__ == "__main__":
    network.run()
