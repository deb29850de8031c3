"""Counts the instructions of an exchange in `parallax serve`; `run` starts it.

The sidecar runs under callgrind with everything on: both answers captured, compared under two rules, recorded in SQLite. Of
each case some requests go first, so that start-up, first uses and connections drop out; then callgrind's counts are set back, so
many requests are sent, waited for until they are written, and the counts are read. Instructions in the kernel are not among
them. A thread belongs to the group whose function it ran.

The program is some fifty times slower then, so that fewer exchanges gather before the comparison thread wakes up, and batches
are smaller: what is paid for each of these weighs more than in production.
"""

import argparse
import collections
import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

# pylint: disable=wrong-import-position
import functions
import nginx
from loads import Loads
from machine import BenchmarkError, Machine, free_ports, require_cores, run
from printing import Printer
from sidecar import Sidecar

CASES = {
    "get-600B": {"path": "/orders"},
    "post-1KB": {"path": "/orders", "method": "POST", "body_bytes": 1024},
    "get-64KB": {"path": "/catalogue"},
}
CONNECTIONS = 8
# By a function that no other thread runs; names are Swift's, mangled. The first one that a thread ran counts.
GROUPS = {
    "comparison": re.compile(r"16ExchangeComparerC7compare"),
    "recorder": re.compile(r"7Ledgers11BatchWriter"),
    "event loop": re.compile(r"8NIOPosix19SelectableEventLoopC"),
}
OTHERS = "others"


class Counted:
    """The sidecar under callgrind."""

    def __init__(self, machine, options, ports):
        self.machine = machine
        self.output = machine.path("instructions")
        self.sidecar = Sidecar(
            machine, os.path.join(options.programs, "parallax"), *ports, patience=120,
            under=["valgrind", "--tool=callgrind", "--separate-threads=yes", "--fair-sched=yes", "--demangle=no",
                   f"--callgrind-out-file={self.output}"])

    def control(self, *words):
        result = subprocess.run(
            ["callgrind_control", *words, str(self.sidecar.process.pid)],
            capture_output=True, text=True, timeout=120, check=False)
        if result.returncode != 0:
            raise BenchmarkError(f"callgrind_control exited {result.returncode}: {result.stdout}{result.stderr}")

    def files(self):
        return set(glob.glob(self.output + ".*-*"))

    def counts(self, work):
        """Instructions by group while a function runs, and the files that they are from."""
        self.control("--zero")
        work()
        self.sidecar.settle(120)
        before = self.files()
        self.control("--dump")
        new = sorted(self.files() - before)
        counts = dict.fromkeys([*GROUPS, OTHERS], 0)
        for name in new:
            group, count = read(name)
            counts[group] += count
        return counts, new


def read(name):
    """The group of one thread's file, and its instructions."""
    with open(name, encoding="utf-8", errors="replace") as file:
        text = file.read()
    totals = re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)
    group = next((group for group, function in GROUPS.items() if function.search(text)), OTHERS)
    return group, int(totals[1]) if totals else 0


def measure(machine, options, printer):
    names = ["legacy", "candidate", "empty", "status", "port", "admin"]
    ports = dict(zip(names, free_ports(len(names))))
    nginx.start(machine, "upstreams", nginx.upstreams(*(ports[name] for name in names[:4])), machine.load_core,
                ports["legacy"])
    counted = Counted(machine, options, [ports[name] for name in ["port", "admin", "legacy", "candidate"]])
    loads = Loads(machine, options.load)
    rows, ran = [], collections.Counter()
    for case in options.cases:
        def load(requests, case=case):
            result = loads.exact(ports["port"], CONNECTIONS, requests // CONNECTIONS, limit=120, **CASES[case])
            if result["failed"] > 0:
                raise BenchmarkError(f"{result['failed']} of {result['requests']} requests failed")

        if options.order:
            # First uses included: what they run stays in memory.
            ran += functions.ran(counted.counts(lambda: load(options.warm_up))[1], "parallax")
        else:
            load(options.warm_up)
            counted.sidecar.settle(120)
        before = counted.sidecar.outcomes().get("match", 0)
        counts, files = counted.counts(lambda: load(options.requests))
        compared = counted.sidecar.outcomes().get("match", 0) - before
        if compared != options.requests:
            raise BenchmarkError(f"{compared} of {options.requests} exchanges were compared")
        each = {group: count / options.requests for group, count in counts.items()}
        rows.append([case, *(f"{each[group]:,.0f}" for group in counts), f"{sum(each.values()):,.0f}"])
        if options.order:
            ran += functions.ran(files, "parallax")
        keep(files, case, options.profiles)
    printer.table(["instructions an exchange", *GROUPS, OTHERS, "all"], rows)
    if options.order:
        write_order(ran, options.order)


def write_order(ran, path):
    """Functions, the busiest first; those without a name cannot be placed."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{name}\n" for name, _ in ran.most_common() if not name.startswith("0x"))


def keep(files, case, folder):
    """Keeps the profiles, for callgrind_annotate and the like."""
    if folder is None:
        return
    os.makedirs(folder, exist_ok=True)
    for name in files:
        os.replace(name, os.path.join(folder, f"{case}-{name.rsplit('-', 1)[1]}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", required=True, help="the folder of the built programs")
    parser.add_argument("--load", required=True, help="the load tool")
    parser.add_argument("--cases", type=lambda text: text.split(","), default=list(CASES), help="of " + ", ".join(CASES))
    parser.add_argument("--requests", type=int, default=2000, help="that are counted, of each case")
    parser.add_argument("--warm-up", type=int, default=800, help="requests that go first")
    parser.add_argument("--profiles", type=os.path.abspath, help="keeps callgrind's files in this folder")
    parser.add_argument(
        "--order", type=os.path.abspath, help="writes the program's functions that exchanges ran to this file, for the linker")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    printer = Printer()
    printer.environment("Instructions of an exchange that is compared and recorded", [["valgrind", "--version"]])
    with Machine("instructions", *require_cores()) as machine:
        measure(machine, options, printer)
    return 0


if __name__ == "__main__":
    run(main)
