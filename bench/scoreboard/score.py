"""Medians, ratios and geometric means of what was measured.

A document is what a measurement writes as JSON.  Its runs each have a
workload, an allocator, a round, and figures.  The metrics:

    time  seconds by the program's own figure where it reports one, else wall
    rss   peak resident size in KiB

Ratios are taken round by round, then the median: what drifts from round to
round hits both sides of a ratio alike.
"""

from collections import defaultdict
from math import exp, log
from statistics import median

from .allocators import BASELINE, SUBJECT

METRICS = ("time", "rss")
GROUPS = ("kernels", "programs")  # the groups that allocators compete in


def value(run, metric):
    if metric == "time":
        return run["figures"].get("seconds", run["wall"])
    return run[metric]


class Scores:
    """A document, arranged for questions."""

    def __init__(self, document):
        self.document = document
        self.allocators = [entry["name"] for entry in document["allocators"]
                           if not entry.get("refused")]
        self.workloads = {entry["id"]: entry
                          for entry in document["workloads"]}
        self.runs = defaultdict(dict)  # (workload, allocator): round: run
        for run in document["runs"]:
            if run["status"] == 0:
                self.runs[run["workload"], run["allocator"]][
                    run["round"]] = run

    def ids(self, group):
        return [name for name, entry in self.workloads.items()
                if entry["group"] == group]

    def values(self, workload, allocator, metric):
        runs = self.runs[workload, allocator]
        return [value(run, metric) for run in runs.values()]

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
                 for run in self.runs[workload, allocator].values()
                 if name in run["figures"]]
        return median(found) if found else None

    def ratio(self, workload, one, other, metric):
        """one / other: the median over the rounds that both have."""
        ones, others = self.runs[workload, one], self.runs[workload, other]
        ratios = [value(run, metric) / value(others[at], metric)
                  for at, run in ones.items()
                  if at in others and value(others[at], metric) > 0]
        return median(ratios) if ratios else None

    def best_peer(self, workload, metric):
        """Whoever has the smallest median, libbuddy aside."""
        found = [(middle, name) for name in self.allocators
                 if name != SUBJECT and (middle := self.median(
                     workload, name, metric)) is not None]
        return min(found)[1] if found else None

    def to_best(self, workload, metric):
        """libbuddy / the best peer of that workload, and who that is"""
        peer = self.best_peer(workload, metric)
        if peer is None:
            return None, None
        return self.ratio(workload, SUBJECT, peer, metric), peer

    def to_baseline(self, group, allocator, metric):
        """allocator / glibc: the geometric mean over the group's workloads"""
        return geomean(self.ratio(name, allocator, BASELINE, metric)
                       for name in self.ids(group))

    def group(self, group, metric):
        """The score of one group: two geometric means, and the worst."""
        ranked = []
        for name in self.ids(group):
            ratio, peer = self.to_best(name, metric)
            if ratio is not None:
                ranked.append((ratio, name, peer))
        ranked.sort(reverse=True)
        return {
            "workloads": len(ranked),
            "best_peer": geomean(ratio for ratio, _, _ in ranked),
            "baseline": self.to_baseline(group, SUBJECT, metric),
            "worst": [{"workload": name, "ratio": ratio, "peer": peer}
                      for ratio, name, peer in ranked[:3]],
        }

    def summary(self):
        """{group: {metric: score}} for the groups that have runs"""
        return {group: {metric: self.group(group, metric)
                        for metric in METRICS}
                for group in GROUPS if self.ids(group)}


def geomean(ratios):
    """The geometric mean of those ratios that could be taken, or None."""
    logs = [log(ratio) for ratio in ratios if ratio]
    return exp(sum(logs) / len(logs)) if logs else None
