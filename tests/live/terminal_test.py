#!/usr/bin/env python3
"""The event lines as a person reads them, in terminals of two sizes."""

import os
import re
import signal
import subprocess

import network
from network import SERVER, wait_until

SERVER6 = "2001:db8:1234:5678:9abc:def0:1234:5678"
LINE = re.compile(r"\d\d:\d\d:\d\d\.\d{3} +"
                  r"(SYN|NEW|ESTAB|ESTABLISHED|CLOSED|RESET|REFUSED|TIMEOUT|TIMED OUT|END) +"
                  r"(tcp|udp|icmp) +\S+ +(\([a-z, ]+\) +)?→ +\S+.*\S$")
ANNOUNCEMENTS = re.compile(r"── \d{4}-\d\d-\d\d .* ──$|flowsnoop: ")


class Terminal:
    """A detached tmux of so many columns and rows that runs one command."""

    def __init__(self, columns, rows, command):
        self.name = f"flowsnoop-{os.getpid()}-{columns}"
        self.run("-f", "/dev/null", "-u", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                 subprocess.list2cmdline(command) + "; cat")

    def run(self, *arguments):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        return subprocess.run(["tmux", "-L", self.name, *arguments], check=True, text=True,
                              stdout=subprocess.PIPE, env=environment).stdout

    def lines(self, *options):
        """What is on the screen; with -J, as it was before the terminal wrapped it."""
        return self.run("capture-pane", "-p", *options).rstrip("\n").split("\n")

    def press(self, key):
        self.run("send-keys", key)

    def close(self):
        self.run("kill-server")


class Events(network.NetworkTest):
    def setUp(self):
        super().setUp()
        for namespace, last in ((self.client, "1"), (self.server, "5678")):
            namespace.run("sh", "-c", "echo 0 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6")
            namespace.ip("address", "add", f"{SERVER6[:-4]}{last}/64", "dev", "eth0", "nodad")
        # RFC 6335's range of dynamic ports, of which Linux takes only a part by itself.
        self.client.run("sh", "-c", "echo 49152 65535 >/proc/sys/net/ipv4/ip_local_port_range")
        self.server.serve("python3", "-m", "http.server", "--bind", "::", "80", "--directory",
                          self.directory, port=80)

    def read_off(self, columns, rows):
        terminal = Terminal(columns, rows, self.server.command(network.program, "-i", "eth0",
                                                               "tcp or udp port 9"))
        self.addCleanup(terminal.close)
        wait_until(lambda: network.Flowsnoop.packet_sockets(self.server), "flowsnoop captures")
        for host in (SERVER, f"[{SERVER6}]"):
            self.client.run("curl", "-s", "-o", "/dev/null", f"http://{host}/")
        refused = subprocess.run(self.client.command("curl", "-s", f"http://{SERVER}:81/"))
        self.assertNotEqual(refused.returncode, 0)
        self.client.run("python3", "-c", f"""
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('{SERVER}', 9))""")
        wait_until(lambda: any("NEW" in line for line in terminal.lines()), "the last event")
        terminal.press("C-c")
        wait_until(lambda: any("frames read" in line for line in terminal.lines()), "its end")
        return terminal

    def expect_whole_lines(self, terminal, columns):
        lines = [line for line in terminal.lines() if line and not line.startswith("^C")]
        events = [line for line in lines if LINE.match(line)]
        self.assertEqual([line for line in lines if not LINE.match(line)
                          and not ANNOUNCEMENTS.match(line)], [])
        for line in events:
            self.assertLessEqual(len(line), columns)
        joined = [line.rstrip() for line in terminal.lines("-J")]
        for line in events:
            self.assertIn(line, joined)  # the terminal has wrapped none of them
        return events

    def test_80_columns(self):
        terminal = self.read_off(80, 24)
        events = self.expect_whole_lines(terminal, 80)
        self.assertGreaterEqual(len(events), 8)
        text = "\n".join(events)
        for part in (":80 (http)", ":81", "REFUSED", "CLOSED", "…1234:1]:", "5678]:80"):
            self.assertIn(part, text)

    def test_200_columns(self):
        terminal = self.read_off(200, 50)
        events = self.expect_whole_lines(terminal, 200)
        text = "\n".join(events)
        for part in (f"→ {SERVER}:80 (well-known, http)", "(ephemeral)", f"[{SERVER6}]:80", " bytes, "):
            self.assertIn(part, text)
        ends = [line for line in events if "CLOSED" in line]
        self.assertTrue(ends)
        for line in ends:
            self.assertIn(" packets, ", line)


if __name__ == "__main__":
    network.run(needs=("tmux", "curl", "ss"))
