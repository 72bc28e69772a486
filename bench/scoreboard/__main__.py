"""scripts/bench: measure, or show, or compare."""

import json
import signal
import sys
import time
import tomllib
from pathlib import Path

from . import (against, allocators, instructions, journal, machine, options,
               schedule, smoke, table, verify, workloads)
from .score import Scores

HERE = Path(__file__).resolve().parent.parent


def say(text):
    print(f"scripts/bench: {text}", file=sys.stderr, flush=True)


def packages():
    """The Debian packages that bring peers and programs."""
    found = []
    for name in ("allocators.toml", "programs.toml"):
        with open(HERE / name, "rb") as file:
            for entry in tomllib.load(file).values():
                found += entry.get("package", "").split()
    return list(dict.fromkeys(found))


def show_list(rows, columns, missing):
    named = [["workload", ""]]
    for row in rows:
        why = row.why_missing()
        named.append([row.id, f"missing: {why}" if why else row.stands_for])
    yield from table.grid(named, left=2)
    yield ""
    yield from table.grid(
        [["allocator", "version", "library"]] +
        [[column.name, column.version, column.library]
         for column in columns] +
        [[name, "-", why] for name, why in missing.items()], left=3)


def write(document, folder, chosen):
    """Everything a measurement leaves, in the folder and on the screen."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(
        json.dumps(document, indent=1) + "\n", encoding="utf-8")
    lines = "\n".join(table.whole_table(Scores(document)))
    (folder / "table.txt").write_text(lines + "\n", encoding="utf-8")
    print(lines)
    try:
        from . import report
    except ImportError as error:
        say(f"no report.html: {error}")
    else:
        report.write(document, folder)
    if chosen.against:
        print()
        before = journal.load(Path(chosen.against))
        print("\n".join(against.compare(document, before)))
    say(f"results.json, table.txt and report.html are in {folder}")


def columns_of(bench, chosen):
    """The allocators to measure; what was refused or is missing, and why."""
    columns, missing = allocators.load(bench.here, bench.build, chosen.extra)
    if chosen.allocators:
        columns = [column for column in columns
                   if column.name in chosen.allocators]
    refused = verify.refused_columns(bench, columns)
    heads = [{"name": column.name, "library": column.library,
              "version": column.version,
              "refused": refused.get(column.name)} for column in columns]
    columns = [column for column in columns if column.name not in refused]
    if not columns:
        raise SystemExit("no allocator is left to measure")
    return columns, heads, missing


def rows_of(bench, chosen):
    """The workloads to measure, with their inputs made, and the missing."""
    rows = workloads.chosen(workloads.load(bench, chosen.threads),
                            chosen.only, chosen.quick)
    if not rows:
        raise SystemExit("no such workload; see --list")
    missing = {row.id: why for row in rows if (why := row.why_missing())}
    rows = [row for row in rows if row.id not in missing]
    for row in rows:
        for scale in (workloads.SMOKE, workloads.FULL):
            row.prepare(bench, scale)
    return rows, missing


def head_of(chosen, rows, heads, refused, missing):
    return {
        "command": " ".join(["scripts/bench", *sys.argv[3:]]),
        "started": journal.now(),
        "machine": machine.describe(),
        "settings": {"rounds": chosen.rounds, "threads": chosen.threads,
                     "permille": workloads.FULL, "quick": chosen.quick,
                     "only": chosen.only},
        "allocators": heads,
        "workloads": [row.describe() | {"refused": refused.get(row.id, {})}
                      for row in rows],
        "missing": missing,
    }


def measure(bench, chosen, folder, deadline):
    columns, heads, missing = columns_of(bench, chosen)
    rows, missing_rows = rows_of(bench, chosen)
    refused = verify.refused_cells(bench, rows, columns, say)
    head = head_of(chosen, rows, heads, refused, missing | missing_rows)
    book = journal.Journal(folder / "runs.jsonl")
    if chosen.resume:
        book.resume(head)
    else:
        book.begin(head)
    runs = schedule.plan(rows, columns, workloads.heaps(), chosen.rounds,
                         refused)
    more = {}
    try:
        complete = schedule.Schedule(bench, book, workloads.FULL, runs).go(
            deadline)
        if chosen.instructions:
            more["instructions"] = instructions.count_all(
                bench, rows, columns, say)
    except KeyboardInterrupt:
        complete = False
        say("interrupted; --resume goes on from here")
    return book.document(complete, **more)


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    started = time.monotonic()
    chosen = options.parse(sys.argv[1:])
    if chosen.packages:
        print(*packages())
        return 0
    build = Path(chosen.build).resolve()
    folder = Path(chosen.output or build / "bench" / "results").resolve()
    bench = workloads.Bench(HERE, build, build / "bench" / "scratch")
    if chosen.show:
        write(journal.load(Path(chosen.show)), folder, chosen)
        return 0
    if chosen.list:
        columns, missing = allocators.load(HERE, build, chosen.extra)
        rows = workloads.load(bench, chosen.threads)
        print("\n".join(show_list(rows, columns, missing)))
        return 0
    if chosen.smoke:
        columns, _ = allocators.load(HERE, build, chosen.extra)
        rows = workloads.chosen(workloads.load(bench, chosen.threads),
                                chosen.only, False)
        return 0 if smoke.run(bench, rows, columns) else 1
    signal.signal(signal.SIGTERM, interrupt)
    deadline = started + options.QUICK_SECONDS if chosen.quick else None
    write(measure(bench, chosen, folder, deadline), folder, chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
