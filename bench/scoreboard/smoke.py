# SPDX-License-Identifier: MIT
"""A small run of every workload: does it work, and compute the same?

For `make check`: the exit status and the checksum under libbuddy must be
those under glibc.  Reports in TAP.
"""

from .launch import Cannot, Failed
from .names import BASELINE, SUBJECT
from .workloads import SMOKE, Pages

OTHER_HEAP = "plain"  # of pages; it does the same work


def result(bench, workload, competitor):
    folder = bench.scratch / "smoke" / competitor.name
    return workload.start(bench, competitor, SMOKE, folder).finish()


def why_wrong(bench, workload, one, other):
    """What is wrong with libbuddy's run, or None."""
    try:
        workload.prepare(bench, SMOKE)
        expected = result(bench, workload, other)["checksum"]
        found = result(bench, workload, one)
    except Failed as failure:
        if isinstance(failure, Cannot) and isinstance(workload, Pages):
            raise  # the library has another top order than it measures
        return str(failure)
    if found["checksum"] != expected:
        return (f"checksum {found['checksum']}, "
                f"under {other.name} {expected}")
    if found["figures"].get("misaligned_blocks"):
        return "blocks are not aligned as asked"
    return None


def pair(workload, allocators):
    """Who is compared: libbuddy and glibc, or two heaps of pages."""
    found = {competitor.name: competitor
             for competitor in workload.competitors(allocators)}
    return found[SUBJECT], found.get(BASELINE) or found[OTHER_HEAP]


def line(bench, number, workload, allocators):
    """Run one and report it; whether it is well."""
    missing, reason = workload.why_missing(), None
    if not missing:
        try:
            reason = why_wrong(bench, workload, *pair(workload, allocators))
        except Cannot as cannot:
            missing = str(cannot)
    if reason:
        print(f"# {reason}")
    print(f"{'not ok' if reason else 'ok'} {number} - {workload.id}" + (
        f" # SKIP {missing}" if missing else ""), flush=True)
    return not reason


def run(bench, workloads, allocators):
    """Print TAP; whether all is well."""
    if BASELINE not in (allocator.name for allocator in allocators):
        print(f"1..0 # SKIP {BASELINE} is not where it is looked for")
        return True
    print(f"1..{len(workloads)}")
    return all([line(bench, number, workload, allocators)
                for number, workload in enumerate(workloads, 1)])
