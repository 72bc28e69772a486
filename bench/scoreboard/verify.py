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
    found = {}
    for column in allocators:
        reason = why_not_family(column, bench.built("where"))
        if reason:
            found[column.name] = reason
    return found


def bindings(bench, workload, column):
    """What the loader says of a small run; all its processes together."""
    folder = bench.scratch / "verify"
    shutil.rmtree(folder, ignore_errors=True)
    running = workload.start(bench, column, SMOKE, folder, {
        "LD_DEBUG": "bindings", "LD_BIND_NOW": "1",
        "LD_DEBUG_OUTPUT": str(folder / "bindings")})
    try:
        running.settle()
        running.result()
    except BaseException:
        running.stop()
        raise
    return "".join(path.read_text(errors="replace")
                   for path in sorted(folder.glob("bindings.*")))


def why_refused(bench, workload, column):
    try:
        return why_not_bound(column, bindings(bench, workload, column))
    except Failed as failure:
        return f"a small run failed: {failure}"


def refused_cells(bench, workloads, allocators, say):
    """{workload: {allocator: reason}}; kernels are one program, asked once."""
    found = {}
    kernels = None
    for workload in workloads:
        if workload.group == "pages":
            continue
        if workload.group == "kernels" and kernels is not None:
            reasons = kernels
        else:
            say(f"who serves {workload.id}?")
            reasons = {column.name: reason for column in allocators if (
                reason := why_refused(bench, workload, column))}
        if workload.group == "kernels":
            kernels = reasons
        if reasons:
            found[workload.id] = reasons
    return found
