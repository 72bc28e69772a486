"""Which run comes next: rounds, rotation, repeats, and the time left.

    round 0   workload 0: A B C   workload 1: B C A   ...
    round 1   workload 0: B C A   workload 1: C A B   ...

Allocators take turns within a workload, so that a slow minute of the machine
hits all of them, and nobody is always first.
"""

import shutil
import sys
import time
from collections import defaultdict

from .launch import Failed
from .machine import Meter, disturbed

ATTEMPTS = 3  # of one run that others disturb
# Of all runs, beyond some: a machine that is never quiet is no reason to
# measure for ever.
MOST_REPEATS = 0.25
FREE_REPEATS = 20

ANY = ""  # the first allocator that ran a workload, whoever that was


def rotated(columns, by):
    by %= len(columns)
    return columns[by:] + columns[:by]


def columns_of(workload, allocators, heaps):
    """Who competes: mmap keeps no free blocks that could be counted."""
    if workload.group != "pages":
        return allocators
    return [heap for heap in heaps
            if (workload.name, heap.name) != ("churn", "mmap")]


def plan(workloads, allocators, heaps, rounds, refused):
    """Every run of a measurement, in order: (workload, column, round)."""
    for at in range(rounds):
        for row, workload in enumerate(workloads):
            columns = columns_of(workload, allocators, heaps)
            for column in rotated(columns, at + row):
                if column.name not in refused.get(workload.id, {}):
                    yield workload, column, at


class Progress:
    """One line on stderr: how far, what, and how long still."""

    def __init__(self, total, quiet=False):
        self.total = total
        self.quiet = quiet
        self.tty = sys.stderr.isatty()
        self.done = 0
        self.costs = defaultdict(list)
        self.last = 0.0

    def cost(self, workload):
        """What a run of it takes: as its last ones did, or as any did."""
        known = self.costs[workload.id] or [
            cost for costs in self.costs.values() for cost in costs]
        return sum(known) / len(known) if known else 1.0

    def left(self, runs):
        return sum(self.cost(workload) for workload, _, _ in runs)

    def show(self, run, rest):
        workload, column, at = run
        now = time.monotonic()
        if self.quiet or not self.tty and now - self.last < 15:
            return
        self.last = now
        minutes, seconds = divmod(int(self.left([run, *rest])), 60)
        line = (f"{self.done + 1:5d}/{self.total}  {minutes:3d}:{seconds:02d}"
                f" left  round {at + 1}  {workload.id} {column.name}")
        print(f"\r\033[K{line}" if self.tty else line,
              end="" if self.tty else "\n", file=sys.stderr, flush=True)

    def end(self):
        if self.tty and not self.quiet:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


class Schedule:
    def __init__(self, bench, journal, scale, runs, quiet=False):
        self.bench = bench
        self.journal = journal
        self.scale = scale
        done = journal.done()
        self.runs = [run for run in runs
                     if (run[0].id, run[1].name, run[2]) not in done]
        self.progress = Progress(len(self.runs) + len(done), quiet)
        self.progress.done = len(done)
        self.repeats_left = int(MOST_REPEATS * len(self.runs)) + \
            FREE_REPEATS
        self.asleep = []
        self.checksums = {}
        for run in journal.runs:
            if run["status"] == 0:
                self.checksums[run["workload"], ANY] = run["checksum"]
                self.checksums[run["workload"], run["allocator"]] = \
                    run["checksum"]

    def go(self, deadline=None):
        """Measure all that is left; whether there was time for all of it."""
        try:
            for index, run in enumerate(self.runs):
                late = deadline and time.monotonic() > deadline
                if late or self.asleep and run[2] != self.asleep[0][0][2]:
                    self.harvest()
                if late:
                    return False
                self.progress.show(run, self.runs[index + 1:])
                start = time.monotonic()
                self.measure(run)
                self.progress.done += 1
                self.progress.costs[run[0].id].append(
                    time.monotonic() - start)
            self.harvest()
        finally:
            self.progress.end()
            for _, running, _ in self.asleep:
                running.stop()
        return True

    def measure(self, run):
        """One run; discarded and repeated while others disturb it.

        The last attempt stands, and says that it was disturbed.
        """
        for attempt in range(1, ATTEMPTS + 1):
            running, record = self.attempt(run)
            record["attempts"] = attempt
            if not record["disturbed"] or attempt == ATTEMPTS or \
                    self.repeats_left == 0:
                break
            self.repeats_left -= 1
            if running:
                running.stop()
        if running and running.asleep:
            self.asleep.append((run, running, record))
        else:
            self.journal.add(record)

    def attempt(self, run):
        workload, column, at = run
        record = {"workload": workload.id, "allocator": column.name,
                  "round": at}
        folder = self.bench.scratch / "run" / f"{workload.id}-{column.name}"
        meter = Meter()
        start = time.monotonic()
        running = None
        try:
            running = workload.start(self.bench, column, self.scale, folder)
            others = meter.others(running.settle())
            wall = time.monotonic() - start
            record |= {"others": round(others, 3),
                       "disturbed": disturbed(others, wall)}
            if not running.asleep:
                record |= self.checked(run, running)
        except Failed as failure:
            record |= failed(failure)
            running = None
        except BaseException:
            if running:
                running.stop()
            raise
        return running, record

    def checked(self, run, running):
        """The result, if it computed what all others computed.

        A heap of pages is compared with itself: mmap does less work.
        """
        workload, column, _ = run
        result = running.result()
        shutil.rmtree(running.process.folder, ignore_errors=True)
        who = column.name if workload.group == "pages" else ANY
        expected = self.checksums.setdefault(
            (workload.id, who), result["checksum"])
        if result["checksum"] != expected:
            raise Failed(f"its checksum is {result['checksum']}, "
                         f"that of the first run {expected}")
        return result

    def harvest(self):
        """Wait for those that went to sleep."""
        while self.asleep:
            run, running, record = self.asleep[0]
            try:
                record |= self.checked(run, running)
            except Failed as failure:
                record |= failed(failure)
            self.journal.add(record)
            self.asleep.pop(0)


def failed(failure):
    return {"status": 1, "error": str(failure), "others": 0.0,
            "disturbed": False, "figures": {}, "samples": []}
