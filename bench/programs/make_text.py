# SPDX-License-Identifier: MIT
"""make_text.py LINES FILE - plain text in lines

Stands for what is compressed, sorted and searched: sentences of 3 to 20
words, every tenth line empty as between paragraphs.
"""

import sys

from words import Words


def main():
    nr_lines, path = int(sys.argv[1]), sys.argv[2]
    words = Words()
    with open(path, "w", encoding="ascii") as out:
        for i in range(nr_lines):
            line = words.phrase(3, 20).capitalize() + "." if i % 10 else ""
            out.write(line + "\n")


main()
