#!/usr/bin/env python3
"""What a run that goes on for long is asked for, and what it does when nobody reads its output."""

import os
import re
import signal
import subprocess
import time

import network
from network import SERVER, wait_until

SENDER = 40000

# Datagrams to many ports of the server: sys.argv has the first port and how many.
SEND = f"""
import socket, sys
first, count = map(int, sys.argv[1:])
socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
socket.bind(('', {SENDER}))
for port in range(first, first + count):
    socket.sendto(b'hello', ('{SERVER}', port))
"""


def asked_port(record):
    """That of the server: to whom one socket talks to many ports, it looks like a server's."""
    return (record["client"]["port"] + record["server"]["port"]) - SENDER


class Signals(network.NetworkTest):
    def send(self, first, count=1):
        self.client.run("python3", "-c", SEND, first, count)

    def test_interrupt_and_terminate_end_with_all_records(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            watch = self.watch("--format", "json", "udp")
            self.send(2000, 500)
            watch.signal(number)  # at once: some packets are still on their way
            self.assertEqual(watch.wait(), 0)
            ports = sorted(map(asked_port, watch.records()))
            self.assertEqual(ports, list(range(2000, 2500)))
            self.assertIn("500 frames read: 500 in UDP flows", watch.error)
            self.assertIn("500 packets in", watch.error)

    def test_a_second_interrupt_leaves_at_once(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        watch = self.watch("-n", "udp", stdout=writer)
        os.close(writer)
        self.send(1, 3000)  # more than the pipe holds, and nobody reads it
        wait_until(lambda: self.is_blocked(watch), "it waits for its reader")
        watch.signal(signal.SIGINT)
        time.sleep(0.5)
        self.assertIsNone(watch.process.poll())
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), -signal.SIGINT)

    @staticmethod
    def is_blocked(watch):
        with open(f"/proc/{watch.process.pid}/wchan", encoding="ascii") as file:
            return "pipe_write" in file.read()

    def test_a_reader_that_stalls_does_not_stop_the_capture(self):
        reader, writer = os.pipe()
        watch = self.watch("-n", "--memory", "32M", "udp", stdout=writer)
        os.close(writer)
        # 4 MiB wait in the queue, and some 100 KB in the pipe.
        sent = 0
        while sent < 60_000:
            self.send(1, 6_000)
            sent += 6_000
        with os.fdopen(reader, "rb") as pipe:
            watch.signal(signal.SIGINT)
            pipe.read()
        self.assertEqual(watch.wait(), 0)
        read, lost = re.findall(r"([\d,]+) packets in .*, ([\d,]+) lost \(.*by the queue",
                                watch.error)[-1]
        self.assertEqual(int(read.replace(",", "")) + int(lost.replace(",", "")), sent)

    def test_statistics_are_told_when_they_are_asked_for(self):
        watch = self.watch("-n", "udp")
        self.send(7)
        wait_until(lambda: ":7 " in watch.output, "the packet is seen")
        watch.signal(signal.SIGUSR1)
        wait_until(lambda: "1 packet in " in watch.error, "statistics")
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 0)

    def test_statistics_in_json_stand_on_lines_of_their_own(self):
        watch = self.watch("--format", "json", "--stats-interval", "1s", "--duration", "3s", "udp")
        self.send(7)
        self.assertEqual(watch.wait(), 0)
        self.assertEqual(len(watch.records()), 1)
        metrics = [line["flowsnoop"]["capture"] for line in watch.metrics()]
        self.assertGreaterEqual(len(metrics), 3)
        self.assertEqual(sum(metric["packets"] for metric in metrics), 1)
        self.assertEqual(metrics[-1]["total"]["packets"], 1)
        self.assertEqual(metrics[-1]["total"]["records"], 1)

    def test_a_hang_up_begins_a_new_file(self):
        for form in ("csv", "json", "events"):
            path = self.directory / "records"
            watch = self.watch("--format", form, "-o", path, "--idle-timeout", "1s", "udp")
            for part in (1, 2):
                self.send(part)
                wait_until(lambda: self.has_server_port(path, part), f"{form}: record {part}")
                if part == 1:
                    path.rename(f"{path}.1")
                    watch.signal(signal.SIGHUP)
                    wait_until(path.exists, "the new file")
            watch.signal(signal.SIGINT)
            self.assertEqual(watch.wait(), 0)
            old = (self.directory / "records.1").read_text().splitlines()
            new = path.read_text().splitlines()
            if form != "json":
                self.assertEqual(old[0], new[0])  # the header, or the day

    def test_a_hang_up_begins_a_new_file_of_packets_too(self):
        path = self.directory / "saved.pcapng"
        watch = self.watch("-n", "-w", path, "udp")
        for part in (1, 2):
            self.send(part)
            wait_until(lambda: f":{part} " in watch.output, f"packet {part}")
            if part == 1:
                path.rename(f"{path}.1")
                watch.signal(signal.SIGHUP)
                wait_until(path.exists, "the new file")
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 0)
        for part, saved in ((1, f"{path}.1"), (2, path)):
            text = subprocess.run([network.program, "-n", "-r", saved], check=True, text=True,
                                  stdout=subprocess.PIPE).stdout
            self.assertIn(f"{SERVER}:{part} ", text)
            self.assertIn("1 frame read", text)

    @staticmethod
    def has_server_port(path, port):
        text = path.read_text()
        return re.search(rf':{port} |"port":{port},|{SERVER},,{port},', text) is not None

    def test_an_event_is_on_screen_within_a_fifth_of_a_second(self):
        watch = self.watch("-n", "udp")
        sender = self.client.start("python3", "-c", """
import socket, sys, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    s.sendto(b'x', ('%s', int(line)))
    print(time.monotonic(), flush=True)
""" % SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        delays = []
        for port in range(1, 12):
            sender.stdin.write(f"{port}\n")
            sender.stdin.flush()
            sent = float(sender.stdout.readline())
            while f":{port} " not in watch.output:
                self.assertLess(time.monotonic() - sent, network.PATIENCE_S, watch.error)
                time.sleep(0.002)
            delays.append(time.monotonic() - sent)
        # The median: a busy machine may hold any process up.
        self.assertLess(sorted(delays)[len(delays) // 2], 0.2, delays)

    def test_a_reader_that_leaves_ends_the_run_quietly(self):
        reader, writer = os.pipe()
        watch = self.watch("-n", "udp", stdout=writer)
        os.close(writer)
        os.close(reader)
        self.send(7)
        self.assertEqual((watch.wait(), watch.error), (0, ""))

    def test_a_run_ends_with_the_last_packet_that_is_wanted(self):
        watch = self.watch("--format", "json", "-c", "5", "udp")
        self.send(1, 100)
        self.assertEqual(watch.wait(), 0)
        self.assertEqual(sum(record["network"]["packets"] for record in watch.records()), 5)

    def test_a_run_ends_when_its_time_is_over(self):
        watch = self.watch("--duration", "1s")
        self.assertEqual(watch.wait(), 0)
        self.assertIn("0 packets in 1.", watch.error)

    def test_another_user_is_told_what_to_do(self):
        watch = subprocess.run(self.server.command(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", network.program, "-i",
            "eth0"), capture_output=True, text=True)
        self.assertEqual(watch.returncode, 1)
        self.assertIn("eth0: no permission to capture: run as root, or once \"setcap", watch.stderr)


if __name__ == "__main__":
    network.run(needs=("setpriv",))
