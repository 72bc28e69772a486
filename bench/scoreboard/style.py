# SPDX-License-Identifier: MIT
"""How all pictures look: colours, type, and the SVG they become.

Text stays text, so that a reader can search it; the background is white, so
that a picture reads the same on a light page and on a dark one.
"""

import io
import re
from html import escape

import matplotlib

from .names import BASELINE, SUBJECT

STYLE = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "font.size": 10, "axes.titlesize": 11, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "axes.labelcolor": "#333333",
    "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": "#888888", "xtick.color": "#555555",
    "ytick.color": "#555555", "axes.grid": True, "axes.axisbelow": True,
    "grid.color": "#e4e4e4", "grid.linewidth": 0.8, "legend.frameon": False,
    "legend.columnspacing": 1.2, "legend.handlelength": 1.5,
    "svg.fonttype": "none",
}
WIDTH = 8.8  # inches; at 640 pixels the text is still legible
LEFT, RIGHT = 0.09, 0.99  # where panels begin and end, of the width
FIXED = {SUBJECT: "#c8003c", BASELINE: "#4a4a4a"}
PALETTE = ("#0072b2", "#d97b00", "#00896a", "#8250b0", "#3aa5dd", "#8a5a32",
           "#b8a000", "#d063a8")
MARKERS = "sD^vPXp*"
NOTHING = {"Creator": None, "Date": None, "Format": None, "Type": None}


def looks(names):
    """{name: colour and marker}: the same in every picture of a page"""
    found = {name: {"color": FIXED[name], "marker": "o"} for name in FIXED}
    others = [name for name in names if name not in FIXED]
    for at, name in enumerate(others):
        found[name] = {"color": PALETTE[at % len(PALETTE)],
                       "marker": MARKERS[at % len(MARKERS)]}
    return found


def allocator_looks(document):
    return looks(entry["name"] for entry in document["allocators"])


def svg(figure, says):
    """The text of a picture, the same for the same document."""
    buffer = io.StringIO()
    # No two pictures of a page may use the same identifiers.
    with matplotlib.rc_context({"svg.hashsalt": says}):
        figure.savefig(buffer, format="svg", metadata=NOTHING)
    text = buffer.getvalue()
    text = text[text.index("<svg"):]  # a page has its own document type
    text = re.sub(r'<g id="[^"]*">', "<g>", text)  # not unique in a page
    text = re.sub(r"(?m)^ +| +$", "", text)
    label = f'<svg role="img" aria-label="{escape(says)}" '
    return text.replace("<svg ", label, 1)
