# SPDX-License-Identifier: MIT
"""Whose turn it is: rounds, rotation, repeats, and the time left.

    round 0   workload 0: A B C   workload 1: B C A   ...
    round 1   workload 0: C B A   workload 1: B A C   ...

Allocators take turns within a workload, so that a slow minute of the machine
hits all of them; nobody is always first, or always after the same one.
"""

import shutil
import sys
import time
from collections import defaultdict
from typing import NamedTuple

from .launch import Failed
from .machine import Meter, disturbed
from .workloads import Workload

ATTEMPTS = 3  # of one turn that others disturb
# Of all turns, beyond some: a machine that is never quiet is no reason to
# measure for ever.
MOST_REPEATS = 0.25
FREE_REPEATS = 20
SAY_EVERY = 15  # seconds, where each word is a line of a log


class Turn(NamedTuple):
    workload: Workload
    competitor: object  # an Allocator or a Heap
    round: int

    def key(self):
        return self.workload.id, self.competitor.name, self.round


def rotated(competitors, at, row):
    """Another order for each row; odd rounds go backwards."""
    if at % 2:
        competitors = competitors[::-1]
    by = (row + at // 2) % len(competitors)
    return competitors[by:] + competitors[:by]


def plan(workloads, allocators, rounds, refused):
    """Every turn of a measurement, in order."""
    for at in range(rounds):
        for row, workload in enumerate(workloads):
            out = refused.get(workload.id, {})
            for competitor in rotated(
                    workload.competitors(allocators), at, row):
                if competitor.name not in out:
                    yield Turn(workload, competitor, at)


class Progress:
    """One line on stderr: how far, what, and how long still."""

    def __init__(self, total, done, quiet):
        self.total = total
        self.done = done
        self.quiet = quiet
        self.tty = sys.stderr.isatty()
        self.costs = defaultdict(list)
        self.last = 0.0

    def spent(self, turn, seconds):
        self.done += 1
        self.costs[turn.workload.id].append(seconds)

    def left(self, turns):
        """Seconds: as long for each as its like took, or as any took."""
        means = {name: sum(costs) / len(costs)
                 for name, costs in self.costs.items()}
        usual = sum(means.values()) / len(means) if means else 1.0
        return sum(means.get(turn.workload.id, usual) for turn in turns)

    def show(self, turns, deadline):
        """turns: those that are left, the present one first."""
        now = time.monotonic()
        if self.quiet or not self.tty and now - self.last < SAY_EVERY:
            return
        self.last = now
        left = self.left(turns)
        if deadline:
            left = min(left, deadline - now)
        minutes, seconds = divmod(int(left), 60)
        turn = turns[0]
        line = (f"{self.done + 1:5d}/{self.total}  {minutes:3d}:{seconds:02d}"
                f" left  round {turn.round + 1}  {turn.workload.id} "
                f"{turn.competitor.name}")
        print(f"\r\033[K{line}" if self.tty else line,
              end="" if self.tty else "\n", file=sys.stderr, flush=True)

    def end(self):
        if self.tty and not self.quiet:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


class Schedule:
    def __init__(self, bench, journal, permille, turns, quiet=False):
        self.bench = bench
        self.journal = journal
        self.permille = permille
        done = journal.done()
        turns = list(turns)
        self.turns = [turn for turn in turns if turn.key() not in done]
        self.progress = Progress(len(turns), len(turns) - len(self.turns),
                                 quiet)
        self.repeats_left = int(MOST_REPEATS * len(self.turns)) + \
            FREE_REPEATS
        self.asleep = []  # (turn, running, record) whose result comes later
        self.usual = {}  # {workload: the least that others took so far}

    def go(self, deadline=None):
        """Measure all that is left; whether there was time for all of it."""
        try:
            for at, turn in enumerate(self.turns):
                start = time.monotonic()
                late = deadline and start > deadline
                # Nothing else is measured while sleepers wake and end.
                if late or self.asleep and \
                        turn.workload is not self.asleep[0][0].workload:
                    self.harvest()
                if late:
                    return False
                self.progress.show(self.turns[at:], deadline)
                self.measure(turn)
                self.progress.spent(turn, time.monotonic() - start)
            self.harvest()
        finally:
            self.progress.end()
            for _, running, _ in self.asleep:
                running.stop()
        return True

    def measure(self, turn):
        """One turn; repeated while others disturb it.

        The least disturbed attempt counts, and says if it was disturbed.
        Of those that sleep it is the last one.
        """
        best = None
        for attempt in range(1, ATTEMPTS + 1):
            running, record = self.attempt(turn)
            if best is None or running and running.sleeps or \
                    record["others"] < best["others"]:
                best = record
            if not record["disturbed"] or attempt == ATTEMPTS or \
                    self.repeats_left == 0:
                break
            self.repeats_left -= 1
            if running:
                running.stop()
        best["attempts"] = attempt
        if running and running.sleeps:
            self.asleep.append((turn, running, best))
        else:
            self.journal.add(best)

    def attempt(self, turn):
        record = dict(zip(("workload", "allocator", "round"), turn.key()))
        record["work"] = turn.workload.same_work(turn.competitor)
        folder = self.bench.scratch / "run" / "-".join(turn.key()[:2])
        meter = Meter()
        start = time.monotonic()
        running = None
        try:
            running = turn.workload.start(self.bench, turn.competitor,
                                          self.permille, folder)
            others = meter.others(running.settle())
            wall = time.monotonic() - start
            record |= self.judged(turn, others, wall)
            if not running.sleeps:
                record |= result(running)
        except Failed as failure:
            record |= failed(failure)
            if running:
                running.stop()
            running = None
        except BaseException:
            if running:
                running.stop()
            raise
        return running, record

    def judged(self, turn, others, wall):
        """Whether others disturbed it.

        What the kernel does for a workload on its own account, such as
        ending its threads, looks as if others had done it.  It is there each
        time: the least that was seen before is taken for it.
        """
        usual = self.usual.get(turn.workload.id, 0.0)
        self.usual[turn.workload.id] = min(
            others, self.usual.get(turn.workload.id, others))
        return {"others": round(others, 3),
                "disturbed": disturbed(others - usual, wall)}

    def harvest(self):
        """Wait for those that went to sleep."""
        while self.asleep:
            _, running, record = self.asleep[0]
            try:
                record |= result(running)
            except Failed as failure:
                record |= failed(failure)
            self.journal.add(record)
            self.asleep.pop(0)


def result(running):
    """The figures; what the program left on disk goes."""
    found = running.result()
    shutil.rmtree(running.process.folder, ignore_errors=True)
    return found


def failed(failure):
    return {"status": 1, "error": str(failure), "others": 0.0,
            "disturbed": False, "figures": {}, "samples": []}
