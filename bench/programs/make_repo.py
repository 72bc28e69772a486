# SPDX-License-Identifier: MIT
"""make_repo.py COMMITS FOLDER - a git repository with a history

Stands for a source tree under work: files in a few folders, each commit
changes some lines of one to four of them, or adds a file, and says so.
The objects are packed whole, without deltas, as they come from an import;
what a program makes of them is its own work.
"""

import subprocess
import sys

from words import Words

START = 1700000000  # seconds since 1970: the first commit
STEP = 3600
NR_FIRST = 40  # files in the first commit


def new_file(words):
    depth = words.rng.randint(1, 3)
    path = "/".join(words.take(depth)) + f"_{words.rng.randrange(10000)}.c"
    lines = [words.phrase(1, 9) for _ in range(words.rng.randint(20, 400))]
    return path, lines


def edit(words, lines):
    """Replace, insert and delete near one to five places."""
    for _ in range(words.rng.randint(1, 5)):
        at = words.rng.randrange(len(lines))
        old = words.rng.randint(0, min(4, len(lines) - 1))
        new = words.rng.randint(1, 5)
        lines[at:at + old] = [words.phrase(1, 9) for _ in range(new)]


def commit(words, i, files):
    """One commit in the language of git fast-import, as text."""
    if i == 0:
        changed = [new_file(words) for _ in range(NR_FIRST)]
    elif i % 8 == 0:
        changed = [new_file(words)]
    else:
        paths = words.rng.sample(sorted(files), words.rng.randint(1, 4))
        changed = [(path, files[path]) for path in paths]
        for _, lines in changed:
            edit(words, lines)
    files.update(changed)
    message = words.phrase(3, 8) + "\n\n" + words.phrase(5, 40) + "\n"
    parts = ["commit refs/heads/main\n"
             f"committer {words.take(1)[0]} <x@example.org>"
             f" {START + i * STEP} +0000\n"
             f"data {len(message)}\n{message}\n"]
    for path, lines in changed:
        text = "\n".join(lines) + "\n"
        parts.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    return "".join(parts)


def main():
    nr_commits, folder = int(sys.argv[1]), sys.argv[2]
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder],
                   check=True)
    words = Words()
    files = {}
    with subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet",
                           "--force", "--depth=0"],
                          stdin=subprocess.PIPE, encoding="ascii") as git:
        for i in range(nr_commits):
            git.stdin.write(commit(words, i, files))
        git.stdin.close()
    return git.returncode


sys.exit(main())
