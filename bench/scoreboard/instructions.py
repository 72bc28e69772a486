# SPDX-License-Identifier: MIT
"""Instructions of the single-threaded kernels, counted by callgrind.

Repeatable to a few in a million, where time is not.  Whole processes are
counted, at a reduced scale: a counted instruction takes about fifty times as
long as any other.
"""

import os
import re
import subprocess

from .workloads import Kernel

# They make threads though they run as one: their counts would vary.
MAKE_THREADS = ("handover_l2", "handover_far", "short_threads")
PERMILLE = 100  # of the full work
TIMEOUT = 300  # seconds; the slowest takes a tenth of it
COLLECTED = re.compile(r"Collected : (\d+)")


def count(bench, workload, allocator):
    """The instructions of one run, or None where valgrind cannot run it."""
    environment = {"PATH": os.environ["PATH"], "LD_PRELOAD": allocator.library}
    try:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
             bench.built(Kernel.program), workload.name, "1", str(PERMILLE)],
            env=environment, capture_output=True, text=True, timeout=TIMEOUT,
            check=False)
    except subprocess.TimeoutExpired:
        return None
    match = COLLECTED.search(run.stderr)
    return int(match[1]) if match and run.returncode == 0 else None


def count_all(bench, workloads, allocators, found, say):
    """Fill found: {workload: {allocator: instructions}}"""
    for workload in workloads:
        if not isinstance(workload, Kernel) or workload.threads != 1 or \
                workload.name in MAKE_THREADS:
            continue
        found[workload.id] = {}
        for allocator in allocators:
            say(f"instructions of {workload.id} {allocator.name}")
            number = count(bench, workload, allocator)
            if number:
                found[workload.id][allocator.name] = number
