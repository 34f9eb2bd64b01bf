"""Runs programs and measures them."""

import os
import re
import resource
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass


class Failure(Exception):
    """A program that did not do its work; the text is for people."""


@dataclass(frozen=True)
class Run:
    wall_s: float
    cpu_s: float
    peak_kib: int


def run_once(command: list[str], work: str, limit_s: float) -> Run:
    """Runs a command in the empty directory `work`.

    The peak comes from GNU time: what wait4() says of a child of this program includes what this
    program had when it began the child.
    """
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    peak_path = work + ".peak"
    wrapped = ["timeout", str(limit_s), "time", "-q", "-f", "%M", "-o", peak_path, *command]
    errors_path = work + ".err"
    with open(errors_path, "wb") as errors:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        status = subprocess.call(wrapped, cwd=work, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=errors)
        wall_s = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status == 124:
        raise Failure(f"needs more than {limit_s:.0f} s")
    if status != 0:
        with open(errors_path, errors="replace") as errors:
            raise Failure(f"ends with {status}: {errors.read()[-200:].strip()}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with open(peak_path) as peak:
        return Run(wall_s, cpu_s, int(peak.read()))


def run_alternately(first, second, rounds: int, limit_s: float) -> tuple[list[Run], list[Run]]:
    """Calls A B A B...: what slows the machine down for a while then slows both.

    One call of each goes before and does not count, so that the file is in the cache. No round
    begins after `limit_s` seconds, but there is always one.
    """
    start = time.perf_counter()
    first()
    second()
    firsts, seconds = [first()], [second()]
    while len(firsts) < rounds and time.perf_counter() - start < limit_s:
        firsts.append(first())
        seconds.append(second())
    return firsts, seconds


@dataclass(frozen=True)
class Spread:
    median: float
    low: float
    high: float


def spread(values: list[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def machine() -> dict:
    with open("/proc/cpuinfo") as file:
        models = re.findall(r"^model name\s*:\s*(.*)", file.read(), re.MULTILINE)
    return {"cpu": models[0] if models else os.uname().machine, "cores": os.cpu_count(),
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "kernel": os.uname().release, "load": os.getloadavg()[0]}
