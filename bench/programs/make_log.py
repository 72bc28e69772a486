# SPDX-License-Identifier: MIT
"""make_log.py LINES FILE - the log of a web server

Stands for logs and tables as text tools meet them: one record a line, some
fields of few values, some nearly unique.  Times run forward with the jitter
of requests that overlap.
"""

import sys

from words import Words

METHODS = ["GET"] * 8 + ["POST", "HEAD"]
STATUSES = [200] * 16 + [301, 304, 304, 404, 403, 500]


def record(words, i):
    """One line, about 110 bytes."""
    rng = words.rng
    day, second = divmod(max(0, i // 3 + rng.randint(-5, 5)), 86400)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    # Few clients make most of the requests.
    client = int(rng.random() ** 3 * 60000)
    depth = rng.randint(1, 4)
    path = "/".join(words.take(depth))
    query = f"?id={rng.randint(1, 999999)}" if rng.random() < 0.3 else ""
    size = int(rng.paretovariate(1.2) * 300)
    return (f"10.{client >> 8 & 255}.{client & 255}.{client % 7}"
            f" [2024-03-{1 + day % 28:02} {clock}]"
            f" \"{rng.choice(METHODS)} /{path}{query}\""
            f" {rng.choice(STATUSES)} {size}"
            f" \"{words.phrase(1, 4)}\" {rng.randint(1, 2000)}ms\n")


def main():
    nr_lines, path = int(sys.argv[1]), sys.argv[2]
    words = Words()
    with open(path, "w", encoding="ascii") as out:
        for i in range(nr_lines):
            out.write(record(words, i))


main()
