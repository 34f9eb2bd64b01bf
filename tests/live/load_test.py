#!/usr/bin/env python3
"""More packets than can be taken: what is lost is counted, to the last one."""

import pathlib
import re
import signal

import churn
import network

CHURN = pathlib.Path(__file__).with_name("churn.py")
PACKETS_OF_A_CONNECTION = len(list(churn.connection((bytes(4), 1), (bytes(4), 2))))


class Load(network.NetworkTest):
    def send(self, rate, seconds):
        """How many packets were sent."""
        sent = self.client.run("python3", CHURN, "eth0", rate, seconds)
        return int(sent) * PACKETS_OF_A_CONNECTION

    @staticmethod
    def counts(watch):
        """Packets read, and packets lost by place, of the last line that tells them."""
        last = re.findall(r"flowsnoop: ([\d,]+) packets? in [^,]*, (.*)", watch.error)[-1]
        lost = {place: int(count.replace(",", ""))
                for count, place in re.findall(r"([\d,]+) by the (\w+)", last[1])}
        return int(last[0].replace(",", "")), lost

    def test_what_the_kernel_has_no_room_for_is_counted(self):
        watch = self.watch("--format", "json", "-B", "256", "tcp")
        watch.signal(signal.SIGSTOP)
        sent = self.send(100_000, 1)
        watch.signal(signal.SIGCONT)
        network.wait_until(lambda: "by the kernel" in watch.error, "the loss is told")
        watch.stop()
        read, lost = self.counts(watch)
        self.assertGreater(lost["kernel"], 0)
        self.assertEqual(read + lost["kernel"], sent, watch.error)
        metric = watch.metrics()[-1]["flowsnoop"]["capture"]["total"]
        self.assertEqual(metric["lost"]["kernel"], lost["kernel"])
        self.assertEqual(sum(record["network"]["packets"] for record in watch.records()), read)

    def test_at_the_highest_rate_of_a_sender_none_is_lost_or_all_lost_are_counted(self):
        watch = self.watch("--format", "json", "-o", "/dev/null", "tcp")
        sent = self.send(1_000_000, 3)
        watch.stop()
        read, lost = self.counts(watch)
        self.assertEqual(read + sum(lost.values()), sent, watch.error)

    def test_what_was_lost_shows_as_bytes_that_tcp_missed(self):
        watch = self.watch("--format", "json", "tcp and not (tcp[tcpflags] & tcp-push != 0)")
        connections = self.send(100, 1) // PACKETS_OF_A_CONNECTION
        watch.stop()
        missed = sum(record["flowsnoop"][side].get("tcp", {}).get("missed_bytes", 0)
                     for record in watch.records() for side in ("client", "server"))
        self.assertEqual(missed, connections * len(churn.REQUEST + churn.RESPONSE))
        self.assertIn(f"TCP acknowledged {missed:,} bytes that were not captured", watch.error)


if __name__ == "__main__":
    network.run()
