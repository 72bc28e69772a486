# SPDX-License-Identifier: MIT
"""Curves: memory over time, and the page layer over threads.

A picture is a function from a document to SVG text, None where there is
nothing to draw.
"""

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from .names import PAGES, SUBJECT
from .score import Scores
from .style import LEFT, RIGHT, STYLE, WIDTH, allocator_looks, looks, svg

MARK_EVERY = 7  # samples; each line is marked at others of them
def line_look(look, name):
    """The judged one is drawn strongly, and over the others."""
    own = name == SUBJECT
    return look[name] | {"label": name, "linewidth": 2.6 if own else 1.3,
                         "markersize": 5 if own else 3.5,
                         "zorder": 4 if own else 3}


def panels(rows, columns, height, **more):
    """A figure with rows of that height in inches, a legend's room above."""
    top, bottom = 0.65, 0.5  # inches
    total = top + bottom + rows * height
    figure = Figure(figsize=(WIDTH, total))
    grid = figure.subplots(rows, columns, squeeze=False, sharey="row",
                           gridspec_kw={"left": LEFT, "right": RIGHT,
                                        "bottom": bottom / total,
                                        "top": 1 - top / total} | more)
    return figure, grid


def add_legend(figure, grid):
    """One for all panels, in the room above them."""
    handles = {label: handle for axes in grid.flat for handle, label in
               zip(*axes.get_legend_handles_labels())}
    figure.legend(handles.values(), handles, ncol=len(handles),
                  loc="upper left")


def sampled(document):
    """{workload: {allocator: run}}: the first round of each with samples"""
    found = {}
    for run in sorted(document["runs"], key=lambda run: run["round"]):
        if run["status"] == 0 and run.get("samples"):
            found.setdefault(run["workload"], {}).setdefault(
                run["allocator"], run)
    order = [entry["name"] for entry in document["allocators"]]
    return {entry["id"]: {name: found[entry["id"]][name] for name in order
                          if name in found[entry["id"]]}
            for entry in document["workloads"] if entry["id"] in found}


def busy_samples(samples):
    """How many belong to the work: up to the last labelled "phase ..."."""
    return max((at for at, (_, _, label) in enumerate(samples, 1)
                if label.startswith("phase")), default=1)


def mark_phases(axes, samples):
    """A tick where each phase begins, named by its number."""
    starts = {}
    for at, (_, _, label) in enumerate(samples[:busy_samples(samples)]):
        starts.setdefault(label.removeprefix("phase ").split()[0], at)
    axes.set_xticks(list(starts.values()), list(starts))
    axes.set_xlabel("phase: filled, then freed")


def draw_samples(busy, asleep, runs, look):
    """Work by count of samples, which all share; then sleep by its seconds.

    On one axis of seconds the work would be a sliver beside the sleep.
    """
    for at, (name, run) in enumerate(runs.items()):
        samples = run["samples"]
        count = busy_samples(samples)
        memory = [kilobytes / 1024 for _, kilobytes, _ in samples]
        style = line_look(look, name)
        style["markevery"] = (at % MARK_EVERY, MARK_EVERY)
        busy.plot(range(count), memory[:count], **style)
        start = samples[count - 1][0]
        asleep.plot([time - start for time, _, _ in samples[count - 1:]],
                    memory[count - 1:], **style)
    mark_phases(busy, samples)
    live = [run["figures"]["live_kb"] for run in runs.values()
            if "live_kb" in run["figures"]]
    if live:
        asleep.axhline(live[0] / 1024, color="#777777", linewidth=0.9,
                       linestyle=(0, (4, 3)), label="in use", zorder=2)


@matplotlib.rc_context(STYLE)
def over_time(document):
    """Resident memory through the phases of work, and asleep after them."""
    rows = sampled(document)
    if not rows:
        return None
    look = allocator_looks(document)
    figure, grid = panels(len(rows), 2, 2.9, wspace=0.015, hspace=0.42)
    for (busy, asleep), (name, runs) in zip(grid, rows.items()):
        draw_samples(busy, asleep, runs, look)
        busy.set_title(name)
        busy.set_ylabel("resident MiB")
        busy.set_ylim(bottom=0)
        asleep.set(xlabel="seconds asleep", facecolor="#f1f1f4")
        asleep.tick_params(left=False)
    add_legend(figure, grid)
    return svg(figure, "Resident memory over time")


def scaling_figures(document):
    """{(pattern, order): {heap: [(threads, ns), ...]}}"""
    scores, found = Scores(document), {}
    for workload, heap in scores.runs:
        entry = scores.workloads[workload]
        pattern, _, order = entry["name"].rpartition("_")
        time = scores.figure(workload, heap, "ns")
        if entry["group"] == PAGES and order.isdecimal() and time:
            found.setdefault((pattern, int(order)), {}).setdefault(
                heap, []).append((entry["threads"], time))
    return found


def draw_scaling(axes, lines, look):
    """The heaps at one pattern and order."""
    for heap, line in lines.items():
        axes.plot(*zip(*sorted(line)), **line_look(look, heap))
    axes.set_yscale("log")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(
        lambda value, _: f"{value:g}"))
    axes.set_xticks(sorted({at for line in lines.values() for at, _ in line}))
    axes.margins(x=0.15)


@matplotlib.rc_context(STYLE | {"axes.titlesize": 10})
def scaling(document):
    """Nanoseconds per pair by threads: flat is perfect, low is fast."""
    found = scaling_figures(document)
    if not found:
        return None
    patterns = list(dict.fromkeys(pattern for pattern, _ in found))
    orders = sorted({order for _, order in found})
    look = looks(dict.fromkeys(
        heap for lines in found.values() for heap in lines))
    figure, grid = panels(len(patterns), len(orders), 2.2, wspace=0.06,
                          hspace=0.35)
    for row, pattern in zip(grid, patterns):
        for axes, order in zip(row, orders):
            draw_scaling(axes, found.get((pattern, order), {}), look)
            axes.set_title(f"{pattern}, order {order}")
        row[0].set_ylabel("ns per pair")
    for axes in grid[-1]:
        axes.set_xlabel("threads")
    add_legend(figure, grid)
    return svg(figure, "Nanoseconds per pair of page calls, by threads")
