"""Measures Parallax beside nginx and haproxy; `run` starts it, README.md says how to read what it prints."""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

# pylint: disable=wrong-import-position
import nginx
from designs import start_all
from loads import Loads
from machine import Machine, free_ports, raise_file_limit, require_cores, run
from printing import Printer, median, megabytes, milliseconds, spread

CASES = {
    "get-600B": {"path": "/orders"},
    "post-1KB": {"path": "/orders", "method": "POST", "body_bytes": 1024},
    "get-64KB": {"path": "/catalogue"},
}
ENOUGH = 0.999  # compared and recorded; under that a round says nothing


class Round:
    """What one round of one design showed."""

    def __init__(self, result, cpu_seconds, busy, peak, upstream, share, note):
        self.requests, self.failed = result["requests"], result["failed"]
        self.cpu = cpu_seconds * 1e6 / max(self.requests, 1)
        self.rate = self.requests / result["seconds"]
        self.p50, self.p99 = result["p50"], result["p99"]
        self.busy, self.peak, self.upstream, self.share, self.note = busy, peak, upstream, share, note
        self.is_void = False


class Cell:
    """One case at one number of connections: all designs, in interleaved rounds."""

    def __init__(self, machine, options, case, connections, printer):
        self.machine, self.options, self.case, self.printer = machine, options, case, printer
        self.connections = connections
        self.request = CASES[case]
        self.loads = Loads(machine, options.load)
        names = ["legacy", "candidate", "empty", "status"]
        free = free_ports(len(names) + 8)
        self.ports = dict(zip(names, free))
        self.ports["free"] = free[len(names):]
        self.full, self.paced = {}, {}

    def run(self):
        self.printer.line()
        self.printer.line(f"{self.case}, {self.connections} connections")
        upstream = nginx.start(
            self.machine, "upstreams",
            nginx.upstreams(*(self.ports[name] for name in ("legacy", "candidate", "empty", "status"))),
            self.machine.load_core, self.ports["legacy"])
        self.designs = start_all(
            self.machine, self.options.programs, os.path.dirname(self.options.load), self.ports, self.connections)
        try:
            self.measure()
        finally:
            for design in self.designs:
                self.machine.stop(design.process)
            self.machine.stop(upstream)
        self.print_full()
        self.print_paced()
        return self

    def measure(self):
        options = self.options
        # wrk hangs up on what is under way at its end: with many connections that is too much work that nobody counts.
        fast = self.loads.full_speed if self.connections <= 64 else self.loads.unbroken
        for design in self.designs:
            fast(design.port, self.connections, 1, **self.request)
        for number in range(options.rounds):
            for design in self.rotated(number):
                self.full.setdefault(design.key, []).append(self.round(
                    design, lambda port: fast(port, self.connections, options.seconds, **self.request)))
        # Half of what the slowest design carries, so that none is saturated.
        self.rate = min(median([each.rate for each in rounds]) for rounds in self.full.values()) / 2

        def pace(port):
            return self.loads.paced(port, self.connections, options.seconds, self.rate, **self.request)

        for number in range(options.rounds):
            direct = pace(self.ports["legacy"])
            self.paced.setdefault("direct", []).append(Round(direct, 0, 0, 0, 1, None, ""))
            for design in self.rotated(number):
                self.paced.setdefault(design.key, []).append(self.round(design, pace))

    def rotated(self, number):
        """Another order in each round, so that none always comes after the same one."""
        start = number % len(self.designs)
        return self.designs[start:] + self.designs[:start]

    def round(self, design, load):
        design.before()
        design.process.reset_peak()
        seen, cpu, began = nginx.requests_seen(self.ports["status"]), design.process.cpu_seconds(), time.monotonic()
        result = load(design.port)
        loaded, busy = time.monotonic() - began, design.process.cpu_seconds() - cpu
        share, note = design.after(result["requests"])
        spent = design.process.cpu_seconds() - cpu
        upstream = (nginx.requests_seen(self.ports["status"]) - seen) / max(result["requests"], 1)
        each = Round(result, spent, busy / loaded, design.process.peak_rss(), upstream, share, note)
        if share is not None and share < ENOUGH:
            each.is_void = True
            each.note = f"{100 * share:.2f} % of {each.requests} compared and recorded; " + note
        if upstream < ENOUGH * design.mirrors:
            each.is_void = True
            each.note = f"{upstream:.3f} upstream requests a request; " + each.note
        if each.failed > 0 or result.get("unsent", 0) > 0:
            each.is_void = True
            each.note = f"{each.failed} failed, {result.get('unsent', 0)} unanswered; " + each.note
        return each

    # MARK: What came of it

    def ratio(self, rounds, left, right):
        """The median over rounds of one design's CPU over another's, and how many rounds it rests on."""
        pairs = [(a.cpu, b.cpu) for a, b in zip(rounds.get(left, []), rounds.get(right, []))
                 if not a.is_void and not b.is_void]
        return median([a / b for a, b in pairs]), len(pairs)

    def added_p99(self, key):
        """How much later than directly the 99th percentile comes, in microseconds, the median over rounds."""
        values = [each.p99 - direct.p99 for each, direct in zip(self.paced.get(key, []), self.paced["direct"])
                  if not each.is_void]
        return median(values)

    def voids(self):
        return [each for rounds in (self.full, self.paced) for each in sum(rounds.values(), []) if each.is_void]

    def peak(self, key):
        return max((each.peak for rounds in (self.full, self.paced) for each in rounds.get(key, [])), default=float("nan"))

    def print_full(self):
        self.printer.line(f"  at full speed ({'wrk' if self.connections <= 64 else 'load.c'})")
        rows = []
        for design in self.designs:
            rounds = self.full[design.key]
            valid = [each for each in rounds if not each.is_void]
            shown = valid or rounds
            rows.append([
                design.title, spread([each.cpu for each in shown]), f"{median([each.rate for each in shown]):.0f}",
                f"{100 * median([each.busy for each in shown]):.0f} %",
                f"{milliseconds(median([each.p50 for each in shown])):.2f}",
                f"{milliseconds(median([each.p99 for each in shown])):.2f}",
                f"{megabytes(max(each.peak for each in rounds)):.1f}",
                f"{median([each.upstream for each in shown]):.2f}",
                f"VOID {len(rounds) - len(valid)}/{len(rounds)}" if len(valid) < len(rounds) else ""])
        self.printer.table(
            ["design", "CPU µs/request", "requests/s", "core", "p50 ms", "p99 ms", "peak RSS MB", "upstream", ""], rows)
        self.print_notes(self.full)

    def print_paced(self):
        self.printer.line(f"  at {self.rate:.0f} requests/s, half of the slowest design's (open loop)")
        direct = self.paced["direct"]
        rows = [["direct to legacy", "–", "–", f"{milliseconds(median([each.p50 for each in direct])):.2f}",
                 f"{milliseconds(median([each.p99 for each in direct])):.2f}", "–", "–", ""]]
        for design in self.designs:
            rounds = self.paced[design.key]
            valid = [each for each in rounds if not each.is_void]
            shown = valid or rounds
            rows.append([
                design.title, spread([each.cpu for each in shown]), f"{100 * median([each.busy for each in shown]):.0f} %",
                f"{milliseconds(median([each.p50 for each in shown])):.2f}",
                f"{milliseconds(median([each.p99 for each in shown])):.2f}",
                f"{milliseconds(self.added_p99(design.key)):.2f}",
                f"{megabytes(max(each.peak for each in rounds)):.1f}",
                f"VOID {len(rounds) - len(valid)}/{len(rounds)}" if len(valid) < len(rounds) else ""])
        self.printer.table(
            ["design", "CPU µs/request", "core", "p50 ms", "p99 ms", "added p99 ms", "peak RSS MB", ""], rows)
        self.print_notes(self.paced)

    def print_notes(self, rounds):
        titles = {design.key: design.title for design in self.designs}
        for key, each_round in rounds.items():
            for number, each in enumerate(each_round):
                if each.is_void:
                    self.printer.line(f"  VOID round {number + 1} of {titles[key]}: {each.note}")


def judge(cells, printer):
    printer.line()
    printer.line("Targets (CPU ratios are medians over rounds; a VOID round counts for none)")
    for cell in cells:
        name = f"{cell.case}, {cell.connections} connections"
        limit = 0.6 if cell.case == "get-64KB" else 0.5
        for speed, rounds in (("full speed", cell.full), ("fixed rate", cell.paced)):
            ratio, count = cell.ratio(rounds, "parallax", "nginx-mirror")
            printer.verdict(
                count > 0 and ratio <= limit,
                f"{name}, {speed}: compared and recorded costs {describe(ratio, count)} of nginx mirror (≤ {limit})")
        if "data-plane" in cell.full:
            for speed, rounds in (("full speed", cell.full), ("fixed rate", cell.paced)):
                ratio, count = cell.ratio(rounds, "data-plane", "nginx-204")
                text = f"{name}, {speed}: the data plane alone costs {describe(ratio, count)} of nginx mirror answered 204"
                if cell.case == "get-64KB":
                    printer.line(f"         {text} (no target: a 204 has no 64 KB)")
                else:
                    printer.verdict(count > 0 and ratio <= 1.0, text + " (≤ 1.0)")
        else:
            printer.verdict(False, f"{name}: the data plane alone was not measured: no DataPlaneBenchmark built")
        ours, theirs = cell.added_p99("parallax"), cell.added_p99("nginx-mirror")
        printer.verdict(
            ours <= theirs,
            f"{name}: adds {milliseconds(ours):.2f} ms to p99 at half load, nginx mirror {milliseconds(theirs):.2f} ms "
            f"(answered 204: {milliseconds(cell.added_p99('nginx-204')):.2f}, no mirror: "
            f"{milliseconds(cell.added_p99('nginx')):.2f})")
        if cell.connections == 1000:
            peak = megabytes(cell.peak("parallax"))
            printer.verdict(peak < 40, f"{name}: peak RSS {peak:.1f} MB (< 40)")
    voids = sum(len(cell.voids()) for cell in cells)
    printer.verdict(voids == 0, f"{voids} rounds are void")


def describe(ratio, count):
    return f"{ratio:.2f}" if count > 0 else "VOID"


def names(allowed):
    def parse(text):
        chosen = text.split(",")
        for word in chosen:
            if word not in allowed:
                raise argparse.ArgumentTypeError(f"'{word}' is none of {', '.join(allowed)}")
        return chosen
    return parse


def positive(text):
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000")
    return number


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/proxy/run", description=__doc__)
    parser.add_argument("--rounds", type=positive, default=5, help="interleaved rounds of each design (default 5)")
    parser.add_argument("--seconds", type=positive, default=3, help="of load in each round (default 3)")
    parser.add_argument("--cases", type=names(list(CASES)), default=list(CASES), help="of " + ",".join(CASES))
    parser.add_argument("--connections", type=names(["64", "1000"]), default=["64", "1000"], help="of 64,1000")
    parser.add_argument("--keep", action="store_true", help="also writes what is printed to Benchmarks/proxy/results")
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--load", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    printer = Printer()
    raise_file_limit(16384)
    proxy_core, load_core = require_cores()
    with Machine("proxy", proxy_core, load_core) as machine:
        printer.environment(
            "Parallax beside nginx and haproxy, each one thread on one core; upstreams and load on another",
            [["nginx", "-v"], ["haproxy", "-v"], ["wrk", "-v"]])
        printer.line("  haproxy's packages have no mirroring (its agent for it is not in Debian): measured without.")
        printer.line(f"  {options.rounds} interleaved rounds of {options.seconds} s; CPU is user + system time of all "
                     "threads and processes over requests done")
        cells = [Cell(machine, options, case, int(connections), printer).run()
                 for connections in options.connections for case in options.cases]
        judge(cells, printer)
    if options.keep:
        printer.keep(os.path.join(os.path.dirname(os.path.abspath(__file__)), "results"))
    return 1 if printer.failures else 0


if __name__ == "__main__":
    run(main)
