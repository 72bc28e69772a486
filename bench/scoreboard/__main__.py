# SPDX-License-Identifier: MIT
"""scripts/bench: measure, or show, or compare."""

import importlib.util
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import (against, allocators, instructions, journal, machine, options,
               schedule, smoke, table, verify, workloads)
from .launch import Failed
from .score import Scores

HERE = Path(__file__).resolve().parent.parent  # bench/
TOP = HERE.parent
REPORT = ("report.html", "pareto.svg")
DRAWS_WITH = ("matplotlib", "jinja2")


def say(text):
    print(f"scripts/bench: {text}", file=sys.stderr, flush=True)


def packages():
    """The Debian packages that bring peers and programs."""
    found = []
    for entries in (allocators.entries(HERE), workloads.entries(HERE)):
        for entry in entries.values():
            found += entry.get("package", "").split()
    return list(dict.fromkeys(found))


def draw(document, folder):
    """The report, if it can be drawn; the names of what was written."""
    for name in REPORT:  # what is there is an older measurement's
        (folder / name).unlink(missing_ok=True)
    lacking = [name for name in DRAWS_WITH
               if importlib.util.find_spec(name) is None]
    if lacking:
        say(f"no {REPORT[0]}: Python lacks {' and '.join(lacking)}")
        return []
    from . import report  # here, as only this needs what may be lacking
    report.write(document, folder)
    return [name for name in REPORT if (folder / name).exists()]


def show(document, folder, before):
    """Everything that can be said of a measurement, in the folder and on the
    screen; the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    lines, worse = list(table.whole_table(Scores(document))), 0
    (folder / "table.txt").write_text("\n".join(lines) + "\n",
                                      encoding="utf-8")
    written = ["table.txt", *draw(document, folder)]
    if before:
        more, worse = against.compare(document, before)
        lines += ["", *more]
    print("\n".join(lines))
    say(f"{', '.join(written)} are in {folder}")
    return 1 if worse else 0


def keep(document, folder):
    """Put a measurement where --show and --against find it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(
        json.dumps(document, indent=1) + "\n", encoding="utf-8")


def allocators_of(bench, chosen):
    """Those to measure; all as the document has them; why some are not."""
    found, missing = allocators.load(bench.here, bench.build, chosen.extra)
    if chosen.allocators:
        found = [allocator for allocator in found
                 if allocator.name in chosen.allocators]
    refused = verify.refused_columns(bench, found)
    heads = [allocator.describe(TOP) | {"refused": refused.get(allocator.name)}
             for allocator in found]
    found = [allocator for allocator in found
             if allocator.name not in refused]
    if not found:
        raise SystemExit("no allocator is left to measure")
    return found, heads, missing


def workloads_of(bench, chosen):
    """Those to measure, with their inputs made; why some are not."""
    found = workloads.select(workloads.load(bench, chosen.threads),
                             chosen.only, chosen.quick)
    if not found:
        raise SystemExit("no such workload; see --list")
    missing = {workload.id: why for workload in found
               if (why := workload.why_missing())}
    ready = []
    for workload in found:
        if workload.id in missing:
            continue
        try:
            for permille in (workloads.SMOKE, workloads.FULL):
                workload.prepare(bench, permille)
            ready.append(workload)
        except Failed as failure:
            missing[workload.id] = str(failure)
    return ready, missing


def configured(build):
    """The configure line and the compiler flags of a build."""
    status, flags = build / "config.status", build / "Makefile"
    if not status.exists():
        return ""
    line = subprocess.run([str(status), "--config"], check=True, text=True,
                          capture_output=True).stdout.strip()
    found = re.search(r"^CFLAGS = (.*)$", flags.read_text(), re.MULTILINE)
    return f"configure {line}".strip() + f", CFLAGS {found[1]}"


def head_of(bench, chosen, arguments, rows, heads, refused, missing):
    return {
        "command": " ".join(["scripts/bench", *arguments]),
        "started": journal.now(),
        "machine": machine.describe(),
        "settings": {"rounds": chosen.rounds, "threads": chosen.threads,
                     "permille": workloads.FULL, "quick": chosen.quick,
                     "only": chosen.only},
        "build": configured(bench.build),
        "allocators": heads,
        "workloads": [row.describe(bench) |
                      {"refused": refused.get(row.id, {})} for row in rows],
        "missing": missing,
    }


def measure(bench, chosen, arguments, folder, deadline):
    if chosen.instructions and not shutil.which("valgrind"):
        raise SystemExit("--instructions needs valgrind")
    columns, heads, missing = allocators_of(bench, chosen)
    rows, missing_rows = workloads_of(bench, chosen)
    refused = verify.refused_cells(bench, rows, columns, say)
    head = head_of(bench, chosen, arguments, rows, heads, refused,
                   missing | missing_rows)
    book = journal.Journal(folder / "runs.jsonl")
    if chosen.resume:
        book.resume(head)
    else:
        book.begin(head)
    turns = schedule.plan(rows, columns, chosen.rounds, refused)
    complete, more = False, {}
    try:
        complete = schedule.Schedule(
            bench, book, workloads.FULL, turns).go(deadline)
        if chosen.instructions:
            more["instructions"] = {}
            instructions.count_all(bench, rows, columns,
                                   more["instructions"], say)
    except KeyboardInterrupt:
        say("interrupted; --resume goes on from here")
    digests = {entry["name"]: entry["digest"] for entry in heads}
    for column in columns:
        if column.describe(TOP)["digest"] != digests[column.name]:
            say(f"{column.name} was rebuilt meanwhile: measure again")
            complete = False
    return book.document(complete, **more)


def output_of(build, chosen):
    """A quick look does not take the place of an hour's measurement."""
    some = chosen.only or chosen.allocators
    name = "quick" if chosen.quick else "part" if some else "results"
    return Path(chosen.output or build / "bench" / name).resolve()


def interrupt(*_):
    raise KeyboardInterrupt


def main(arguments):
    """arguments: the build folder, then those of scripts/bench."""
    started = time.monotonic()
    build = Path(arguments[0]).resolve()
    arguments = arguments[1:]
    chosen = options.parse(arguments)
    if chosen.packages:
        print(*packages())
        return 0
    before = journal.load(Path(chosen.against)) if chosen.against else None
    if chosen.show:
        file = Path(chosen.show)
        return show(journal.load(file), Path(chosen.output or file.parent),
                    before)
    bench = workloads.Bench(HERE, build, build / "bench" / "scratch")
    if chosen.list or chosen.smoke:
        found, missing = allocators.load(HERE, build, chosen.extra)
        rows = workloads.select(workloads.load(bench, chosen.threads),
                                chosen.only, chosen.quick)
        if chosen.smoke:
            return 0 if smoke.run(bench, rows, found) else 1
        print("\n".join(table.listing(rows, found, missing)))
        return 0
    signal.signal(signal.SIGTERM, interrupt)
    deadline = started + options.QUICK_SECONDS if chosen.quick else None
    folder = output_of(build, chosen)
    document = measure(bench, chosen, arguments, folder, deadline)
    keep(document, folder)
    return show(document, folder, before)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
