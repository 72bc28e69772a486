"""What was measured, as text for a terminal."""

from .allocators import BASELINE, SUBJECT
from .score import METRICS
from .workloads import HEAPS

TITLES = {"time": "time", "rss": "peak RSS"}
GROUP_TITLES = {"kernels": "kernels", "programs": "real programs",
                "pages": "the page layer"}


def amount(metric, value):
    """A median with its unit, at most eight characters."""
    if value is None:
        return "-"
    if metric == "time":
        return f"{value:.3f} s"
    return f"{value / 1024:.1f} M" if value >= 1024 else f"{value:.0f} K"


def grid(rows, left=1):
    """Lines of columns: the first ones to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    for row in rows:
        cells = [text.ljust(width) if at < left else text.rjust(width)
                 for at, (text, width) in enumerate(zip(row, widths))]
        yield "  ".join(cells).rstrip()


def cell(scores, workload, name, metric):
    """The ratio to glibc; * marks the best of the row."""
    ratio = scores.ratio(workload, name, BASELINE, metric)
    if name == BASELINE or ratio is None:
        text = amount(metric, scores.median(workload, name, metric))
    else:
        text = f"{ratio:.2f}"
    values = [value for other in scores.allocators if (
        value := scores.median(workload, other, metric)) is not None]
    best = values and scores.median(workload, name, metric) == min(values)
    return text + ("*" if best else " ")


def ratios(scores, group, metric):
    """Workload x allocator, each cell relative to glibc."""
    ids = scores.ids(group)
    if not ids:
        return
    yield (f"{GROUP_TITLES[group]}, {TITLES[metric]}: {BASELINE}'s median, "
           "the others' ratio to it (* best of the row)")
    rows = [["", *scores.allocators]]
    rows += [[name, *(cell(scores, name, other, metric)
                      for other in scores.allocators)] for name in ids]
    rows.append(["geometric mean", *(
        "-" if mean is None else f"{mean:.3f} " for mean in (
            scores.to_baseline(group, other, metric)
            for other in scores.allocators))])
    yield from grid(rows)
    yield ""


def details(scores):
    """Each cell's median, minimum and spread."""
    rows = [["workload", "allocator", "runs", "median", "min", "spread",
             "user", "sys", "peak RSS", "faults"]]
    for (workload, name), runs in scores.runs.items():
        if not runs or scores.workloads[workload]["group"] == "pages":
            continue
        times = scores.values(workload, name, "time")
        rows.append([
            workload, name, str(len(runs)),
            amount("time", scores.median(workload, name, "time")),
            amount("time", min(times)),
            f"{100 * scores.spread(workload, name, 'time'):.0f}%",
            *(f"{scores.median(workload, name, key):.2f}"
              for key in ("user", "sys")),
            amount("rss", scores.median(workload, name, "rss")),
            f"{scores.median(workload, name, 'faults'):.0f}"])
    if len(rows) > 1:
        yield from grid(rows)
        yield ""


def pages(scores):
    """The page layer: ns for a pair, and what churning leaves."""
    seen = {name for workload, name in scores.runs
            if scores.workloads[workload]["group"] == "pages"}
    heaps = [name for name in HEAPS if name in seen]
    if not heaps:
        return
    yield "the page layer: ns for an allocation and its free"
    rows, churned = [["", *heaps]], [["", *heaps]]
    for name in scores.ids("pages"):
        if name.startswith("churn"):
            churned += [[f"free blocks of {size[5:].upper()}iB", *(
                whole(scores.figure(name, heap, size)) for heap in heaps)]
                for size in ("free_2m", "free_4m")]
        else:
            rows.append([name, *(whole(scores.figure(name, heap, "ns"))
                                 for heap in heaps)])
    yield from grid(rows)
    if len(churned) > 1:
        yield ""
        yield "after 100 rounds of churning a half-full 1 GiB arena"
        yield from grid(churned)
    yield ""


def whole(value):
    return "-" if value is None else f"{value:.0f}"


def troubles(scores):
    """Refused columns, failed cells, disturbed runs."""
    for entry in scores.document["allocators"]:
        if entry.get("refused"):
            yield f"refused: {entry['name']}: {entry['refused']}"
    for workload in scores.workloads.values():
        for name, why in workload.get("refused", {}).items():
            yield f"refused: {workload['id']} {name}: {why}"
    for name, why in scores.document.get("missing", {}).items():
        yield f"missing: {name}: {why}"
    for run in scores.document["runs"]:
        if run["status"] != 0:
            yield (f"failed: {run['workload']} {run['allocator']} "
                   f"round {run['round'] + 1}: {run['error']}")
    for workload, name in scores.runs:
        count = scores.figure(workload, name, "misaligned_blocks")
        if count:
            yield (f"wrong: {workload} {name}: {count:.0f} blocks are not "
                   "aligned as asked")
    again = sum(run["attempts"] - 1 for run in scores.document["runs"])
    still = sum(run["disturbed"] for run in scores.document["runs"])
    if again:
        yield (f"{again} runs were disturbed and repeated; "
               f"{still} of those that count are disturbed still")


def score(scores):
    """The two geometric means of each group, and the worst workloads."""
    for group, metrics in scores.summary().items():
        for metric, found in metrics.items():
            if not found["best_peer"]:
                continue
            to_glibc = found["baseline"]
            yield (f"{GROUP_TITLES[group]}, {TITLES[metric]}: {SUBJECT} is "
                   f"{found['best_peer']:.3f} x the best peer of each of "
                   f"{found['workloads']} workloads" + (
                       f", {to_glibc:.3f} x {BASELINE}" if to_glibc else ""))
            yield "    worst: " + ", ".join(
                f"{bad['workload']} {bad['ratio']:.2f} x {bad['peer']}"
                for bad in found["worst"])


def machine(document):
    """What it was measured on."""
    found = document["machine"]
    yield (f"{found['cpu']}, {found['cores']} cores, "
           f"{found['memory_kb'] / 1048576:.1f} GiB; Linux "
           f"{found['kernel']}, {found['libc']}, transparent huge pages "
           f"{found['thp']}; load {found['load'][0]:.2f} at the start")
    yield ", ".join(f"{entry['name']} {entry['version']}"
                    for entry in document["allocators"]
                    if not entry.get("refused"))


def whole_table(scores):
    """All of it."""
    yield from machine(scores.document)
    yield ""
    yield from details(scores)
    for group in ("kernels", "programs"):
        for metric in METRICS:
            yield from ratios(scores, group, metric)
    yield from pages(scores)
    yield from troubles(scores)
    yield from score(scores)
