"""One Python library on one pair of files: reads both, then parses and compares them again and again; prints JSON.

    peers.py LIBRARY LEGACY CANDIDATE SECONDS
"""

import json
import statistics
import sys
import time


def deepdiff():
    import deepdiff  # pylint: disable=import-outside-toplevel,import-error
    import orjson  # pylint: disable=import-outside-toplevel,import-error

    return lambda left, right: len(deepdiff.DeepDiff(orjson.loads(left), orjson.loads(right)))


def deepdiff_rs():
    import deepdiff_rs as library  # pylint: disable=import-outside-toplevel,import-error

    return lambda left, right: len(library.diff_json(left.decode(), right.decode()))


def jsondiff():
    import jsondiff as library  # pylint: disable=import-outside-toplevel,import-error
    import orjson  # pylint: disable=import-outside-toplevel,import-error

    return lambda left, right: len(library.diff(orjson.loads(left), orjson.loads(right)))


def peak():
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


def main():
    library, legacy, candidate, seconds = sys.argv[1:]
    compare = {"deepdiff": deepdiff, "deepdiff-rs": deepdiff_rs, "jsondiff": jsondiff}[library]()
    with open(legacy, "rb") as left, open(candidate, "rb") as right:
        left, right = left.read(), right.read()
    times, end, found = [], time.perf_counter() + float(seconds), None
    while not times or time.perf_counter() < end:
        begin = time.perf_counter()
        found = compare(left, right)
        times.append(time.perf_counter() - begin)
    print(json.dumps({"seconds": statistics.median(times), "rounds": len(times), "peak": peak(),
                      "found": f"{found} groups"}))


main()
