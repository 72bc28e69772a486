# SPDX-License-Identifier: MIT
"""Medians, ratios and geometric means of what was measured.

A document is what a measurement writes as JSON.  Its runs each have a
workload, an allocator, a round, and figures.  The metrics:

    time  seconds by the program's own figure where it reports one, else wall
    rss   peak resident size in KiB

Ratios are taken round by round, then the median: what drifts from round to
round hits both sides of a ratio alike.

Means of rss leave out the workloads whose peak is small on glibc: there a
ratio tells of the size of a library file, not of the allocator's thrift.
"""

from collections import Counter, defaultdict
from math import exp, log
from statistics import median

from .names import BASELINE, GROUPS, METRICS, SMALL_KB, SUBJECT

WORST = 3  # as many are named


def value(run, metric):
    if metric == "time":
        return run["figures"].get("seconds", run["wall"])
    return run[metric]


def right_checksums(runs):
    """{(workload, work): checksum}: glibc's, else that of most"""
    seen = defaultdict(Counter)
    for run in runs:
        votes = len(runs) if run["allocator"] == BASELINE else 1
        seen[run["workload"], run.get("work")][run.get("checksum")] += votes
    return {key: counter.most_common(1)[0][0]
            for key, counter in seen.items()}


def judged(runs):
    """The runs; those that computed something else have failed."""
    right = right_checksums([run for run in runs if run["status"] == 0])
    for run in runs:
        expected = right.get((run["workload"], run.get("work")))
        if run["status"] == 0 and run.get("checksum") != expected:
            run = run | {"status": 1, "error": (
                f"checksum {run['checksum']}, must be {expected}")}
        yield run


class Scores:
    """A document, arranged for questions."""

    def __init__(self, document):
        self.document = document
        self.allocators = [entry["name"] for entry in document["allocators"]
                           if not entry.get("refused")]
        self.workloads = {entry["id"]: entry
                          for entry in document["workloads"]}
        self.runs = {}  # {(workload, allocator): {round: run}}
        self.failed = defaultdict(list)  # {(workload, allocator): [run]}
        for run in judged(document["runs"]):
            key = run["workload"], run["allocator"]
            if run["status"] == 0:
                self.runs.setdefault(key, {})[run["round"]] = run
            else:
                self.failed[key].append(run)

    # ---- what went wrong ------------------------------------------------

    def failures(self):
        """{(workload, allocator): why there is no figure, or fewer}"""
        found = {}
        for entry in self.workloads.values():
            for name, why in entry.get("refused", {}).items():
                found[entry["id"], name] = f"refused: {why}"
        for key, runs in self.failed.items():
            rounds = ", ".join(str(run["round"] + 1) for run in runs)
            found[key] = f"failed in round {rounds}: {runs[0]['error']}"
        return found

    def misaligned(self):
        """{(workload, allocator): blocks not aligned as asked, median}"""
        return {key: count for key in self.runs
                if (count := self.figure(*key, "misaligned_blocks"))}

    def repeats(self):
        """How much others were in the way."""
        runs = self.document["runs"]
        return {"runs": len(runs),
                "again": sum(run["attempts"] - 1 for run in runs),
                "still": sum(run["disturbed"] for run in runs)}

    # ---- one cell -------------------------------------------------------

    def rounds(self, workload, allocator):
        """{round: run} of those that did not fail"""
        return self.runs.get((workload, allocator), {})

    def values(self, workload, allocator, metric):
        return [value(run, metric)
                for run in self.rounds(workload, allocator).values()]

    def median(self, workload, allocator, metric):
        values = self.values(workload, allocator, metric)
        return median(values) if values else None

    def spread(self, workload, allocator, metric):
        """(largest - smallest) / median"""
        values = self.values(workload, allocator, metric)
        if not values:
            return None
        return (max(values) - min(values)) / (median(values) or 1)

    def figure(self, workload, allocator, name):
        """The median of a figure that the program itself reports."""
        found = [run["figures"][name]
                 for run in self.rounds(workload, allocator).values()
                 if name in run["figures"]]
        return median(found) if found else None

    def own_figures(self):
        """What programs report of themselves, their time aside.

        (workload, figure, medians in the order of the allocators)
        """
        for workload in [name for group in GROUPS for name in self.ids(group)]:
            figures = dict.fromkeys(
                figure for name in self.allocators
                for run in self.rounds(workload, name).values()
                for figure in run["figures"] if figure != "seconds")
            for figure in figures:
                yield workload, figure, [
                    self.figure(workload, name, figure)
                    for name in self.allocators]

    # ---- two cells ------------------------------------------------------

    def ratios(self, workload, one, other, metric):
        """{round: one / other} of the rounds that both have"""
        others = self.rounds(workload, other)
        return {at: value(run, metric) / value(others[at], metric)
                for at, run in self.rounds(workload, one).items()
                if at in others and value(others[at], metric) > 0}

    def ratio(self, workload, one, other, metric):
        found = self.ratios(workload, one, other, metric)
        return median(found.values()) if found else None

    def best(self, workload, metric, peer=False):
        """Whoever has the smallest median; peer: libbuddy's builds aside."""
        found = [(middle, name) for name in self.allocators
                 if not (peer and name.startswith(SUBJECT)) and
                 (middle := self.median(workload, name, metric)) is not None]
        return min(found)[1] if found else None

    # ---- groups ---------------------------------------------------------

    def ids(self, group):
        return [name for name, entry in self.workloads.items()
                if entry["group"] == group]

    def is_small(self, workload):
        base = self.median(workload, BASELINE, "rss")
        return base is not None and base < SMALL_KB

    def weighed(self, group, metric):
        """The workloads that a mean is taken over."""
        return [name for name in self.ids(group)
                if metric != "rss" or not self.is_small(name)]

    def to_baseline(self, group, allocator, metric):
        """allocator / glibc: the geometric mean over the group's workloads"""
        return geomean(self.ratio(name, allocator, BASELINE, metric)
                       for name in self.weighed(group, metric))

    def covered(self, group, allocator, metric):
        """Over how many workloads that mean is."""
        return sum(self.ratio(name, allocator, BASELINE, metric) is not None
                   for name in self.weighed(group, metric))

    def to_best(self, group, metric):
        """{workload: (best peer, {round: libbuddy / that peer})}"""
        found = {}
        for name in self.weighed(group, metric):
            peer = self.best(name, metric, peer=True)
            ratios = peer and self.ratios(name, SUBJECT, peer, metric)
            if ratios:
                found[name] = peer, ratios
        return found

    def group(self, group, metric):
        """The score of one group: two geometric means, and the worst."""
        found = self.to_best(group, metric)
        ranked = sorted(((median(ratios.values()), name, peer)
                         for name, (peer, ratios) in found.items()),
                        reverse=True)
        return {
            "workloads": len(found),
            "without": [name for name in self.weighed(group, metric)
                        if name not in found],
            "best_peer": geomean(ratio for ratio, _, _ in ranked),
            "range": mean_range([ratios for _, ratios in found.values()]),
            "baseline": self.to_baseline(group, SUBJECT, metric),
            "worst": [{"workload": name, "ratio": ratio, "peer": peer}
                      for ratio, name, peer in ranked[:WORST]],
        }

    def small(self, group):
        """libbuddy's peak less glibc's, in KiB, where glibc's is small.

        (median, most, where), or None
        """
        found = []
        for name in filter(self.is_small, self.ids(group)):
            own = self.median(name, SUBJECT, "rss")
            if own is not None:
                found.append((own - self.median(name, BASELINE, "rss"), name))
        if not found:
            return None
        most, where = max(found)
        return median(more for more, _ in found), most, where

    def summary(self):
        """{group: {metric: score}} for the groups that have workloads"""
        return {group: {metric: self.group(group, metric)
                        for metric in METRICS}
                for group in GROUPS if self.ids(group)}


def mean_range(ratios):
    """The smallest and the largest geometric mean of a single round.

    ratios: {round: ratio} of each workload.
    """
    rounds = {at for found in ratios for at in found}
    means = [geomean(found.get(at) for found in ratios) for at in rounds]
    return (min(means), max(means)) if means else None


def geomean(ratios):
    """The geometric mean of those ratios that could be taken, or None."""
    logs = [log(ratio) for ratio in ratios if ratio]
    return exp(sum(logs) / len(logs)) if logs else None
