# SPDX-License-Identifier: MIT
"""A measurement as text for a terminal."""

from .names import (BASELINE, CHURN, GROUPS, HEAPS, METRICS, PAGES, SMALL_KB,
                    SUBJECT)


def amount(metric, value):
    """A median with its unit, at most eight characters."""
    if value is None:
        return "-"
    if metric == "time":
        return f"{value:.3f} s"
    return f"{value / 1024:.1f} M" if value >= 1024 else f"{value:.0f} K"


def whole(value):
    return "-" if value is None else f"{value:.0f}"


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
    return text + ("*" if name == scores.best(workload, metric) else " ")


def ratios(scores, group, metric):
    """Workload x allocator, each cell relative to glibc."""
    ids = scores.ids(group)
    if not ids:
        return
    yield (f"{GROUPS[group]}, {METRICS[metric]}: {BASELINE}'s median, the "
           "others' ratio to it (* best of the row)")
    rows = [["", *scores.allocators]]
    rows += [[name, *(cell(scores, name, other, metric)
                      for other in scores.allocators)] for name in ids]
    rows.append(["geometric mean", *(
        "- " if mean is None else f"{mean:.3f} " for mean in (
            scores.to_baseline(group, other, metric)
            for other in scores.allocators))])
    yield from grid(rows)
    yield ""


def details(scores):
    """Each cell's median, minimum and spread."""
    rows = [["workload", "allocator", "runs", "median", "min", "spread",
             "user", "sys", "peak RSS", "spread", "faults"]]
    for (workload, name), runs in scores.runs.items():
        if scores.workloads[workload]["group"] == PAGES:
            continue
        rows.append([
            workload, name, str(len(runs)),
            amount("time", scores.median(workload, name, "time")),
            amount("time", min(scores.values(workload, name, "time"))),
            f"{scores.spread(workload, name, 'time'):.0%}",
            *(f"{scores.median(workload, name, key):.2f}"
              for key in ("user", "sys")),
            amount("rss", scores.median(workload, name, "rss")),
            f"{scores.spread(workload, name, 'rss'):.0%}",
            whole(scores.median(workload, name, "faults"))])
    if len(rows) > 1:
        yield from grid(rows)
        yield ""


def own_figures(scores):
    """What programs report of themselves, their time aside."""
    rows = [["", *scores.allocators]]
    rows += [[f"{workload} {figure}", *map(whole, numbers)]
             for workload, figure, numbers in scores.own_figures()]
    if len(rows) > 1:
        yield "the programs' own figures"
        yield from grid(rows)
        yield ""


def counted(scores):
    """Instructions of the kernels, where they were counted."""
    found = scores.document.get("instructions")
    if not found:
        return
    yield "millions of instructions, by callgrind, of a tenth of the work"
    rows = [["", *scores.allocators]]
    rows += [[workload, *(whole(counts[name] / 1e6) if name in counts else "-"
                          for name in scores.allocators)]
             for workload, counts in found.items()]
    yield from grid(rows)
    yield ""


def pages(scores):
    """The page layer: ns for a pair, and what churning leaves."""
    seen = {name for workload, name in scores.runs
            if scores.workloads[workload]["group"] == PAGES}
    heaps = [name for name in HEAPS if name in seen]
    if not heaps:
        return
    pairs, churned = [["", *heaps]], [["", *heaps]]
    for workload in scores.ids(PAGES):
        if scores.workloads[workload]["name"] == "churn":
            churned += [[title, *(whole(scores.figure(workload, heap, figure))
                                  for heap in heaps)]
                        for figure, title in CHURN.items()]
        else:
            pairs.append([workload, *(
                whole(scores.figure(workload, heap, "ns"))
                for heap in heaps)])
    for title, rows in (
            ("the page layer: ns for an allocation and its free", pairs),
            ("after 100 rounds of churning a half-full 1 GiB arena",
             churned)):
        if len(rows) > 1:
            yield title
            yield from grid(rows)
            yield ""


def troubles(scores):
    """Whatever is missing or wrong: columns, workloads, cells, blocks."""
    for entry in scores.document["allocators"]:
        if entry.get("refused"):
            yield f"{entry['name']}: refused: {entry['refused']}"
    for name, why in scores.document.get("missing", {}).items():
        yield f"{name}: missing: {why}"
    for (workload, name), why in scores.failures().items():
        yield f"{workload}, {name}: {why}"
    for (workload, name), count in scores.misaligned().items():
        yield (f"{workload}, {name}: wrong: {count:.0f} blocks are not "
               "aligned as asked")


def repeats(scores):
    found = scores.repeats()
    yield (f"{found['runs']} runs; {found['again']} were disturbed and "
           f"repeated; {found['still']} of those that count are disturbed "
           "still")


def small(scores, group):
    """The workloads that have no part in the means of memory."""
    found = scores.small(group)
    if found:
        middle, most, where = found
        yield (f"    where {BASELINE} peaks below {SMALL_KB >> 10} MiB, "
               f"{SUBJECT} takes {middle:+.0f} KiB (median), at most "
               f"{most:+.0f} KiB ({where})")


def score(scores):
    """The two geometric means of each group, and the worst workloads."""
    for group, metrics in scores.summary().items():
        for metric, found in metrics.items():
            if not found["best_peer"]:
                continue
            low, high = found["range"]
            to_glibc = found["baseline"]
            yield (f"{GROUPS[group]}, {METRICS[metric]}: {SUBJECT} is "
                   f"{found['best_peer']:.3f} x the best peer of each of "
                   f"{found['workloads']} workloads "
                   f"({low:.3f} to {high:.3f} in single rounds)" + (
                       f", {to_glibc:.3f} x {BASELINE}" if to_glibc else ""))
            yield "    worst: " + ", ".join(
                f"{bad['workload']} {bad['ratio']:.2f} x {bad['peer']}"
                for bad in found["worst"])
            if found["without"]:
                yield f"    no figure: {', '.join(found['without'])}"
        yield from small(scores, group)


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
    if document.get("build"):
        yield f"{SUBJECT} is built by {document['build']}"
    if not document["complete"]:
        yield "INCOMPLETE: the figures may still change"


def whole_table(scores):
    """All of it; the score comes last, where a terminal shows it."""
    yield from machine(scores.document)
    yield ""
    yield from details(scores)
    for group in GROUPS:
        for metric in METRICS:
            yield from ratios(scores, group, metric)
    yield from own_figures(scores)
    yield from counted(scores)
    yield from pages(scores)
    yield from troubles(scores)
    yield from repeats(scores)
    yield from score(scores)


def listing(workloads, allocators, missing):
    """What could be measured, and what each workload stands for."""
    rows = [["workload", ""]]
    for workload in workloads:
        why = workload.why_missing()
        rows.append([workload.id,
                     f"missing: {why}" if why else workload.stands_for])
    yield from grid(rows, left=2)
    yield ""
    yield from grid(
        [["allocator", "version", "library"]] +
        [[allocator.name, allocator.version, allocator.library]
         for allocator in allocators] +
        [[name, "-", why] for name, why in missing.items()], left=3)
