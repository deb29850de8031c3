"""Shows that a misbehaving candidate is not felt; `run` starts it, README.md says how to read what it prints."""

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

# pylint: disable=wrong-import-position
import nginx
from loads import Loads
from machine import BenchmarkError, Machine, free_ports, raise_file_limit, require_cores, run
from printing import Printer, median, megabytes, milliseconds
from sampling import Sampler
from sidecar import Sidecar

CONNECTIONS = 64
IN_FLIGHT = 128
BODY_LIMIT = 1 << 20  # the default of maxBodyBytes
BACKLOG = 64 << 20  # what may wait to be compared
RSS_BOUND = 64e6 + IN_FLIGHT * BODY_LIMIT + BACKLOG
TIMEOUT = "2s"
PAIRS = 2  # paced rounds without and with the mirror, in turns

SCENARIOS = {
    "none": "mirror switched off",
    "well": "candidate answers",
    "hang": "candidate never answers",
    "reset": "candidate resets",
    "gigabyte": "candidate sends 1 GB",
    "chunks": "candidate sends 1 GB in chunks",
    "bytes": "candidate sends single bytes",
    "slow": "candidate is 200 ms slow",
    "absent": "no candidate",
}


class Result:
    """What one scenario showed."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.exact = self.outcomes = self.counts = None
        self.flying = self.peak = self.samples = 0
        self.without, self.mirrored = [], []


class Trial:
    """One scenario: a fresh sidecar with the mirror, and one without it beside."""

    def __init__(self, machine, options, scenario):
        self.machine, self.options, self.scenario = machine, options, scenario
        self.loads = Loads(machine, options.load)
        self.result = Result(scenario)
        (self.legacy, self.candidate, self.empty, self.status, self.bad, self.port, self.admin, self.plain_port,
         self.plain_admin) = free_ports(9)

    def run(self):
        machine, started = self.machine, []
        try:
            started.append(nginx.start(
                machine, "upstreams", nginx.upstreams(self.legacy, self.candidate, self.empty, self.status),
                machine.load_core, self.legacy))
            bad = self.start_candidate()
            started += [bad] if bad else []
            target = self.candidate if self.scenario == "well" else self.bad
            program = os.path.join(self.options.programs, "parallax")
            sidecar = Sidecar(machine, program, self.port, self.admin, self.legacy, target, in_flight=IN_FLIGHT,
                              timeout=TIMEOUT, mirror=self.scenario != "none")
            started.append(sidecar.process)
            plain = Sidecar(machine, program, self.plain_port, self.plain_admin, self.legacy, target, name="plain",
                            mirror=False)
            started.append(plain.process)
            self.measure(sidecar, plain)
        finally:
            for process in reversed(started):
                machine.stop(process)
        if bad:
            with open(machine.path("counts.json"), encoding="ascii") as file:
                self.result.counts = json.load(file)
        return self.result

    def start_candidate(self):
        if self.scenario not in ("hang", "reset", "gigabyte", "chunks", "bytes", "slow"):
            return None
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "candidate.py")
        # It shares a core with legacy and the load, and must not slow them: that would look like the sidecar's doing.
        process = self.machine.start(
            "candidate", [sys.executable, script, str(self.bad), self.scenario, self.machine.path("counts.json")],
            self.machine.load_core, nice=19)
        self.machine.await_port(process, self.bad)
        return process

    def measure(self, sidecar, plain):
        result, requests = self.result, self.options.requests
        sidecar.process.reset_peak()
        with Sampler(lambda: sidecar.value("parallax_copies_in_flight")) as flying:
            result.exact = self.loads.exact(sidecar.port, CONNECTIONS, requests, timeout=60 + requests * CONNECTIONS / 500)
            for _ in range(PAIRS):
                result.without.append(self.pace(plain.port))
                result.mirrored.append(self.pace(sidecar.port))
        if flying.count == 0:
            raise BenchmarkError(f"/metrics could not be read: {flying.error}")
        # Copies that still run end by their timeout.
        sidecar.settle(60)
        result.flying, result.samples = flying.most, flying.count
        result.peak = sidecar.process.peak_rss()
        result.outcomes = sidecar.outcomes()

    def pace(self, port):
        return self.loads.paced(port, CONNECTIONS, self.options.seconds, self.options.rate)


def latency(rounds, key):
    return f"{milliseconds(median([each[key] for each in rounds])):.2f}"


def print_results(results, options, printer):
    printer.line()
    printer.line(f"{CONNECTIONS} connections, {options.requests} requests each as fast as answers come; then open loop at "
                 f"{options.rate:.0f} requests/s, without | with the mirror")
    rows = []
    for result in results:
        exact = result.exact
        rows.append([
            SCENARIOS[result.scenario], exact["requests"], exact["failed"],
            f"{exact['requests'] / exact['seconds']:.0f}", f"{milliseconds(exact['p50']):.2f}",
            f"{milliseconds(exact['p99']):.2f}",
            f"{latency(result.without, 'p50')} | {latency(result.mirrored, 'p50')}",
            f"{latency(result.without, 'p99')} | {latency(result.mirrored, 'p99')}",
            result.flying, "–" if not result.counts else result.counts["mostInFlight"],
            f"{megabytes(result.peak):.0f}"])
    printer.table(["", "requests", "failed", "per s", "p50 ms", "p99 ms", "paced p50", "paced p99", "in flight",
                   "at candidate", "RSS MB"], rows)
    printer.line("  in flight: the most that /metrics showed; at candidate: the most that it had under way itself")
    for result in results:
        counts = ", ".join(f"{name} {count}" for name, count in sorted(result.outcomes.items()) if count)
        seen = f"; reached the candidate: {result.counts['requests']} requests on {result.counts['connections']} " \
               f"connections, {result.counts['mostConnections']} at once" if result.counts else ""
        printer.line(f"  {SCENARIOS[result.scenario]}: {counts}{seen}")


def judge(result, options, printer):
    name, exact = SCENARIOS[result.scenario], result.exact
    paced = result.without + result.mirrored
    wanted = CONNECTIONS * options.requests
    failed = exact["failed"] + sum(each["failed"] + each["unsent"] for each in paced)
    printer.verdict(exact["requests"] == wanted and failed == 0,
                    f"{name}: {failed} of {wanted} + {sum(each['requests'] for each in paced)} client requests failed")
    if result.scenario == "none":
        return
    at_candidate = result.counts["mostInFlight"] if result.counts else 0
    printer.verdict(result.flying <= IN_FLIGHT and at_candidate <= IN_FLIGHT,
                    f"{name}: at most {max(result.flying, at_candidate)} copies in flight (≤ {IN_FLIGHT}; "
                    f"{result.samples} samples)")
    printer.verdict(result.peak <= RSS_BOUND,
                    f"{name}: peak RSS {megabytes(result.peak):.0f} MB (≤ {megabytes(RSS_BOUND):.0f})")
    if result.counts:
        printer.verdict(result.counts["requests"] > 0, f"{name}: {result.counts['requests']} copies reached it")


def against_nginx(machine, options, printer):
    """The 200 ms case again, through nginx's mirror and through Parallax."""
    trial = Trial(machine, options, "slow")
    count = min(options.requests, 20)
    started = [nginx.start(
        machine, "upstreams", nginx.upstreams(trial.legacy, trial.candidate, trial.empty, trial.status),
        machine.load_core, trial.legacy)]
    try:
        started.append(trial.start_candidate())
        started.append(nginx.start(machine, "nginx-mirror", nginx.proxy(trial.plain_port, trial.legacy, trial.bad),
                                   machine.proxy_core, trial.plain_port))
        sidecar = Sidecar(machine, os.path.join(options.programs, "parallax"), trial.port, trial.admin, trial.legacy,
                          trial.bad, in_flight=IN_FLIGHT, timeout=TIMEOUT)
        started.append(sidecar.process)
        theirs = trial.loads.exact(trial.plain_port, CONNECTIONS, count)
        ours = trial.loads.exact(trial.port, CONNECTIONS, count)
    finally:
        for process in reversed(started):
            machine.stop(process)
    printer.line()
    printer.line(f"A candidate that is 200 ms slow, {CONNECTIONS} connections, {count} requests each")
    printer.table(["", "failed", "p50 ms", "p99 ms"], [
        [title, each["failed"], f"{milliseconds(each['p50']):.2f}", f"{milliseconds(each['p99']):.2f}"]
        for title, each in (("nginx mirror", theirs), ("Parallax", ours))])
    printer.verdict(ours["failed"] == 0 and ours["p99"] < 100_000,
                    f"the next request on a connection does not wait for the copy: p99 {milliseconds(ours['p99']):.2f} ms "
                    f"(nginx mirror: {milliseconds(theirs['p99']):.2f} ms)")


def scenarios(text):
    chosen = text.split(",")
    for word in chosen:
        if word not in SCENARIOS:
            raise argparse.ArgumentTypeError(f"'{word}' is none of {', '.join(SCENARIOS)}")
    return chosen


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/isolation/run", description=__doc__)
    parser.add_argument("--requests", type=int, default=20000, help="on each of the 64 connections (default 20000)")
    parser.add_argument("--seconds", type=int, default=5, help="of each paced round (default 5)")
    parser.add_argument("--rate", type=float, default=2000, help="requests a second in paced rounds (default 2000)")
    parser.add_argument("--scenarios", type=scenarios, default=list(SCENARIOS), help="of " + ",".join(SCENARIOS))
    parser.add_argument("--keep", action="store_true", help="also writes what is printed to Benchmarks/isolation/results")
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--load", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (1 <= options.requests <= 1_000_000 and 1 <= options.seconds <= 600 and 1 <= options.rate <= 1_000_000):
        parser.error("--requests, --seconds and --rate are positive")
    printer = Printer()
    raise_file_limit(8192)
    with Machine("isolation", *require_cores()) as machine:
        printer.environment("A candidate that misbehaves, in front of clients that must not notice", [["nginx", "-v"]])
        printer.line(f"  maxInFlight {IN_FLIGHT}, mirror timeout {TIMEOUT}, maxBodyBytes 1 MiB; the sidecar has one core, "
                     "legacy, candidate and load the other")
        results = []
        for scenario in options.scenarios:
            began = time.monotonic()
            results.append(Trial(machine, options, scenario).run())
            print(f"── {SCENARIOS[scenario]}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        print_results(results, options, printer)
        printer.line()
        for result in results:
            judge(result, options, printer)
        if "slow" in options.scenarios:
            against_nginx(machine, options, printer)
    if options.keep:
        printer.keep(os.path.join(os.path.dirname(os.path.abspath(__file__)), "results"))
    return 1 if printer.failures else 0


if __name__ == "__main__":
    run(main)
