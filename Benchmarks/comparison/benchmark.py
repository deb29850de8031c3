"""Compares the same documents with Parallax and its peers; `run` starts it, README.md says how to read what it prints."""

import argparse
import json
import os
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

# pylint: disable=wrong-import-position
from documents import all_pairs, hostile
from machine import BenchmarkError, run, settle
from printing import Printer, megabytes

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = ["parallax", "simdjson", "nlohmann", "deepdiff-rs", "jsondiff", "deepdiff"]
REORDERED_LIMIT = 250
TIMES_NLOHMANN = 4
TIMES_DEEPDIFF = 200
SHARE_OF_SIMDJSON = 1 / 3
MEMORY_LIMIT = 6
# A hostile pair: seconds, and bytes of memory for each of its bytes (two bytes can be an element of an array).
HOSTILE_SECONDS = 5
HOSTILE_MEMORY = 40
# Below, what a program takes to be there at all says more than its documents.
SMALLEST_FOR_MEMORY = 1_000_000


class Tool:
    """One way to compare two files, as a program that measures itself."""

    def __init__(self, name, options):
        self.name, self.options = name, options
        python = [os.path.join(options.work, "venv/bin/python"), os.path.join(HERE, "peers.py"), name]
        compiled = [os.path.join(options.work, "peers"), name]
        own = [os.path.join(options.programs, "ComparisonBenchmark")]
        self.command = {"parallax": own, "simdjson": compiled, "nlohmann": compiled}.get(name, python)
        # What the program takes without documents of any size.
        self.footprint = 0
        # The size beyond which it is not tried again, since it took too long on less.
        self.given_up_at = None

    def measure(self, pair, seconds):
        """Seconds and peak memory of one comparison; None where it takes longer than the deadline."""
        key = [pair.key] if pair.key and self.name == "parallax" else []
        try:
            result = subprocess.run(
                [*self.command, pair.legacy, pair.candidate, str(seconds), *key], capture_output=True, text=True,
                timeout=self.options.deadline + seconds, check=False, stdin=subprocess.DEVNULL,
                preexec_fn=lambda: settle(self.options.core, 0))
        except subprocess.TimeoutExpired:
            return None
        if result.returncode != 0:
            raise BenchmarkError(f"{self.name} on {pair.name} exited {result.returncode}:\n{result.stderr[-800:]}")
        measured = json.loads(result.stdout)
        return None if measured["seconds"] > self.options.deadline else measured


class Line:
    """The measurements of one tool on one pair."""

    def __init__(self):
        self.seconds, self.peaks, self.found, self.is_over = [], [], "", False

    def add(self, measured):
        if measured is None:
            self.is_over = True
            return
        self.seconds.append(measured["seconds"])
        self.peaks.append(measured["peak"])
        self.found = measured["found"]

    def rate(self, pair):
        """MB/s over both documents, the median of the rounds."""
        return pair.octets / statistics.median(self.seconds) / 1e6 if self.seconds and not self.is_over else None


class Benchmark:
    """All pairs, all tools, in rounds that take turns."""

    def __init__(self, options):
        self.options, self.printer = options, Printer()
        self.tools = [Tool(name, options) for name in options.tools]
        self.pairs = all_pairs(os.path.join(options.work, "documents"), options.largest)

    def run(self):
        self.printer.environment("Comparing two JSON documents, parse included, on one core", [
            ["swift", "--version"], ["g++", "--version"],
            [os.path.join(self.options.work, "venv/bin/python"), "--version"]])
        for tool in self.tools:
            measured = tool.measure(self.pairs[0], 0)
            if measured is None:
                raise BenchmarkError(f"{tool.name} takes over {self.options.deadline} s on a demo body")
            tool.footprint = measured["peak"]
        for pair in self.pairs:
            self.compare(pair)
        self.survive()
        if self.options.keep:
            self.printer.keep(os.path.join(HERE, "results"))
        return 1 if self.printer.failures else 0

    def survive(self):
        """Hostile documents, with Parallax alone."""
        self.printer.line()
        self.printer.line("hostile documents, parallax alone")
        for pair in hostile(os.path.join(self.options.work, "hostile")):
            measured = self.tools[0].measure(pair, 0)
            if measured is None:
                self.printer.verdict(False, f"{pair.change}: over {self.options.deadline:.0f} s")
                continue
            memory = max(0, measured["peak"] - self.tools[0].footprint)
            self.printer.verdict(
                measured["seconds"] < HOSTILE_SECONDS and memory < HOSTILE_MEMORY * pair.octets + 1e6,
                f"{pair.change} ({pair.octets:,} bytes): {measured['found']}, {measured['seconds']:.3f} s (under "
                f"{HOSTILE_SECONDS}), {megabytes(memory):.1f} MB, {memory / pair.octets:.1f} × (under {HOSTILE_MEMORY})")

    def compare(self, pair):
        lines = {tool.name: Line() for tool in self.tools}
        for number in range(self.options.rounds):
            for tool in self.tools:
                # What is slow is not measured again: it has been seen, and the others wait.
                if number > 0 and (lines[tool.name].is_over or lines[tool.name].seconds[-1] > 5):
                    continue
                if tool.given_up_at is not None and pair.octets > 10 * tool.given_up_at:
                    lines[tool.name].is_over = True
                    continue
                lines[tool.name].add(tool.measure(pair, self.options.seconds))
                if lines[tool.name].is_over:
                    tool.given_up_at = min(tool.given_up_at or pair.octets, pair.octets)
        self.report(pair, lines)

    def report(self, pair, lines):
        self.printer.line()
        self.printer.line(f"{pair.name}: {pair.octets:,} bytes in both")
        own = lines["parallax"].rate(pair)
        rows = []
        for tool in self.tools:
            line = lines[tool.name]
            rate = line.rate(pair)
            if rate is None:
                rows.append([tool.name, f"over {self.options.deadline:.0f} s", "", "", "", ""])
                continue
            memory = max(line.peaks) - tool.footprint
            rows.append([
                tool.name, f"{rate:.4g}", f"{statistics.median(line.seconds) * 1e3:.4g}", f"{own / rate:.3g}",
                f"{megabytes(memory):.1f} ({memory / pair.octets:.1f}×)" if memory > 0 else "–", line.found])
        self.printer.table(["", "MB/s", "ms", "parallax is ×", "memory, MB", "found"], rows)
        self.judge(pair, lines, own)

    def judge(self, pair, lines, own):
        if pair.change == "other key order":
            self.printer.verdict(own >= REORDERED_LIMIT,
                                 f"another key order: {own:.0f} MB/s (at least {REORDERED_LIMIT})")
            limit = lines["simdjson"].rate(pair) if "simdjson" in lines else None
            if limit:
                self.printer.line(f"          {own / limit:.0%} of what simdjson takes to parse both (to reach for: "
                                  f"{SHARE_OF_SIMDJSON:.0%})")
        for name, times in (("nlohmann", TIMES_NLOHMANN), ("deepdiff", TIMES_DEEPDIFF)):
            if name not in lines:
                continue
            rate = lines[name].rate(pair)
            # A peer that was stopped is at least as slow as its deadline, which may not be enough to say.
            bound = rate or pair.octets / self.options.deadline / 1e6
            text = f"{'' if rate else 'over '}{own / bound:.3g} × {name} (at least {times})"
            if rate or own >= times * bound:
                self.printer.verdict(own >= times * bound, text)
            else:
                self.printer.line(f"  ? {text}: a longer deadline would tell")
        if pair.octets >= SMALLEST_FOR_MEMORY:
            memory = max(lines["parallax"].peaks)
            self.printer.verdict(memory < MEMORY_LIMIT * pair.octets + self.tools[0].footprint,
                                 f"peak memory {(memory - self.tools[0].footprint) / pair.octets:.2f} × the documents "
                                 f"(under {MEMORY_LIMIT})")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="rounds in which the tools take turns (default 5)")
    parser.add_argument("--seconds", type=float, default=0.5,
                        help="how long a tool repeats a comparison in one round, at least (default 0.5)")
    parser.add_argument("--deadline", type=float, default=120, help="seconds that one comparison may take (default 120)")
    parser.add_argument("--largest", type=int, default=50, help="MB of the largest document (default 50)")
    parser.add_argument("--tools", nargs="*", default=TOOLS, choices=TOOLS, help="which to measure; parallax always")
    parser.add_argument("--keep", action="store_true", help="also write what is printed to results/")
    options = parser.parse_args()
    options.tools = ["parallax"] + [name for name in options.tools if name != "parallax"]
    options.core = max(os.sched_getaffinity(0))
    return Benchmark(options).run()


run(main)
