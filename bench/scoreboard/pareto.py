# SPDX-License-Identifier: MIT
"""The picture of time against memory: a point for every allocator."""

from math import cos, inf, log, pi, sin

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from matplotlib.transforms import Bbox

from .names import BASELINE, GROUPS, SUBJECT
from .score import Scores
from .style import LEFT, RIGHT, STYLE, WIDTH, allocator_looks, svg

NEAR = 9  # points from a mark to its name, where no line need lead to it
ENOUGH_TICKS, MOST_TICKS = 4, 7
IN_THE_WAY = 100  # the cost of hiding something; more than any distance
IN_THE_LINE = 15  # the cost of crossing a line


def positions(scores, group):
    """{allocator: (time, memory)} as geometric means to the baseline"""
    found = {name: (scores.to_baseline(group, name, "time"),
                    scores.to_baseline(group, name, "rss"))
             for name in scores.allocators}
    return {name: place for name, place in found.items() if all(place)}


def front(places):
    """Those that nobody beats in both, the fastest first."""
    found, lowest = [], inf
    for x, y in sorted(places):
        if y < lowest:
            found.append((x, y))
            lowest = y
    return found


def room(values):
    """Limits with room for names, never so narrow that noise looks big."""
    low, high = min(*values, 1) / 1.03, max(*values, 1) * 1.03
    margin = (high / low) ** 0.15
    return low / margin, high * margin


def ticks(low, high):
    """The roundest ratios in those limits that leave each other room."""
    found = [1]
    for step in (10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01):
        if len(found) >= ENOUGH_TICKS:
            break
        for count in range(1, int(high / step) + 1):
            value = step * count
            nearest = min(abs(log(value / other)) for other in found)
            if value > low and nearest > log(high / low) / MOST_TICKS:
                found.append(value)
    return found


def ratio_axis(axis, limits):
    """A scale of ratios: twice is as far from one as half is."""
    axis.set_major_locator(FixedLocator(ticks(*limits)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}×"))


def draw_front(axes, places):
    """The edge that nobody is beyond; its boxes in pixels, for the labels."""
    edge = front(places)
    right, high = axes.get_xlim()[1], axes.get_ylim()[1]
    corners = [(edge[0][0], high)]
    for (x, y), (after, _) in zip(edge, edge[1:] + [(right, None)]):
        corners += [(x, y), (after, y)]
    axes.plot(*zip(*corners), color="#999999", linewidth=0.9, zorder=2)
    pixels = axes.transData.transform(corners)
    return [Bbox([one, other]).padded(1)
            for one, other in zip(pixels, pixels[1:])]


def spots():
    """Where a label may stand around its mark, in points, best first."""
    for far in (NEAR, 20, 32, 46):
        for eighth in (0, 4, 1, 7, 3, 5, 2, 6):
            yield far, far * cos(eighth * pi / 4), far * sin(eighth * pi / 4)


def side(right):
    """Which end of a label is at its spot, and what share of it is left."""
    if abs(right) < 1:
        return "center", 0.5
    return ("left", 0) if right > 0 else ("right", 1)


def boxes(axes, mark, size):
    """(spot, the pixels that a label of that size takes there)"""
    scale = axes.figure.dpi / 72
    for spot in spots():
        _, right, up = spot
        yield spot, Bbox.from_bounds(
            mark[0] + right * scale - size[0] * side(right)[1],
            mark[1] + up * scale - size[1] / 2, *size)


def text_size(axes, text, **style):
    """Width and height in pixels."""
    trial = axes.text(0, 0, text, **style)
    canvas = FigureCanvasAgg(axes.figure)
    size = trial.get_window_extent(canvas.get_renderer()).size
    trial.remove()
    return size


def name_marks(axes, labels, lines):
    """Name each mark where no mark, name, line or edge is in the way.

    labels: {name: (x, y, text, colour)}.  lines: boxes in pixels.
    """
    marks = {name: axes.transData.transform(label[:2])
             for name, label in labels.items()}
    taken = [Bbox.from_bounds(x, y, 0, 0).padded(6)
             for x, y in marks.values()]
    inside = axes.bbox.padded(-4)
    for name, (x, y, text, colour) in labels.items():
        weight = "bold" if name == SUBJECT else "normal"
        size = text_size(axes, text, weight=weight)

        def cost(choice):
            spot, box = choice
            hides = box.count_overlaps(taken) + any(
                not inside.contains(*corner) for corner in (box.p0, box.p1))
            crosses = box.count_overlaps(lines)
            return spot[0] + IN_THE_WAY * hides + IN_THE_LINE * crosses

        (far, right, up), box = min(boxes(axes, marks[name], size), key=cost)
        taken.append(box)
        lead = {"arrowstyle": "-", "linewidth": 0.6, "color": colour,
                "shrinkA": 1, "shrinkB": 4}
        axes.annotate(text, (x, y), (right, up), color=colour, weight=weight,
                      textcoords="offset points", ha=side(right)[0],
                      va="center", zorder=6,
                      arrowprops=lead if far > NEAR else None)


def scatter(axes, scores, group, look):
    """One panel: every allocator as a mark with its name."""
    axes.set_title(GROUPS[group].capitalize())
    places = positions(scores, group)
    if not places:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "not measured", ha="center",
                  transform=axes.transAxes)
        return
    across, up = zip(*places.values())
    axes.set(xscale="log", yscale="log", xlim=room(across), ylim=room(up),
             xlabel=f"time, to {BASELINE} (less is better)",
             ylabel=f"peak resident memory, to {BASELINE}")
    ratio_axis(axes.xaxis, axes.get_xlim())
    ratio_axis(axes.yaxis, axes.get_ylim())
    lines = draw_front(axes, places.values())
    whole, labels = len(scores.weighed(group, "time")), {}
    for name, (x, y) in places.items():
        axes.scatter([x], [y], s=75 if name == SUBJECT else 42, zorder=5,
                     linewidths=0, **look[name])
        count = scores.covered(group, name, "time")
        text = name if count == whole else f"{name} ({count} of {whole})"
        labels[name] = (x, y, text, look[name]["color"])
    name_marks(axes, labels, lines)


@matplotlib.rc_context(STYLE)
def pareto(document):
    """Time against memory; whoever is lower and further left is better."""
    scores = Scores(document)
    if not any(positions(scores, group) for group in GROUPS):
        return None
    look = allocator_looks(document)
    figure = Figure(figsize=(WIDTH, 4.3))
    grid = figure.subplots(1, len(GROUPS), gridspec_kw={
        "left": LEFT, "right": RIGHT, "bottom": 0.12, "top": 0.92,
        "wspace": 0.25})
    for axes, group in zip(grid, GROUPS):
        scatter(axes, scores, group, look)
    return svg(figure, "Geometric means of time and of peak resident memory")
