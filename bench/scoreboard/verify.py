# SPDX-License-Identifier: MIT
"""Does each program really run on each library?  By the loader's account.

A program may carry an allocator of its own, be static, or be linked with
another one; then a column would show something else than its title says.  So
each program runs once, small, before anything is measured, and the loader
lists where it bound malloc and its family to.
"""

import shutil

from .allocators import why_not_bound, why_not_family
from .launch import Failed
from .workloads import SMOKE


def refused_columns(bench, allocators):
    """{name: reason} for libraries that are not a whole malloc."""
    return {allocator.name: reason for allocator in allocators if (
        reason := why_not_family(allocator, bench.built("where")))}


def bindings(bench, workload, allocator):
    """What the loader says of a small run; all its processes together."""
    folder = bench.scratch / "verify"
    shutil.rmtree(folder, ignore_errors=True)
    workload.start(bench, allocator, SMOKE, folder, {
        "LD_DEBUG": "bindings", "LD_BIND_NOW": "1",
        "LD_DEBUG_OUTPUT": str(folder / "bindings")}).finish()
    return "".join(path.read_text(errors="replace")
                   for path in sorted(folder.glob("bindings.*")))


def why_refused(bench, workload, allocator):
    try:
        return why_not_bound(allocator,
                             bindings(bench, workload, allocator))
    except Failed as failure:
        return f"a small run failed: {failure}"


def refused_cells(bench, workloads, allocators, say):
    """{workload: {allocator: reason}}; one binary is asked about once."""
    found, reasons = {}, {}
    for workload in workloads:
        binary = workload.binary()
        if binary is None:
            continue
        if binary not in reasons:
            say(f"who serves {binary}?")
            reasons[binary] = {
                allocator.name: reason for allocator in allocators if (
                    reason := why_refused(bench, workload, allocator))}
        if reasons[binary]:
            found[workload.id] = reasons[binary]
    return found
