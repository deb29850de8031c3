"""The designs that are measured side by side, each one thread on one core."""

import json
import os
import signal
import time

import nginx
from machine import BenchmarkError
from sidecar import Sidecar

HAPROXY = """
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  option http-keep-alive
  http-reuse always
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout http-request 10s
frontend in
  bind 127.0.0.1:%(port)d backlog 4096
  default_backend legacy
backend legacy
  server legacy 127.0.0.1:%(legacy)d pool-purge-delay 1h
"""


class Design:
    """A proxy under measurement: a process, a port, and how many upstream requests one client request makes."""

    def __init__(self, key, title, port, process, mirrors):
        self.key, self.title, self.port, self.process, self.mirrors = key, title, port, process, mirrors

    def before(self):
        """Called before a round."""

    def after(self, requests):
        """Called after a round of so many requests: the share compared and recorded, None where nothing is; and a note."""
        time.sleep(0.3)
        return None, ""


class DataPlane(Design):
    """The program `DataPlaneBenchmark`: mirrored and captured, counted in place of compared."""

    def counts(self):
        with open(self.process.log, encoding="utf-8") as file:
            before = len(file.read().splitlines())
        os.kill(self.process.pid, signal.SIGUSR1)
        for _ in range(100):
            time.sleep(0.02)
            with open(self.process.log, encoding="utf-8") as file:
                text = file.read()
            if text.endswith("\n") and len(text.splitlines()) > before:
                return json.loads(text.splitlines()[-1])
        raise BenchmarkError("the data plane does not tell its counts")

    def before(self):
        self.start = self.counts()

    def after(self, requests):
        time.sleep(0.3)
        answered = self.counts()["answeredTwice"] - self.start["answeredTwice"]
        share = answered / max(requests, 1)
        return share, "" if share >= 0.999 else f"{answered} of {requests} answered by both sides"


class Parallax(Design):
    """`parallax serve`, with everything that it does."""

    def __init__(self, key, title, sidecar):
        super().__init__(key, title, sidecar.port, sidecar.process, 2)
        self.sidecar = sidecar

    def before(self):
        self.sidecar.settle()
        self.start = self.sidecar.outcomes()
        self.recorded = self.sidecar.recorded()["comparisons"]

    def after(self, requests):
        self.sidecar.settle(60)
        now = self.sidecar.outcomes()
        delta = {key: now[key] - self.start.get(key, 0) for key in now if now[key] != self.start.get(key, 0)}
        # Requests under way when wrk hangs up are not among its requests either.
        everything = max(requests, sum(delta.values()) - delta.get("clientGone", 0))
        compared = delta.get("match", 0) + delta.get("mismatch", 0)
        recorded = self.sidecar.recorded()["comparisons"] - self.recorded
        share = min(compared, recorded) / max(everything, 1)
        notes = [f"{reason} {count}" for reason, count in sorted(delta.items())
                 if reason not in ("match", "clientGone") and count > 0]
        if recorded < compared:
            notes.append(f"recorded {recorded} of {compared}")
        return share, ", ".join(notes + self.sidecar.warnings())


def start_all(machine, programs, tools, ports, connections):
    """Starts the upstreams' peers; `ports` is an iterator, and the upstreams run already."""
    legacy, candidate, empty = ports["legacy"], ports["candidate"], ports["empty"]
    core = machine.proxy_core
    free = iter(ports["free"])
    designs = []

    def add_nginx(key, title, mirror, mirrors):
        port = next(free)
        process = nginx.start(machine, key, nginx.proxy(port, legacy, mirror), core, port)
        designs.append(Design(key, title, port, process, mirrors))

    add_nginx("nginx", "nginx, no mirror", None, 1)
    port = next(free)
    haproxy = machine.start(
        "haproxy", ["haproxy", "-db", "-f", machine.write("haproxy.cfg", HAPROXY % {"port": port, "legacy": legacy})], core)
    machine.await_port(haproxy, port)
    designs.append(Design("haproxy", "haproxy, no mirror", port, haproxy, 1))
    add_nginx("nginx-mirror", "nginx mirror, as configured", candidate, 2)
    add_nginx("nginx-204", "nginx mirror, answered 204", empty, 2)

    port = next(free)
    floor = machine.start("floor", [os.path.join(tools, "floor"), str(port), str(legacy), str(candidate)], core)
    machine.await_port(floor, port)
    designs.append(Design("floor", "floor: carries, looks at nothing", port, floor, 2))

    # The default of 256 copies in flight is for the usual number of connections.
    in_flight = 256 if connections <= 256 else 4 * connections
    sidecar = Sidecar(machine, os.path.join(programs, "parallax"), next(free), next(free), legacy, candidate,
                      in_flight=in_flight, kept="1h")
    designs.append(Parallax("parallax", "Parallax, compared and recorded", sidecar))
    alone = os.path.join(programs, "DataPlaneBenchmark")
    if os.path.exists(alone):
        port = next(free)
        process = machine.start(
            "data-plane", [alone, str(port), str(legacy), str(candidate), str(in_flight)], core)
        machine.await_port(process, port)
        designs.append(DataPlane("data-plane", "Parallax, data plane alone", port, process, 2))
    return designs
