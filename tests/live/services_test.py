#!/usr/bin/env python3
"""Real servers and their clients: the records equal what the clients did."""

import collections
import json
import pathlib
import subprocess
import threading

import network
from network import CLIENT, SERVER

FIRST_DIG_PORT = 40000

NGINX = """
pid {directory}/nginx.pid;
error_log stderr;
daemon off;
master_process off;
events {{}}
http {{
  access_log off;
  client_body_temp_path {directory};
  proxy_temp_path {directory};
  fastcgi_temp_path {directory};
  uwsgi_temp_path {directory};
  scgi_temp_path {directory};
  server {{ listen 80; root {directory}/www; }}
}}
"""

SSHD = """
Port 22
HostKey {directory}/host_key
AuthorizedKeysFile {directory}/key.pub
PidFile {directory}/sshd.pid
PasswordAuthentication no
UsePAM no
StrictModes no
"""


class Services(network.NetworkTest):
    def start_file(self, name, text):
        path = self.directory / name
        path.write_text(text.format(directory=self.directory))
        return path

    def expect_roles(self, record, port, service):
        self.assertEqual(record["client"]["ip"], CLIENT)
        self.assertEqual(record["server"]["ip"], SERVER)
        self.assertEqual(record["server"]["port"], port)
        self.assertEqual(record["flowsnoop"]["service"], service)

    def expect_payload(self, record, sent, received):
        """As the client counted it: each byte once."""
        for side, size in (("client", sent), ("server", received)):
            counters = record["flowsnoop"][side]
            unique = counters.get("tcp", {}).get("unique_bytes", counters["payload_bytes"])
            self.assertEqual(unique, size, f"payload of the {side}")

    def test_nginx(self):
        (self.directory / "www").mkdir()
        self.directory.chmod(0o755)
        for size in (0, 1, 1000, 300_000):
            (self.directory / "www" / str(size)).write_bytes(b"x" * size)
        self.server.serve("nginx", "-c", self.start_file("nginx.conf", NGINX),
                          "-p", self.directory, port=80)
        watch = self.watch("--format", "json", "ip")
        done = []
        for size in (0, 1, 1000, 300_000) * 5:
            done.append(tuple(map(int, self.client.run(
                "curl", "-s", "-o", "/dev/null", "-w",
                "%{local_port} %{size_request} %{size_header} %{size_download}",
                f"http://{SERVER}/{size}").split())))
        records = {record["client"]["port"]: record for record in watch.stop()}
        self.assertEqual(len(records), len(done))
        for port, request, header, download in done:
            record = records[port]
            self.expect_roles(record, 80, "http")
            self.expect_payload(record, request, header + download)
            self.assertEqual(record["network"]["protocol"], "http")
            self.assertEqual(record["url"]["original"], f"/{download}")
            self.assertEqual(record["http"]["response"]["status_code"], 200)
            self.assertEqual(record["flowsnoop"]["state"], "closed")
            self.assertEqual(record["flowsnoop"]["role"]["by"], "syn")

    def test_dnsmasq(self):
        names = [f"host{i}.example" for i in range(20)]
        addresses = [f"--address=/{name}/192.0.2.{i + 1}" for i, name in enumerate(names)]
        self.server.serve("dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts",
                          "--conf-file=/dev/null", "--user=root", "--pid-file", *addresses, port=53,
                          transport="udp")
        watch = self.watch("--format", "json", "ip")
        # From ports that differ: at random two of them may be the same, and then one conversation.
        received = [self.client.run("dig", f"@{SERVER}", "-b", f"{CLIENT}#{FIRST_DIG_PORT + i}",
                                    "+tries=1", "+nocookie", name, text=True)
                    for i, name in enumerate(names)]
        records = watch.stop()
        self.assertEqual(len(records), len(names))
        for i, (record, name, answer) in enumerate(zip(records, names, received)):
            size = int(answer.rsplit("MSG SIZE  rcvd:", 1)[1].split()[0])
            self.expect_roles(record, 53, "domain")
            self.assertEqual(record["flowsnoop"]["server"]["payload_bytes"], size)
            self.assertEqual(record["dns"]["question"]["name"], name)
            self.assertEqual(record["dns"]["resolved_ip"], [f"192.0.2.{i + 1}"])
            self.assertEqual((record["client"]["packets"], record["server"]["packets"]), (1, 1))

    def test_sshd(self):
        for name in ("host_key", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                            self.directory / name], check=True)
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        self.server.serve("/usr/sbin/sshd", "-D", "-e", "-f", self.start_file("sshd", SSHD), port=22)
        watch = self.watch("--format", "json", "ip")
        for _ in range(3):
            printed = self.client.run(
                "ssh", "-i", self.directory / "key", "-F", "none", "-o", "BatchMode=yes",
                "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile=/dev/null",
                SERVER, "echo", "here", text=True, stderr=subprocess.DEVNULL)
            self.assertEqual(printed, "here\n")
        records = watch.stop()
        self.assertEqual(len(records), 3)
        for record in records:
            self.expect_roles(record, 22, "ssh")
            self.assertEqual(record["network"]["protocol"], "ssh")
            self.assertEqual(record["flowsnoop"]["state"], "closed")

    def test_iperf3(self):
        self.server.serve("iperf3", "-s", port=5201)
        watch = self.watch("--format", "json", "ip")
        done = json.loads(self.client.run("iperf3", "-c", SERVER, "-n", "20M", "-J"))
        records = watch.stop()
        self.assertEqual(len(records), 2)  # one to talk about the test, one for the data
        for record in records:
            self.expect_roles(record, 5201, "targus-getdata1")
        data = max(records, key=lambda record: record["network"]["bytes"])
        port = done["start"]["connected"][0]["local_port"]
        self.assertEqual(data["client"]["port"], port)
        tcp = data["flowsnoop"]["client"].get("tcp", {})
        self.assertEqual(tcp.get("missed_bytes", 0), 0, watch.error)
        # The name of the test, 37 bytes, goes before the data. When both have enough, they leave what
        # is still in the sender's buffer.
        sent = tcp.get("unique_bytes", data["flowsnoop"]["client"]["payload_bytes"]) - 37
        self.assertGreaterEqual(sent, done["end"]["sum_received"]["bytes"])
        self.assertLessEqual(sent, done["end"]["sum_sent"]["bytes"])
        self.assertIn("none lost", watch.error)

    def test_every_frame_that_the_kernel_counts_is_read(self):
        self.server.serve("iperf3", "-s", port=5201)
        before = self.frames_of_interface()
        watch = self.watch("--format", "json")
        self.client.run("iperf3", "-c", SERVER, "-u", "-b", "5M", "-t", "1", "-J")
        watch.stop()
        read = int(watch.error.split(" frames read")[0].rsplit(" ", 1)[1].replace(",", ""))
        self.assertEqual(read, self.frames_of_interface() - before, watch.error)

    def frames_of_interface(self):
        files = [f"/sys/class/net/eth0/statistics/{way}_packets" for way in ("rx", "tx")]
        return sum(map(int, self.server.run("cat", *files).split()))


if __name__ == "__main__":
    network.run(needs=("ss", "nginx", "curl", "dnsmasq", "dig", "sshd", "ssh", "iperf3"))
