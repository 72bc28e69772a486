# SPDX-License-Identifier: MIT
"""The scoreboard: measures allocators side by side and reports it.

Modules, bottom-up; each imports those above it in this list only:

    names         who and what is compared
    machine       what is measured on, and who else is using it
    launch        one program, once, under one library
    running       a workload under way: done, asleep, or failed
    allocators    the columns: libraries, and which file serves malloc
    workloads     the rows: kernels, real programs, the page layer
    verify        does each program really run on each library?
    journal       what was measured so far, on disk
    schedule      whose turn it is; rounds, repeats, time left
    instructions  the kernels under callgrind
    smoke         a small run of everything, for `make check`
    score         medians, ratios, geometric means
    table         a measurement as text
    against       two measurements compared
    style         how pictures look
    plots         curves: memory over time, the page layer over threads
    pareto        the scatter of time and memory
    report        a measurement as a page
    options       the command line
    __main__      the commands
"""
