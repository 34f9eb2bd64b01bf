"""Makes ready what is measured: the programs, the Debian packages, the files."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def run_from_library(script: str, *arguments: str) -> None:
    """Runs a line of shell that may use what scripts/lib.sh has."""
    library = f'root="{ROOT}"; source "$root/scripts/lib.sh"; '
    program = os.path.basename(sys.argv[0])
    status = subprocess.call(["bash", "-ec", library + script, program, *arguments],
                             stdout=subprocess.DEVNULL)
    if status != 0:
        sys.exit(f"{program}: could not make ready what it measures")


def build() -> str:
    """Where the programs are."""
    run_from_library("configure_preset bench; build_preset bench")
    return os.path.join(ROOT, "build/bench")


def install(packages: list[str]) -> None:
    run_from_library('install_packages "$@"', *packages)


def make_file(programs: str, kind: str, packets: int, flows: int, path: str) -> None:
    """A savefile of made-up traffic, unless it is there; 0 flows: as many as are usual."""
    if os.path.exists(path):
        return
    command = [os.path.join(programs, "bench_generate"), kind, "-o", path + ".part",
               "--packets", str(packets)]
    subprocess.run(command + (["--flows", str(flows)] if flows else []), check=True)
    os.rename(path + ".part", path)
