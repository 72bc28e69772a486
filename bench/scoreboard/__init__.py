"""The scoreboard: measures allocators side by side and reports it.

Modules, bottom-up; each imports those above it in this list only:

    options       the command line
    machine       what is measured on, and who else is using it
    launch        one program, once, under one library
    allocators    the columns: libraries, and which file serves malloc
    workloads     the rows: kernels, real programs, the page layer
    verify        does each program really run on each library?
    journal       what was measured so far, on disk
    schedule      which run comes next; rounds, repeats, time left
    instructions  the kernels under callgrind
    smoke         a small run of everything, for `make check`
    score         medians, ratios, geometric means
    table         the same as text
    against       two measurements compared
    plots         curves: memory over time, the page layer over threads
    pareto        the scatter of time and memory
    report        all of it as a page
    __main__      the commands
"""
