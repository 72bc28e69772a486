"""Small measurements for the tests, with figures that are easy to check."""

from scoreboard.journal import FORMAT


def run(workload, allocator, round_, wall, rss=1000, **more):
    return {"workload": workload, "allocator": allocator, "round": round_,
            "wall": wall, "user": wall, "sys": 0.0, "rss": rss, "faults": 1,
            "major": 0, "figures": {}, "samples": [], "disturbed": False,
            "others": 0.0, "attempts": 1, "status": 0} | more


def workload(name, group="kernels", threads=1):
    return {"id": name, "group": group, "name": name.partition("@")[0],
            "threads": threads, "stands_for": "a test", "refused": {}}


def document(runs, workloads, allocators=("libbuddy", "glibc", "other")):
    return {
        "format": FORMAT, "command": "scripts/bench", "complete": True,
        "started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T01:00:00Z",
        "machine": {"cpu": "a processor", "cores": 2, "memory_kb": 1 << 24,
                    "kernel": "6.1", "libc": "glibc 2.36", "thp": "madvise",
                    "load": [0.0, 0.0, 0.0]},
        "settings": {"rounds": 2, "threads": [1, 2], "permille": 1000,
                     "quick": False, "only": []},
        "allocators": [{"name": name, "library": f"/lib/{name}.so",
                        "version": "1", "refused": None}
                       for name in allocators],
        "workloads": workloads, "runs": runs}


def three_allocators():
    """Two kernels and a program; two rounds, the second one twice as slow."""
    runs = []
    for slow, round_ in ((1, 0), (2, 1)):
        for name, glibc, own, other in (
                ("tree@1", 1.0, 0.5, 0.25), ("tree@2", 1.0, 2.0, 4.0),
                ("lua", 1.0, 0.8, 1.6)):
            runs += [run(name, "glibc", round_, glibc * slow, 16000),
                     run(name, "libbuddy", round_, own * slow, 8000),
                     run(name, "other", round_, other * slow, 32000)]
    return document(runs, [workload("tree@1"), workload("tree@2", threads=2),
                           workload("lua", "programs", None)])
