# SPDX-License-Identifier: MIT
"""Two measurements compared: what became slower or larger since."""

from statistics import median, quantiles

from .names import METRICS, SUBJECT
from .score import Scores, geomean, value
from .table import amount, grid, whole

# Changes below this are what the same program shows from one measurement to
# the next; of few rounds the median is hardly better than a single run.
NOISE = 0.05
FEW, NOISE_OF_FEW = 5, 0.2
# Figures of programs that are better when they are smaller.
LESS_IS_BETTER = ("ns", "rss_1s_kb", "rss_10s_kb", "rss_full_kb",
                  "rss_half_1s_kb", "rss_half_10s_kb")


def is_yardstick(name):
    """Who does not change with libbuddy: its heap behind one lock does."""
    return not name.startswith(SUBJECT) and name != "one_lock"


def readings(scores, workload, name, metric):
    """All values of a metric or of an own figure."""
    runs = scores.rounds(workload, name).values()
    if metric in METRICS:
        return [value(run, metric) for run in runs]
    return [run["figures"][metric] for run in runs
            if metric in run["figures"]]


def unrest(values):
    """Half of the distance between the quartiles, of the median."""
    if len(values) < 3:
        return 0.0
    low, mid, high = quantiles(values, n=4, method="inclusive")
    return (high - low) / 2 / (mid or 1)


def moved(before, now):
    """now / before, or None"""
    return median(now) / median(before) if before and now else None


def compare_row(scores, earlier, workload, metric):
    """One row, or None where neither measurement has anything.

    Change is libbuddy's own, less what the others' geometric mean changed: a
    slower hour of the machine is not a regression.
    """
    before, now = (readings(found, workload, SUBJECT, metric)
                   for found in (earlier, scores))
    show = ((lambda text: amount(metric, text)) if metric in METRICS
            else whole)
    title = METRICS.get(metric, metric)
    if not before:
        return None
    if not now:
        return [workload, title, show(median(before)), "-", "-", "FAILED"]
    drift = geomean(
        moved(readings(earlier, workload, name, metric),
              readings(scores, workload, name, metric))
        for other, name in scores.runs
        if other == workload and is_yardstick(name))
    ratio = moved(before, now) / (drift or 1)
    verdict = ""
    noise = NOISE if min(len(before), len(now)) >= FEW else NOISE_OF_FEW
    if abs(ratio - 1) > max(noise, unrest(before), unrest(now)):
        verdict = "WORSE" if ratio > 1 else "better"
    return [workload, title, show(median(before)), show(median(now)),
            f"{100 * (ratio - 1):+.1f}%", verdict]


def compare(document, before):
    """(lines of the regression table, how many rows are worse)"""
    scores, earlier = Scores(document), Scores(before)
    digests = {entry["id"]: entry.get("digest")
               for entry in before["workloads"]}
    rows, changed = [], []
    for workload, entry in scores.workloads.items():
        if workload not in digests:
            continue
        if entry.get("digest") != digests[workload]:
            changed.append(workload)
        rows += [row for metric in (*METRICS, *LESS_IS_BETTER) if (
            row := compare_row(scores, earlier, workload, metric))]
    worse = sum(row[-1] in ("WORSE", "FAILED") for row in rows)
    lines = [f"{SUBJECT} against the measurement of {before['started']}",
             f"change: {SUBJECT}'s own, less what the others changed on the "
             "same workload",
             *grid([["workload", "", "before", "now", "change", ""], *rows])]
    if changed:
        lines.append("the workload itself may differ: " + ", ".join(changed))
    lines.append(f"{worse} worse" if worse else "nothing is worse")
    return lines, worse
