# SPDX-License-Identifier: MIT
"""A measurement as a page: report.html, and pareto.svg beside it.

The page needs nothing but itself: style and pictures are inside, and there
is no script.  What is in a cell, and in which colour, is decided here; the
template only says where it goes.
"""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.colors import (LinearSegmentedColormap, LogNorm, to_hex,
                               to_rgb)

from .names import BASELINE, CHURN, GROUPS, METRICS, SMALL_KB, SUBJECT
from .pareto import pareto
from .plots import over_time, scaling
from .score import Scores
from .style import allocator_looks
from .table import amount, troubles

# Ratio to the best of a row: colour.  Green, paper, orange, brown can be told
# apart by colour-blind readers too.
HEAT = {1.0: "#9bd3b8", 1.05: "#d8ebda", 1.15: "#f7f3e8", 1.5: "#fbd49b",
        2.5: "#ee9150", 5.0: "#b8432c", 10.0: "#6d1626"}
SCALE = LogNorm(min(HEAT), max(HEAT), clip=True)
COLOURS = LinearSegmentedColormap.from_list(
    "heat", [(float(SCALE(ratio)), colour) for ratio, colour in HEAT.items()])


@dataclass(frozen=True)
class Cell:
    """One field of a table: what it says, and on being pointed at."""
    name: str  # of the allocator
    text: str
    title: str
    style: str = ""  # empty: there is nothing to compare
    best: bool = False


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else
              ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return sum(weight * part for weight, part in
               zip((0.2126, 0.7152, 0.0722), linear))


def paint(ratio):
    """Background by ratio to the best, and the ink that stands out more.

    Where black and white stand out alike, both do so by 4.58 to 1.
    """
    ground = to_hex(COLOURS(float(SCALE(ratio))))
    ink = "#000" if (luminance(ground) + 0.05) ** 2 > 0.05 * 1.05 else "#fff"
    return f"background:{ground};color:{ink}"


def ratio_text(ratio):
    """About three digits."""
    if ratio is None:
        return "–"
    return f"{ratio:.0f}" if ratio >= 99.5 else f"{ratio:.3g}" \
        if ratio >= 9.995 else f"{ratio:.2f}"


def number(value):
    """With thin spaces between thousands."""
    if value is None:
        return "–"
    text = f"{value:,.0f}" if value >= 100 else f"{value:.4g}"
    return text.replace(",", "\u2009")


def ratio_to(scores, workload, name, other, metric):
    """By rounds; of the medians where no round has both."""
    ratio = scores.ratio(workload, name, other, metric)
    return ratio or (scores.median(workload, name, metric)
                     / scores.median(workload, other, metric))


def cell_text(scores, workload, name, metric):
    """The ratio to glibc; where that misleads or cannot be, an amount."""
    middle = scores.median(workload, name, metric)
    base = scores.median(workload, BASELINE, metric)
    ratio = scores.ratio(workload, name, BASELINE, metric)
    if name == BASELINE or ratio is None:
        return amount(metric, middle)
    if metric == "rss" and base < SMALL_KB:
        return f"{middle - base:+.0f} K".replace("-", "−")
    return ratio_text(ratio)


def cell_title(scores, workload, name, metric):
    values = scores.values(workload, name, metric)
    text = (f"{workload}, {name}: "
            f"median {amount(metric, scores.median(workload, name, metric))}, "
            f"min {amount(metric, min(values))}, "
            f"spread {scores.spread(workload, name, metric):.0%}, "
            f"{len(values)} rounds")
    if metric == "rss":
        faults = scores.median(workload, name, "faults")
        return f"{text}, {number(faults)} faults"
    return text


def heat_row(scores, workload, metric, failed):
    """The cells of one workload; ! marks one that failed in some round."""
    best = scores.best(workload, metric)
    for name in scores.allocators:
        why = failed.get((workload, name))
        if scores.median(workload, name, metric) is None:
            text = why.split()[0].strip(":") if why else "–"
            yield Cell(name, text, why or "not measured")
            continue
        to_best = ratio_to(scores, workload, name, best, metric)
        text = cell_text(scores, workload, name, metric)
        title = (f"{cell_title(scores, workload, name, metric)}; "
                 f"{ratio_text(to_best)} × {best}")
        yield Cell(name, f"{text}!" if why else text,
                   f"{title}; {why}" if why else title,
                   paint(to_best), name == best)


def heat_table(scores, group, failed):
    """Every workload of a group: cells for time, then for memory."""
    return [{"head": scores.workloads[workload],
             "cells": [list(heat_row(scores, workload, metric, failed))
                       for metric in METRICS]}
            for workload in scores.ids(group)]


def means(scores):
    """Each allocator's geometric means to the baseline, and over how many."""
    for name in scores.allocators:
        yield name, [
            {"text": ratio_text(scores.to_baseline(group, name, metric)),
             "count": scores.covered(group, name, metric),
             "whole": len(scores.weighed(group, metric))}
            for group in GROUPS for metric in METRICS]


def churn(scores):
    """What churning left: (workload, heap, counts)."""
    for workload, heap in scores.runs:
        counts = [scores.figure(workload, heap, name) for name in CHURN]
        if any(count is not None for count in counts):
            yield workload, heap, [number(count) for count in counts]


def own_figures(scores):
    """What programs report of themselves: workload, figure, numbers"""
    for workload, figure, medians in scores.own_figures():
        yield workload, figure, [number(median) for median in medians]


def counted(workload, counts, name):
    """A cell of instructions: the ratio to glibc, coloured as times are."""
    if name not in counts:
        return Cell(name, "–", "not counted")
    count, base = counts[name], counts.get(BASELINE)
    text = (f"{count / 1e6:.0f} M" if name == BASELINE or not base
            else ratio_text(count / base))
    best = min(counts.values())
    return Cell(name, text, f"{workload}, {name}: {number(count)}",
                paint(count / best), count == best)


def instructions(scores):
    """Rows of (workload, cells), where they were counted."""
    for workload, counts in scores.document.get("instructions", {}).items():
        yield workload, [counted(workload, counts, name)
                         for name in scores.allocators]


def contents(document):
    """All that the template shows."""
    scores = Scores(document)
    failed = scores.failures()
    pictures = {"pareto": pareto(document), "over_time": over_time(document),
                "scaling": scaling(document)}
    return {
        "document": document, "machine": document["machine"],
        "scores": scores, "summary": scores.summary(),
        "subject": SUBJECT, "baseline": BASELINE,
        "group_titles": GROUPS, "titles": METRICS,
        "looks": allocator_looks(document),
        "repeats": scores.repeats(), "troubles": list(troubles(scores)),
        "means": list(means(scores)),
        "small": {group: scores.small(group) for group in GROUPS},
        "pictures": {name: picture and Markup(picture)
                     for name, picture in pictures.items()},
        "heat": {group: heat_table(scores, group, failed)
                 for group in GROUPS if scores.ids(group)},
        "legend": [(ratio_text(ratio), paint(ratio)) for ratio in HEAT],
        "small_kb": SMALL_KB, "churn_titles": list(CHURN.values()),
        "churn": list(churn(scores)), "figures": list(own_figures(scores)),
        "instructions": list(instructions(scores)),
    }


def write(document, folder):
    """folder/report.html, and folder/pareto.svg if there is one to draw"""
    here = Path(__file__).resolve().parent
    environment = Environment(
        loader=FileSystemLoader(here), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters["ratio"] = ratio_text
    shown = contents(document)
    page = environment.get_template("report.html.j2").render(shown)
    folder = Path(folder)
    (folder / "report.html").write_text(page, encoding="utf-8")
    picture = folder / "pareto.svg"
    picture.unlink(missing_ok=True)  # an older measurement's
    if shown["pictures"]["pareto"]:
        picture.write_text(shown["pictures"]["pareto"], encoding="utf-8")
