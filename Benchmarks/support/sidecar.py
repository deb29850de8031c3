"""Parallax as it is deployed: `parallax serve` with a configuration and a ledger on disk."""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

from machine import BenchmarkError

CONFIGURATION = """
listen: 127.0.0.1:%(port)d
threads: 1
limits: { idleTimeout: 1h, connections: 20000 }
upstreams:
  legacy: { url: "http://127.0.0.1:%(legacy)d", pool: { idleTimeout: %(kept)s } }
  candidate: { url: "http://127.0.0.1:%(candidate)d", pool: { idleTimeout: %(kept)s } }
mirror: { maxInFlight: %(in_flight)d, timeout: %(timeout)s }
ledger: { url: "sqlite:%(ledger)s" }
admin: { listen: 127.0.0.1:%(admin)d }
routes:
  - name: all
    path: /**
    operation: read
    mirror: %(mirror)s
    rules:
      - { at: /body/clock, ignore: true, reason: the server's own clock }
      - { at: /body/server/**, ignore: true, reason: the server's own counters }
"""

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\d+)$")
LABEL = re.compile(r'(\w+)="([^"]*)"')


class Sidecar:
    def __init__(self, machine, program, port, admin, legacy, candidate, name="parallax", mirror=True, in_flight=256,
                 timeout="30s", kept="4s", under=(), patience=10):
        """`kept` is for how long upstream connections are kept without a request; `under` is a command that the program is
        run under, which may take up to `patience` seconds to listen."""
        self.machine, self.program, self.port, self.admin = machine, program, port, admin
        ledger = machine.path(f"{name}.sqlite")
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(ledger + suffix):
                os.remove(ledger + suffix)
        self.configuration = machine.write(f"{name}.yaml", CONFIGURATION % {
            "port": port, "admin": admin, "legacy": legacy, "candidate": candidate, "in_flight": in_flight,
            "timeout": timeout, "kept": kept, "ledger": ledger, "mirror": "true" if mirror else "false"})
        self.process = machine.start(
            name, [*under, program, "serve", "--config", self.configuration], machine.proxy_core)
        machine.await_port(self.process, port, patience)
        machine.await_port(self.process, admin, patience)

    def stop(self):
        self.machine.stop(self.process)

    def metrics(self):
        """Every sample of /metrics, by its name and labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/metrics", timeout=10) as answer:
            text = answer.read().decode("utf-8")
        samples = {}
        for line in text.splitlines():
            found = SAMPLE.match(line)
            if found:
                samples[found[1], tuple(sorted(LABEL.findall(found[2] or "")))] = int(found[3])
        return samples

    def value(self, name):
        return self.metrics().get((name, ()), 0)

    def outcomes(self):
        """Judged exchanges since the start, by outcome, or by reason where there is nothing to compare."""
        counts = {}
        for (name, labels), value in self.metrics().items():
            if name == "parallax_exchanges_total":
                label = dict(labels)
                key = label.get("reason") or label["outcome"]
                counts[key] = counts.get(key, 0) + value
        return counts

    def warnings(self):
        """What /ready says is wrong with the records."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/ready", timeout=10) as answer:
                return json.load(answer)["warnings"]
        except urllib.error.HTTPError as error:
            return [f"/ready answers {error.code}"]

    def settle(self, seconds=30):
        """Waits until everything that was handed on is judged and written."""
        deadline = time.monotonic() + seconds
        previous = None
        while time.monotonic() < deadline:
            samples = self.metrics()
            judged = sum(value for (name, _), value in samples.items() if name == "parallax_exchanges_total")
            waiting = samples.get(("parallax_ledger_waiting", ()), 0)
            flying = samples.get(("parallax_copies_in_flight", ()), 0)
            if waiting == 0 and flying == 0 and judged == previous:
                return
            previous = judged
            time.sleep(0.25)
        raise BenchmarkError(f"the sidecar is not done after {seconds} s")

    def recorded(self):
        """The route's record in the ledger, as `parallax report` reads it."""
        result = subprocess.run(
            [self.program, "report", "--config", self.configuration, "--format", "json"],
            capture_output=True, text=True, timeout=60, check=False)
        if result.returncode != 0:
            raise BenchmarkError(f"parallax report exited {result.returncode}: {result.stderr}")
        routes = [route for route in json.loads(result.stdout)["routes"] if route["name"] == "all"]
        return routes[0] if routes else {"requests": 0, "comparisons": 0, "matches": 0, "matchesWithSuppressed": 0}
