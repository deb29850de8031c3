"""The functions of a program that ran, from callgrind's profiles: https://valgrind.org/docs/manual/cl-format.html."""

import collections
import re

NAME = re.compile(r"(c?)(fn|ob)=\((\d+)\)(?: (.*))?$")
COST = re.compile(r"[+\-*\d]\S* (\d+)$")


def ran(files, program):
    """Instructions by function of the program itself, those of the functions that it calls left out."""
    counts = collections.Counter()
    for name in files:
        with open(name, encoding="utf-8", errors="replace") as file:
            add(counts, file, program)
    return counts


def add(counts, lines, program):
    """Names are given once, and then referred to by number; the line behind `calls=` is the callee's cost."""
    names = {"fn": {}, "ob": {}}
    current = {"fn": None, "ob": None}
    is_callee = False
    for line in lines:
        if match := NAME.match(line):
            callee, kind, number, name = match.groups()
            if name:
                names[kind][number] = name
            if not callee:
                current[kind] = names[kind].get(number)
        elif line.startswith("calls="):
            is_callee = True
        elif match := COST.match(line):
            if not is_callee and current["fn"] and (current["ob"] or "").endswith("/" + program):
                # A number behind the name tells the levels of a recursion apart.
                counts[re.sub(r"'\d+$", "", current["fn"])] += int(match[1])
            is_callee = False
