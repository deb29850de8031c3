"""Processes of a benchmark: started on a core, measured from /proc, and ended by their ids whatever happens."""

import atexit
import ctypes
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1


class BenchmarkError(Exception):
    """Something that the benchmark stands on did not work; the text says what."""


def run(main):
    """Ends the process with what `main` returns, or with 2 and a clear line where nothing could be measured."""
    try:
        sys.exit(main())
    except BenchmarkError as error:
        print(f"✗ {error}", file=sys.stderr)
        sys.exit(2)


class Process:
    """A running program with the processes that it started itself."""

    def __init__(self, name, child, log):
        self.name, self.child, self.log = name, child, log

    @property
    def pid(self):
        return self.child.pid

    def pids(self):
        """Its own id and those of its children and theirs."""
        found, index = [self.pid], 0
        while index < len(found):
            try:
                for task in os.listdir(f"/proc/{found[index]}/task"):
                    with open(f"/proc/{found[index]}/task/{task}/children", encoding="ascii") as file:
                        found += [int(word) for word in file.read().split()]
            except FileNotFoundError:
                pass
            index += 1
        return found

    def cpu_seconds(self):
        """User and system time of all threads of all its processes, in seconds (ticks of 10 ms)."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def _memory(self, field):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                for line in file:
                    if line.startswith(field + ":"):
                        total += int(line.split()[1]) * 1024
        return total

    def rss(self):
        """Resident bytes now."""
        return self._memory("VmRSS")

    def peak_rss(self):
        """The most resident bytes since `reset_peak`."""
        return self._memory("VmHWM")

    def reset_peak(self):
        for pid in self.pids():
            with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
                file.write("5")

    def is_running(self):
        return self.child.poll() is None

    def last_words(self):
        if not self.log:
            return ""
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-8:])

    def stop(self, patience=20):
        """Asks it to end, and ends it where it does not within `patience` seconds."""
        if not self.is_running():
            return
        others = self.pids()[1:]
        self.child.terminate()
        try:
            self.child.wait(patience)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            for pid in others:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


class Machine:
    """Everything that a benchmark starts, in a folder of its own; a context manager that leaves nothing behind."""

    def __init__(self, name, proxy_core=0, load_core=1):
        self.proxy_core, self.load_core = proxy_core, load_core
        self.folder = tempfile.mkdtemp(prefix=f"parallax-{name}-")
        self.running = []
        self._number = 0

    def __enter__(self):
        atexit.register(self.close)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, leave)
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        # A second Ctrl-C must not leave half of them behind.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self.running):
            process.stop()
        self.running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, leave)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def start(self, name, command, core, nice=0, output=None):
        """Starts a program on one core; it ends with this program at the latest."""
        self._number += 1
        if shutil.which(command[0]) is None:
            raise BenchmarkError(f"there is no program {command[0]}")
        log = self.path(f"{self._number:03}-{name}.log")
        with open(log, "w", encoding="utf-8") as sink:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output if output is not None else sink,
                stderr=sink,
                start_new_session=True,
                preexec_fn=lambda: settle(core, nice),
                cwd=self.folder,
            )
        process = Process(name, child, log)
        self.running.append(process)
        return process

    def stop(self, process):
        process.stop()
        if process in self.running:
            self.running.remove(process)

    def run(self, command, core, timeout):
        """Runs a program to its end on one core, and returns what it printed."""
        process = self.start(os.path.basename(command[0]), command, core, output=subprocess.PIPE)
        try:
            output, _ = process.child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            raise BenchmarkError(f"{command[0]} took longer than {timeout:.0f} s") from error
        finally:
            self.stop(process)
        if process.child.returncode != 0:
            raise BenchmarkError(f"{' '.join(command)} exited {process.child.returncode}:\n{process.last_words()}")
        return output.decode("utf-8", "replace")

    def await_port(self, process, port, seconds=10):
        """Waits until a process takes connections."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not process.is_running():
                raise BenchmarkError(f"{process.name} ended at its start:\n{process.last_words()}")
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise BenchmarkError(f"{process.name} does not listen on port {port}:\n{process.last_words()}")


def settle(core, nice):
    """In a child, before its program runs."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.sched_setaffinity(0, {core})
    if nice:
        os.nice(nice)


def leave(number, _frame):
    sys.exit(128 + number)


def free_ports(count):
    """Ports that nobody listens on, outside of the range from which outgoing connections take theirs."""
    ports, candidate = [], 20000 + os.getpid() % 5000
    while len(ports) < count and candidate < 32000:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
                ports.append(candidate)
            except OSError:
                pass
        candidate += 1
    if len(ports) < count:
        raise BenchmarkError("no free ports between 20000 and 32000")
    return ports


def raise_file_limit(wanted):
    """Lets this process and its children open so many files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
            return
        except (ValueError, PermissionError) as error:
            raise BenchmarkError(f"needs {wanted} open files and may have {hard}: see `ulimit -Hn`") from error
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def require_cores():
    """The two cores to use: the proxies' and the rest's."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise BenchmarkError("needs two cores: one for the proxy that is measured, one for the rest")
    return cores[0], cores[1]
