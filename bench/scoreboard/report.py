"""The same as a page: report.html, and pareto.svg beside it.

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

from .allocators import BASELINE, SUBJECT
from .pareto import covered, pareto
from .plots import allocator_looks, over_time, scaling
from .score import GROUPS, METRICS, Scores
from .table import GROUP_TITLES, TITLES, amount

# Ratio to the best of a row: colour.  Green, paper, orange, brown can be told
# apart by colour-blind readers too.
HEAT = {1.0: "#9bd3b8", 1.05: "#d8ebda", 1.15: "#f7f3e8", 1.5: "#fbd49b",
        2.5: "#ee9150", 5.0: "#b8432c", 10.0: "#6d1626"}
SCALE = LogNorm(min(HEAT), max(HEAT), clip=True)
COLOURS = LinearSegmentedColormap.from_list(
    "heat", [(float(SCALE(ratio)), colour) for ratio, colour in HEAT.items()])
# Below this a ratio says more about the program loader than the allocator.
SMALL_KB = 8 * 1024
CHURN = ("free_2m", "free_4m", "taken_2m", "taken_4m")  # figures, in order


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


def failures(document):
    """{(workload, allocator): why there is no figure, or not in each round}"""
    found = {}
    for entry in document["workloads"]:
        for name, why in entry.get("refused", {}).items():
            found[entry["id"], name] = f"refused: {why}"
    failed = {}
    for run in document["runs"]:
        if run["status"] != 0:
            failed.setdefault((run["workload"], run["allocator"]),
                              []).append(run)
    for key, runs in failed.items():
        rounds = ", ".join(str(run["round"] + 1) for run in runs)
        why = runs[0].get("error", f"status {runs[0]['status']}")
        found[key] = f"failed in round {rounds}: {why}"
    return found


def troubles(document):
    """All that is missing from the tables, in words."""
    for entry in document["allocators"]:
        if entry.get("refused"):
            yield f"{entry['name']}: refused: {entry['refused']}"
    for name, why in document.get("missing", {}).items():
        yield f"{name}: missing: {why}"
    for (workload, name), why in failures(document).items():
        yield f"{workload}, {name}: {why}"


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
    medians = {name: middle for name in scores.allocators if (
        middle := scores.median(workload, name, metric)) is not None}
    best = min(medians, key=medians.get, default=None)
    for name in scores.allocators:
        why = failed.get((workload, name))
        if name not in medians:
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
             "count": covered(scores, group, name, metric),
             "whole": len(scores.ids(group))}
            for group in GROUPS for metric in METRICS]


def churn(scores):
    """What churning left: (workload, heap, counts)."""
    for workload, heap in list(scores.runs):
        counts = [scores.figure(workload, heap, name) for name in CHURN]
        if any(count is not None for count in counts):
            yield workload, heap, [number(count) for count in counts]


def own_figures(scores):
    """What programs report of themselves, time aside: workload, figure, row"""
    for workload in [name for group in GROUPS for name in scores.ids(group)]:
        names = dict.fromkeys(
            figure for name in scores.allocators
            for run in scores.runs[workload, name].values()
            for figure in run["figures"] if "seconds" not in figure)
        for figure in names:
            yield workload, figure, [
                number(scores.figure(workload, name, figure))
                for name in scores.allocators]


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


def repeats(document):
    """How much others were in the way."""
    runs = document["runs"]
    return {"runs": len(runs),
            "again": sum(run.get("attempts", 1) - 1 for run in runs),
            "still": sum(bool(run.get("disturbed")) for run in runs)}


def contents(document):
    """All that the template shows."""
    scores = Scores(document)
    failed = failures(document)
    pictures = {"pareto": pareto(document), "over_time": over_time(document),
                "scaling": scaling(document)}
    return {
        "document": document, "machine": document["machine"],
        "scores": scores, "summary": scores.summary(),
        "subject": SUBJECT, "baseline": BASELINE,
        "group_titles": GROUP_TITLES, "titles": TITLES,
        "looks": allocator_looks(document),
        "repeats": repeats(document), "troubles": list(troubles(document)),
        "means": list(means(scores)),
        "pictures": {name: picture and Markup(picture)
                     for name, picture in pictures.items()},
        "heat": {group: heat_table(scores, group, failed)
                 for group in GROUPS if scores.ids(group)},
        "legend": [(ratio_text(ratio), paint(ratio)) for ratio in HEAT],
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
