"""Instructions of the single-threaded kernels, counted by callgrind.

Repeatable to a few in a million, where time is not.  Whole processes are
counted, at a reduced scale: a counted instruction takes about fifty times as
long as any other.
"""

import os
import re
import subprocess

from .workloads import Kernel

SCALE = 100  # thousandths of the full work
COLLECTED = re.compile(r"Collected : (\d+)")


def count(bench, workload, column):
    """The instructions of one run, or None where valgrind cannot run it."""
    environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": column.library}
    try:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
             bench.built("kernels/kernels"), workload.name, "1", str(SCALE)],
            env=environment, capture_output=True, text=True, timeout=300,
            check=False)
    except subprocess.TimeoutExpired:
        return None
    match = COLLECTED.search(run.stderr)
    return int(match[1]) if match and run.returncode == 0 else None


def count_all(bench, workloads, allocators, say):
    """{workload: {allocator: instructions}}"""
    found = {}
    for workload in workloads:
        if not isinstance(workload, Kernel) or workload.threads != 1:
            continue
        found[workload.id] = {}
        for column in allocators:
            say(f"instructions of {workload.id} {column.name}")
            number = count(bench, workload, column)
            if number:
                found[workload.id][column.name] = number
    return found
