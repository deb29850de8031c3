"""What a benchmark prints: plain text, tables, and lines that pass or fail."""

import datetime
import os
import platform
import statistics
import subprocess


class Printer:
    """Prints, keeps what it printed, and remembers whether anything failed."""

    def __init__(self):
        self.lines, self.failures = [], 0

    def line(self, text=""):
        self.lines.append(text)
        print(text, flush=True)

    def verdict(self, passed, text):
        self.failures += 0 if passed else 1
        self.line(f"  {'✓ PASS' if passed else '✗ FAIL'}  {text}")

    def table(self, titles, rows):
        """Columns as wide as they need; the first one to the left, the others to the right."""
        widths = [max(len(str(row[index])) for row in [titles, *rows]) for index in range(len(titles))]
        for row in [titles, *rows]:
            cells = [str(cell).ljust(width) if index == 0 else str(cell).rjust(width)
                     for index, (cell, width) in enumerate(zip(row, widths))]
            self.line("  " + "   ".join(cells).rstrip())

    def environment(self, title, commands):
        """What the figures depend on."""
        self.line(title)
        moment = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        self.line(f"  {moment} · commit {said(['git', 'describe', '--always', '--dirty'])} · {processor()} · "
                  f"{os.cpu_count()} cores · Linux {platform.release()}")
        self.line("  " + " · ".join(said(command) for command in commands))
        load = os.getloadavg()[0]
        if load > 0.5:
            self.line(f"  ! the machine is not quiet: its load average is {load:.2f}")

    def keep(self, folder):
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d-%H%M") + ".txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")
        print(f"kept in {path}")


def said(command):
    """The first line of what a program says of itself."""
    result = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    lines = (result.stdout + result.stderr).strip().splitlines()
    return lines[0].strip() if lines else "?"


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def median(values):
    return statistics.median(values) if values else float("nan")


def spread(values, digits=1):
    """The median, and the least and the most where there are several."""
    if not values:
        return "–"
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def megabytes(size):
    return size / 1e6


def milliseconds(microseconds):
    return microseconds / 1000
