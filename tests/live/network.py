"""Two network namespaces with a cable between them, and flowsnoop watching one end.

A test of this directory is a script: `NAME_test.py PROGRAM`. Nothing leaves the namespaces, and
all of it goes with the test, whatever happens. Where namespaces are not allowed, or a program that
the test needs is missing, run() exits with 77 and says why.
"""

import atexit
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SKIPPED = 77
PATIENCE_S = 60  # for what happens soon; a busy machine may take long

CLIENT, SERVER = "198.51.100.1", "198.51.100.2"

program = None  # path of flowsnoop


def run(needs=()):
    """What each script calls: `needs` are programs besides ip(8)."""
    global program
    program = str(pathlib.Path(sys.argv.pop(1)).resolve())
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [name for name in ("ip", *needs) if shutil.which(name) is None]
    if missing:
        print("skipped: not installed:", ", ".join(missing))
        sys.exit(SKIPPED)
    probe = f"flowsnoop-probe-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True)
    if made.returncode != 0:
        print("skipped: no network namespaces here:", made.stderr.strip())
        sys.exit(SKIPPED)
    subprocess.run(["ip", "netns", "del", probe], check=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all is cleaned up
    unittest.main(verbosity=2)


def wait_until(condition, what):
    """The first true value that condition() gives."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE_S} s: {what}")


class Namespace:
    """One host: processes run in it, and end with it."""

    def __init__(self, name):
        self.name = name
        self.processes = []
        subprocess.run(["ip", "netns", "add", name], check=True)
        atexit.register(self.close)
        # No router solicitations and the like: only what the test does is on the cable.
        self.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; "
                 "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6")
        self.ip("link", "set", "lo", "up")

    def ip(self, *arguments):
        subprocess.run(["ip", "-n", self.name, *arguments], check=True)

    def command(self, *arguments):
        return ["ip", "netns", "exec", self.name, *map(str, arguments)]

    def run(self, *arguments, **options):
        """Runs a program to its end and gives what it printed."""
        return subprocess.run(self.command(*arguments), check=True, stdout=subprocess.PIPE,
                              timeout=PATIENCE_S, **options).stdout

    def start(self, *arguments, **options):
        process = subprocess.Popen(self.command(*arguments), **options)
        self.processes.append(process)
        return process

    def serve(self, *arguments, port, transport="tcp"):
        """Starts a server and waits until its port is open."""
        process = self.start(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        option = "-lnH" + transport[0]
        wait_until(lambda: f":{port} ".encode() in self.run("ss", option), f"{arguments[0]} serves")
        return process

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        for process in self.processes:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        self.processes = []
        atexit.unregister(self.close)
        subprocess.run(["ip", "netns", "del", self.name], check=False)


class NetworkTest(unittest.TestCase):
    """`self.client` and `self.server`, whose interface eth0 the cable is plugged into."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="flowsnoop-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.client = self.make_namespace("client")
        self.server = self.make_namespace("server")
        self.plug_in()

    def make_namespace(self, role):
        namespace = Namespace(f"flowsnoop-{os.getpid()}-{role}")
        self.addCleanup(namespace.close)
        return namespace

    def plug_in(self):
        self.client.ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns",
                       self.server.name)
        for namespace, address in ((self.client, CLIENT), (self.server, SERVER)):
            namespace.ip("address", "add", f"{address}/24", "dev", "eth0")
            namespace.ip("link", "set", "eth0", "up")
        for namespace in (self.client, self.server):
            wait_until(lambda: b"up" in namespace.run("cat", "/sys/class/net/eth0/operstate"),
                       "the cable is plugged in")

    def watch(self, *arguments, namespace=None, **options):
        """flowsnoop in the server's namespace, and capturing."""
        return Flowsnoop(namespace or self.server, self.directory, arguments, **options)


class Flowsnoop:
    """Its standard output and standard error go to files, unless `stdout` says otherwise."""

    def __init__(self, namespace, directory, arguments, interfaces=("eth0",), stdout=None):
        self.output_path = directory / "output"
        self.error_path = directory / "error"
        selected = [word for name in interfaces for word in ("-i", name)]
        before = self.packet_sockets(namespace)
        with open(self.output_path, "wb") as output, open(self.error_path, "wb") as error:
            self.process = namespace.start(program, *selected, *arguments, stderr=error,
                                           stdout=output if stdout is None else stdout)
        wait_until(lambda: self.process.poll() is not None
                   or self.packet_sockets(namespace) >= before + len(interfaces),
                   "flowsnoop captures")

    @staticmethod
    def packet_sockets(namespace):
        """How many take packets by now: the sixth column of packet(7)'s table."""
        lines = namespace.run("cat", "/proc/net/packet", text=True).splitlines()[1:]
        return sum(line.split()[5] == "1" and line.split()[3] != "0000" for line in lines)

    @property
    def output(self):
        return self.output_path.read_text()

    @property
    def error(self):
        return self.error_path.read_text()

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        return self.process.wait(PATIENCE_S)

    def stop(self):
        """Ends it as ^C does, and gives its records."""
        self.signal(signal.SIGINT)
        status = self.wait()
        assert status == 0, f"exit status {status}: {self.error}"
        return self.records()

    def lines(self):
        return [json.loads(line) for line in self.output.splitlines()]

    def records(self):
        return [line for line in self.lines() if line["event"].get("kind") != "metric"]

    def metrics(self):
        return [line for line in self.lines() if line["event"].get("kind") == "metric"]
