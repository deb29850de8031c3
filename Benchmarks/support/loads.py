"""What sends requests: wrk for full speed, and `load.c` for fixed rates and exact counts."""

import json

from machine import BenchmarkError

# wrk's own percentiles are rounded to three digits; its script interface has them in microseconds.
WRK_SCRIPT = """
wrk.method = "%(method)s"
%(body)s
function done(summary, latency, requests)
  io.write(string.format('\\nJSON {"requests": %%d, "seconds": %%.6f, "failed": %%d, "p50": %%d, "p99": %%d}\\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
      + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


class Loads:
    def __init__(self, machine, tool):
        self.machine, self.tool = machine, tool

    def full_speed(self, port, connections, seconds, method="GET", body_bytes=0, path="/orders"):
        """wrk, one thread; latencies in microseconds."""
        body = ""
        if body_bytes:
            text = '{"note": "' + "x" * (body_bytes - 12) + '"}'
            body = f"wrk.body = '{text}'\nwrk.headers['Content-Type'] = 'application/json'"
        script = self.machine.write("wrk.lua", WRK_SCRIPT % {"method": method, "body": body})
        output = self.machine.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}{path}"],
            self.machine.load_core, timeout=seconds + 30)
        lines = [line for line in output.splitlines() if line.startswith("JSON ")]
        if not lines:
            raise BenchmarkError(f"wrk printed no result:\n{output}")
        return json.loads(lines[-1][5:])

    def paced(self, port, connections, seconds, rate, method="GET", body_bytes=0, path="/orders"):
        """Open loop at a fixed rate; latencies in microseconds, counted from when each request was due."""
        return self._load(port, connections, method, body_bytes, path, timeout=seconds + 40,
                          more=["--seconds", str(seconds), "--rate", str(rate)])

    def unbroken(self, port, connections, seconds, method="GET", body_bytes=0, path="/orders"):
        """As fast as answers come, and every request that was begun is answered before it ends."""
        return self._load(port, connections, method, body_bytes, path, timeout=seconds + 40,
                          more=["--seconds", str(seconds)])

    def exact(self, port, connections, requests, method="GET", body_bytes=0, path="/orders", limit=10, timeout=1200):
        """So many requests on each connection, each as soon as the last one is answered."""
        return self._load(port, connections, method, body_bytes, path, timeout=timeout,
                          more=["--requests", str(requests), "--limit", str(limit)])

    def _load(self, port, connections, method, body_bytes, path, timeout, more):
        command = [self.tool, "--port", str(port), "--connections", str(connections), "--method", method,
                   "--path", path, "--body-bytes", str(body_bytes), *more]
        return json.loads(self.machine.run(command, self.machine.load_core, timeout).splitlines()[-1])
