"""Looks at a running sidecar while load runs."""

import threading
import time


class Sampler:
    """Calls a function every so often on a thread of its own, and keeps the most that it returned."""

    def __init__(self, function, interval=0.1):
        self.function, self.interval = function, interval
        self.most, self.count, self.error = 0, 0, None
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join(30)

    def _run(self):
        while not self._ends.is_set():
            try:
                self.most = max(self.most, self.function())
                self.count += 1
            except (OSError, ValueError) as error:
                self.error = error
            time.sleep(self.interval)
