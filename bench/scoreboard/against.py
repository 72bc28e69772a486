"""Two measurements compared: what became slower or larger since."""

from .allocators import SUBJECT
from .score import METRICS, Scores, geomean
from .table import TITLES, amount, grid

# Changes below this are what the same program shows from run to run.
NOISE = 0.05


def change(scores, earlier, workload, metric):
    """How libbuddy's ratio to a common yardstick changed: 1 is not at all.

    The yardstick is the geometric mean of the other allocators that both
    measurements have: a slower hour of the machine is not a regression.
    """
    own = scores.median(workload, SUBJECT, metric)
    before = earlier.median(workload, SUBJECT, metric)
    if not own or not before:
        return None
    drift = geomean(
        scores.median(workload, name, metric) /
        earlier.median(workload, name, metric)
        for name in scores.allocators if name != SUBJECT
        and earlier.median(workload, name, metric)
        and scores.median(workload, name, metric))
    return own / before / (drift or 1)


def verdict(ratio, spread):
    """A change counts when it exceeds the noise of both measurements."""
    if abs(ratio - 1) <= max(NOISE, spread):
        return ""
    return "WORSE" if ratio > 1 else "better"


def compare(document, before):
    """The regression table."""
    scores, earlier = Scores(document), Scores(before)
    rows = [["workload", "", "before", "now", "change", ""]]
    for workload in scores.workloads:
        for metric in METRICS:
            ratio = change(scores, earlier, workload, metric)
            if ratio is None:
                continue
            spread = max(scores.spread(workload, SUBJECT, metric),
                         earlier.spread(workload, SUBJECT, metric)) / 2
            rows.append([
                workload, TITLES[metric],
                amount(metric, earlier.median(workload, SUBJECT, metric)),
                amount(metric, scores.median(workload, SUBJECT, metric)),
                f"{100 * (ratio - 1):+.1f}%", verdict(ratio, spread)])
    yield f"{SUBJECT} against the measurement of {before['started']}"
    yield ("change: libbuddy's own, less what the other allocators changed "
           "on the same workload")
    yield from grid(rows)
    worse = sum(row[-1] == "WORSE" for row in rows)
    yield f"{worse} worse" if worse else "nothing is worse"
