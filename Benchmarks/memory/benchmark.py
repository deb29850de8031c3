"""Measures the sidecar's memory where it could grow; `run` starts it, README.md says how to read what it prints."""

import argparse
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

# pylint: disable=wrong-import-position
import nginx
from machine import BenchmarkError, Machine, free_ports, raise_file_limit, require_cores, run
from pattern import pieces
from printing import Printer, megabytes
from sidecar import Sidecar

HERE = os.path.dirname(os.path.abspath(__file__))
TRANSFER_LIMIT = 100e6
IDLE_LIMIT = 150e6
FLATNESS = 1.05
LOAD_CONNECTIONS = 64


class Bodies:
    """Large bodies through a sidecar with the mirror on, in front of two servers that keep checksums."""

    def __init__(self, machine, options, printer):
        self.machine, self.printer, self.size = machine, printer, options.gigabytes * 1_000_000_000
        self.legacy, self.candidate, self.port, self.admin = free_ports(4)
        self.servers = [self.start(port) for port in (self.legacy, self.candidate)]
        self.sidecar = Sidecar(machine, os.path.join(options.programs, "parallax"), self.port, self.admin, self.legacy,
                               self.candidate, name="bodies")

    def start(self, port):
        server = self.machine.start("server", [sys.executable, os.path.join(HERE, "server.py"), str(port)],
                                    self.machine.load_core)
        self.machine.await_port(server, port)
        return server

    def stop(self):
        self.sidecar.stop()
        for server in self.servers:
            self.machine.stop(server)

    def run(self):
        self.printer.line()
        self.printer.line(f"{self.size / 1e9:.0f} GB bodies, mirror on")
        for title, transfer in (
                ("upload, Content-Length", lambda: self.upload(False)), ("upload, chunked", lambda: self.upload(True)),
                ("download, Content-Length", lambda: self.download(False)),
                ("download, chunked", lambda: self.download(True))):
            self.sidecar.process.reset_peak()
            began = time.monotonic()
            sent, received = transfer()
            seconds, peak = time.monotonic() - began, self.sidecar.process.peak_rss()
            self.printer.verdict(
                sent == received and peak < TRANSFER_LIMIT,
                f"{title}: checksums {'equal' if sent == received else 'DIFFER'} at both ends, peak RSS "
                f"{megabytes(peak):.1f} MB (< {megabytes(TRANSFER_LIMIT):.0f}), {self.size / seconds / 1e6:.0f} MB/s")
        self.read_slowly()

    def connection(self, port=None):
        return http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=120)

    def upload(self, chunked):
        digest = hashlib.sha256()

        def body():
            for piece in pieces(self.size):
                digest.update(piece)
                yield piece

        connection = self.connection()
        headers = {} if chunked else {"Content-Length": str(self.size)}
        connection.request("POST", "/upload", body=body(), headers=headers, encode_chunked=chunked)
        received = json.load(connection.getresponse())["sha256"]
        connection.close()
        return digest.hexdigest(), received

    def download(self, chunked):
        connection = self.connection()
        connection.request("GET", f"/download/{self.size}" + ("/chunked" if chunked else ""))
        answer, digest = connection.getresponse(), hashlib.sha256()
        while data := answer.read(1 << 18):
            digest.update(data)
        connection.close()
        return self.last()["sha256"], digest.hexdigest()

    def last(self):
        """What legacy says of the last download, asked directly."""
        connection = self.connection(self.legacy)
        connection.request("GET", "/last")
        document = json.load(connection.getresponse())
        connection.close()
        return document

    def read_slowly(self):
        """A client that stops reading stops the upstream."""
        self.sidecar.process.reset_peak()
        connection = self.connection()
        connection.request("GET", f"/download/{self.size}")
        answer = connection.getresponse()
        taken = len(answer.read(8_000_000))
        time.sleep(2)
        ahead = self.last()["bytes"] - taken
        allowed = 2 * largest_buffer("tcp_rmem") + 2 * largest_buffer("tcp_wmem") + 4e6
        peak = self.sidecar.process.peak_rss()
        connection.close()
        self.printer.verdict(
            peak < TRANSFER_LIMIT and ahead < allowed,
            f"a client that stops reading after 8 MB: legacy is {megabytes(ahead):.1f} MB ahead after 2 s "
            f"(< {megabytes(allowed):.0f}, what the kernel's socket buffers can hold and 4 MB), peak RSS {megabytes(peak):.1f} MB (< {megabytes(TRANSFER_LIMIT):.0f})")


def largest_buffer(name):
    """What the kernel may give one direction of a connection, in bytes."""
    with open(f"/proc/sys/net/ipv4/{name}", encoding="ascii") as file:
        return int(file.read().split()[2])


class Connections:
    """Many idle connections, and many requests, in front of two servers that answer small JSON."""

    def __init__(self, machine, options, printer):
        self.machine, self.options, self.printer = machine, options, printer
        legacy, candidate, empty, status, self.port, self.admin = free_ports(6)
        self.upstream = nginx.start(machine, "upstreams", nginx.upstreams(legacy, candidate, empty, status),
                                    machine.load_core, legacy)
        self.sidecar = Sidecar(machine, os.path.join(options.programs, "parallax"), self.port, self.admin, legacy,
                               candidate, name="connections")

    def stop(self):
        self.sidecar.stop()
        self.machine.stop(self.upstream)

    def idle(self):
        count = self.options.idle
        before = self.sidecar.process.rss()
        self.sidecar.process.reset_peak()
        sockets = []
        try:
            for _ in range(count):
                sockets.append(socket.create_connection(("127.0.0.1", self.port), timeout=30))
            first = self.ask(sockets)
            self.sidecar.settle()
            time.sleep(3)
            open_now, resident = self.sidecar.value("parallax_client_connections"), self.sidecar.process.rss()
            again = self.ask(sockets)
            self.sidecar.settle()
            peak = self.sidecar.process.peak_rss()
        finally:
            for each in sockets:
                each.close()
        self.printer.line()
        self.printer.line(f"{count} idle connections, each of which has carried a request")
        self.printer.verdict(first == again == count == open_now,
                             f"{first} and later {again} of {count} were answered, {open_now} are open")
        self.printer.verdict(
            peak < IDLE_LIMIT,
            f"RSS {megabytes(resident):.1f} MB while idle, peak {megabytes(peak):.1f} MB (< {megabytes(IDLE_LIMIT):.0f}); "
            f"{megabytes(before):.1f} MB before, so {(resident - before) / count / 1000:.1f} KB a connection")

    @staticmethod
    def ask(sockets):
        """Sends a request on each, a hundred at a time, and counts those answered 200."""
        answered = 0
        for start in range(0, len(sockets), 100):
            batch = sockets[start:start + 100]
            for each in batch:
                each.sendall(b"GET /orders HTTP/1.1\r\nHost: benchmark\r\n\r\n")
            for each in batch:
                data = b""
                while b"\r\n\r\n" not in data or not data.endswith(b"}"):
                    more = each.recv(65536)
                    if not more:
                        break
                    data += more
                answered += data.startswith(b"HTTP/1.1 200 ")
        return answered

    def many(self):
        each = self.options.requests // LOAD_CONNECTIONS
        step = max(LOAD_CONNECTIONS * each // 20, 1)
        process = self.machine.start(
            "load", [self.options.load, "--port", str(self.port), "--path", "/orders", "--connections",
                     str(LOAD_CONNECTIONS), "--requests", str(each), "--progress", str(step)],
            self.machine.load_core, output=subprocess.PIPE)
        samples, result = [], None
        try:
            for line in process.child.stdout:
                document = json.loads(line)
                if "progress" in document:
                    samples.append((document["progress"], self.sidecar.process.rss()))
                else:
                    result = document
        finally:
            self.machine.stop(process)
        if result is None:
            raise BenchmarkError(f"the load broke off:\n{process.last_words()}")
        self.sidecar.settle(60)
        self.print_many(samples, result)

    def print_many(self, samples, result):
        self.printer.line()
        self.printer.line(f"{result['requests']} requests over {LOAD_CONNECTIONS} connections, "
                          f"{result['requests'] / result['seconds']:.0f} a second; RSS in MB as they go")
        self.printer.line("  " + " ".join(f"{megabytes(rss):.1f}" for _, rss in samples))
        outcomes = self.sidecar.outcomes()
        self.printer.line("  " + ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()) if count))
        self.printer.verdict(result["failed"] == 0, f"{result['failed']} of {result['requests']} requests failed")
        later = [(count, rss) for count, rss in samples if count >= result["requests"] // 10]
        base, most = later[0][1], max(rss for _, rss in later)
        self.printer.verdict(
            most <= FLATNESS * base,
            f"RSS after the first {later[0][0]}: {megabytes(base):.1f} MB, at most {megabytes(most):.1f} MB later "
            f"({100 * (most / base - 1):+.1f} %, ≤ +5 %)")


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/memory/run", description=__doc__)
    parser.add_argument("--gigabytes", type=int, default=2, help="of each large body (default 2)")
    parser.add_argument("--idle", type=int, default=10_000, help="idle connections (default 10000)")
    parser.add_argument("--requests", type=int, default=1_000_000, help="of the long run (default 1000000)")
    parser.add_argument("--keep", action="store_true", help="also writes what is printed to Benchmarks/memory/results")
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--load", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (1 <= options.gigabytes <= 100 and 1 <= options.idle <= 15_000 and 2_000 <= options.requests <= 10**9):
        parser.error("--gigabytes is 1 to 100, --idle 1 to 15000, --requests at least 2000")
    printer = Printer()
    raise_file_limit(options.idle + 2_000)
    with Machine("memory", *require_cores()) as machine:
        printer.environment("The sidecar's memory where it could grow: large bodies, many connections, many requests",
                            [["nginx", "-v"]])
        bodies = Bodies(machine, options, printer)
        bodies.run()
        bodies.stop()
        # A fresh sidecar each: what one left behind is not the other's.
        for part in (Connections.idle, Connections.many):
            connections = Connections(machine, options, printer)
            part(connections)
            connections.stop()
    if options.keep:
        printer.keep(os.path.join(HERE, "results"))
    return 1 if printer.failures else 0


if __name__ == "__main__":
    run(main)
