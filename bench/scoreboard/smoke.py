"""A small run of every workload: does it work, and compute the same?

For `make check`: the exit status and the checksum under libbuddy must be
those under glibc.  Reports in TAP.
"""

from .allocators import BASELINE, SUBJECT
from .launch import Failed
from .workloads import SMOKE, Heap


def result(bench, workload, column):
    folder = bench.scratch / "smoke" / column.name
    running = workload.start(bench, column, SMOKE, folder)
    try:
        running.settle()
        return running.result()
    except BaseException:
        running.stop()
        raise


def why_wrong(bench, workload, one, other):
    """What is wrong with libbuddy's run, or None."""
    try:
        workload.prepare(bench, SMOKE)
        expected = result(bench, workload, other)["checksum"]
        found = result(bench, workload, one)
    except Failed as failure:
        return str(failure)
    if found["checksum"] != expected:
        return (f"checksum {found['checksum']}, "
                f"under {other.name} {expected}")
    if found["figures"].get("misaligned_blocks"):
        return "blocks are not aligned as asked"
    return None


def pair(workload, allocators):
    """Who is compared: libbuddy and glibc, or two heaps of pages."""
    if workload.group == "pages":
        return Heap("libbuddy"), Heap("plain")
    names = {column.name: column for column in allocators}
    return names[SUBJECT], names[BASELINE]


def run(bench, workloads, allocators):
    """Print TAP; whether all is well."""
    print(f"1..{len(workloads)}")
    well = True
    for number, workload in enumerate(workloads, 1):
        missing = workload.why_missing()
        if missing:
            print(f"ok {number} - {workload.id} # SKIP {missing}", flush=True)
            continue
        reason = why_wrong(bench, workload, *pair(workload, allocators))
        if reason:
            well = False
            print(f"# {reason}")
        print(f"{'not ok' if reason else 'ok'} {number} - {workload.id}",
              flush=True)
    return well
