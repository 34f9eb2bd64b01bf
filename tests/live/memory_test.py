#!/usr/bin/env python3
"""Many short connections, one after the other: the memory that they take does not grow.

FLOWSNOOP_CHURN="CONNECTIONS_PER_SECOND SECONDS" in the environment makes it a longer run; what an
hour of 1,000 connections a second brings is 15000 240.
"""

import os
import pathlib
import subprocess
import time

import network

RATE, SECONDS = map(int, os.environ.get("FLOWSNOOP_CHURN", "1000 20").split())
CHURN = pathlib.Path(__file__).with_name("churn.py")


class Memory(network.NetworkTest):
    def test_short_connections_leave_none_behind(self):
        records = self.directory / "records"
        watch = self.watch("--format", "json", "-o", records, "--idle-timeout", "1s", "tcp")
        sender = self.client.start("python3", CHURN, "eth0", RATE, SECONDS, stdout=subprocess.PIPE,
                                   text=True)
        sizes = []
        while sender.poll() is None:
            sizes.append(self.resident_kb(watch.process.pid))
            time.sleep(SECONDS / 100)
        connections = int(sender.stdout.read())
        watch.stop()
        self.assertIn("none lost", watch.error)
        with open(records, encoding="utf-8") as file:
            self.assertEqual(sum(1 for _ in file), connections)
        warm = len(sizes) // 4
        before, after = max(sizes[warm:2 * warm]), max(sizes[2 * warm:])
        print(f"{connections} connections in {SECONDS} s, resident KB: {sizes[0]} at the beginning, "
              f"{before} when warm, {after} at most later")
        self.assertLess(after, 1.05 * before)

    @staticmethod
    def resident_kb(pid):
        status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    network.run()
