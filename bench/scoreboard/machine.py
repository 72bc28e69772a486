# SPDX-License-Identifier: MIT
"""The machine that is measured on, and who else is using it."""

import os
import platform
import time

TICK = 1 / os.sysconf("SC_CLK_TCK")


def read(path):
    """The text of a file, or nothing where the kernel has no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def field(text, name):
    """The value of "NAME : value" in a file of /proc."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def bracketed(text):
    """The bracketed word of a file of /sys: "always [madvise] never"."""
    return text.partition("[")[2].partition("]")[0] or "unknown"


def describe():
    """What a reader must know to judge the figures."""
    memory = field(read("/proc/meminfo"), "MemTotal").split()
    thp = "/sys/kernel/mm/transparent_hugepage/enabled"
    return {
        "cpu": field(read("/proc/cpuinfo"), "model name")
        or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_kb": int(memory[0]) if memory else 0,
        "kernel": platform.release(),
        "libc": os.confstr("CS_GNU_LIBC_VERSION"),
        "thp": bracketed(read(thp)),
        "load": list(os.getloadavg()),
    }


class Meter:
    """CPU time that others took while something was measured."""

    # Fields of the first line of /proc/stat that are not work: idle, iowait,
    # and guest time, which user time already contains.
    IDLE = (3, 4, 8, 9)

    def __init__(self):
        self.start = self.busy()
        self.own = time.process_time()

    @classmethod
    def busy(cls):
        """Seconds of all processors, stolen ones included, since boot."""
        fields = read("/proc/stat").partition("\n")[0].split()[1:]
        ticks = sum(int(value) for at, value in enumerate(fields)
                    if at not in cls.IDLE)
        return ticks * TICK

    def others(self, measured):
        """Seconds that neither the measured program nor we ourselves took."""
        own = time.process_time() - self.own
        return max(0.0, self.busy() - self.start - measured - own)


# The kernel counts in ticks, at the start and at the end, on each processor.
BLUR = 2 * TICK * len(os.sched_getaffinity(0))
SHARE = 0.05  # of a run's time; more than this of others shows in a figure


def disturbed(others, wall):
    """Whether others took enough CPU seconds to show in the figures."""
    return others > BLUR + SHARE * wall
