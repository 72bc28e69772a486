# SPDX-License-Identifier: MIT
"""make_xml.py RECORDS FILE - an XML document with attributes and mixed text

Stands for exported documents: articles with a head of short fields,
sections, and paragraphs whose text is mixed with elements and entities.
About 2 KB a record.
"""

import sys

from words import Words


def paragraph(words):
    """Running text with a link or an emphasis after each phrase."""
    rng = words.rng
    parts = []
    for _ in range(rng.randint(1, 5)):
        parts.append(words.phrase(3, 15))
        if rng.random() < 0.3:
            parts.append(f"<a href=\"#a{rng.randint(0, 9999)}\">"
                         f"{words.phrase(1, 3)}</a>")
        elif rng.random() < 0.3:
            parts.append(f"<em>{words.phrase(1, 2)}</em> &amp;")
    return f"   <p>{' '.join(parts)}</p>\n"


def article(words, i):
    rng = words.rng
    parts = [f" <article id=\"a{i}\" year=\"{rng.randint(1980, 2024)}\""
             f" lang=\"{rng.choice(['de', 'en', 'fr'])}\">\n",
             f"  <title>{words.phrase(2, 8).title()}</title>\n"]
    for _ in range(rng.randint(1, 4)):
        name = words.phrase(2, 2).title()
        parts.append(f"  <author rank=\"{rng.randint(1, 99)}\">{name}"
                     "</author>\n")
    for j in range(rng.randint(1, 4)):
        parts.append(f"  <section n=\"{j}\">\n")
        parts += [paragraph(words) for _ in range(rng.randint(1, 5))]
        parts.append("  </section>\n")
    parts.append(" </article>\n")
    return "".join(parts)


def main():
    nr_records, path = int(sys.argv[1]), sys.argv[2]
    words = Words()
    with open(path, "w", encoding="ascii") as out:
        out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<archive>\n")
        for i in range(nr_records):
            out.write(article(words, i))
        out.write("</archive>\n")


main()
