"""The rows: kernels, real programs, and the page layer by itself.

Every workload is started on a column at a scale, then settles (the measured
work is done), then has a result.  Most settle by ending.  A kernel that goes
to sleep settles when it says so, and its result comes later.
"""

import os
import re
import shutil
import socket
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from .launch import (Failed, Process, TIMEOUT, end_group, parse_output,
                     wait_for_line)
from .machine import TICK

FULL = 1000  # the scale of a whole run, in thousandths
SMOKE = 10  # small enough for every workload to take a moment
HEAPS = ("libbuddy", "mmap", "one_lock", "plain")

# A few rows that stand for the rest, where the whole would take too long.
QUICK = {"bignum@1", "replace_far@1", "handover_l2@2", "pipe_symmetric@2",
         "batch_shuffled@1", "short_threads@2", "vectors@1", "large@1",
         "graph@1"}


@dataclass(frozen=True)
class Bench:
    """Where everything is."""

    here: Path  # bench/ in the source tree
    build: Path  # the folder of the build
    scratch: Path  # for inputs and for what programs write

    def built(self, name):
        return str(self.build / "bench" / name)


@dataclass(frozen=True)
class Heap:
    """What the page layer is measured against: no library to preload."""

    name: str


def heaps():
    return [Heap(name) for name in HEAPS]


class Running:
    """A process that was started and what is wanted of it."""

    def __init__(self, process, outputs=(), asleep=False):
        self.process = process
        self.outputs = outputs
        self.asleep = asleep
        self.found = None

    def settle(self):
        """Return when the work is done; the CPU seconds it took."""
        if self.asleep:
            wait_for_line(self.process.output, "asleep",
                          self.process.launcher)
            return cpu_so_far(self.process.pid())
        self.found = self.process.result(self.outputs)
        return self.found["user"] + self.found["sys"]

    def result(self):
        """The figures, or Failed."""
        return self.found or self.process.result(self.outputs)

    def stop(self):
        self.process.stop()


class Session(Running):
    """A server that is measured, and a client that is not.

    The client reports, says when the server is left alone, and ends it.
    """

    def __init__(self, process, command):
        super().__init__(process, asleep=True)
        self.log = process.folder / "client"
        words = [word.replace("{pid}", str(process.pid()))
                 for word in command]
        with open(self.log, "wb") as output:
            self.client = subprocess.Popen(
                words, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True)

    def settle(self):
        wait_for_line(self.log, "asleep", self.client)
        return cpu_so_far(self.process.pid()) + cpu_so_far(self.client.pid)

    def result(self):
        try:
            status = self.client.wait(TIMEOUT)
        except BaseException:
            self.stop()
            raise
        text = self.log.read_text(errors="replace")
        if status != 0:
            self.stop()
            last = text.strip().rpartition("\n")[2]
            raise Failed(f"client: status {status}: {last}")
        return super().result() | parse_output(text)

    def stop(self):
        end_group(self.client)
        super().stop()


def cpu_so_far(pid):
    """CPU seconds of a process and of those children that it waited for."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * TICK


@dataclass(frozen=True)
class Workload:
    id: str
    group: str
    name: str
    stands_for: str
    threads: int | None = None
    quick: bool = False

    def describe(self):
        return {"id": self.id, "group": self.group, "name": self.name,
                "threads": self.threads, "stands_for": self.stands_for}

    def why_missing(self):
        """Why it cannot run here, or None."""
        return None

    def prepare(self, bench, scale):
        """Make its input, unless that was done."""


@dataclass(frozen=True)
class Kernel(Workload):
    """Our own program, one pattern of allocation."""

    program = "kernels/kernels"

    def start(self, bench, column, scale, folder, environment=None):
        command = [bench.built(self.program), self.name, str(self.threads),
                   str(scale)]
        process = Process(bench.built("launch"), command, column.library,
                          folder, environment)
        return Running(process, asleep=self.name.startswith("sawtooth"))


@dataclass(frozen=True)
class Pages(Workload):
    """Our own program, on the page layer or on what stands in for it."""

    def start(self, bench, column, scale, folder, environment=None):
        command = [bench.built("pages/pages"), column.name, self.name,
                   str(self.threads), str(scale)]
        conf = {"BUDDY_CONF": "arena:1G"} if self.name == "churn" else {}
        process = Process(bench.built("launch"), command, "", folder,
                          conf | (environment or {}))
        return Running(process)


@dataclass(frozen=True)
class Program(Workload):
    """Somebody else's program, as programs.toml describes it."""

    entry: dict = field(default_factory=dict)

    def why_missing(self):
        command = self.entry.get("command") or self.entry["server"]
        if shutil.which(command[0]):
            return None
        return f"no {command[0]}; it comes with {self.entry['package']}"

    def places(self, bench, scale, folder):
        """What the braces of programs.toml stand for."""
        small = scale < FULL
        return {
            "here": str(bench.here / "programs"),
            "input": str(bench.scratch / "input" / f"{self.name}-{scale}"),
            "scratch": str(folder),
            "n": str(self.entry["n"][1 if small else 0]),
        }

    def prepare(self, bench, scale):
        if "generate" not in self.entry:
            return
        places = self.places(bench, scale, bench.scratch)
        done = Path(places["input"]) / "done"
        if done.exists():
            return
        shutil.rmtree(places["input"], ignore_errors=True)
        done.parent.mkdir(parents=True)
        subprocess.run(filled(self.entry["generate"], places), check=True,
                       timeout=TIMEOUT, cwd=places["input"],
                       env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
        done.touch()

    def start(self, bench, column, scale, folder, environment=None):
        shutil.rmtree(folder, ignore_errors=True)
        places = self.places(bench, scale, folder)
        environment = self.entry.get("environment", {}) | (environment or {})
        if "server" in self.entry:
            places["port"] = str(free_port())
            process = Process(bench.built("launch"),
                              filled(self.entry["server"], places),
                              column.library, folder, environment)
            return Session(process, filled(self.entry["client"], places))
        stdin = self.entry.get("stdin")
        process = Process(bench.built("launch"),
                          filled(self.entry["command"], places),
                          column.library, folder, environment,
                          stdin and fill(stdin, places))
        output = self.entry.get("output")
        return Running(process, [fill(output, places)] if output else [])


def fill(text, places):
    """Replace {name} where a place of that name exists."""
    return re.sub(r"\{(\w+)\}",
                  lambda match: places.get(match[1], match[0]), text)


def filled(words, places):
    return [fill(word, places) for word in words]


def free_port():
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def listed(program):
    """The lines "NAME<TAB>TEXT" that a program of ours gives for --list."""
    text = subprocess.run([program, "--list"], check=True, text=True,
                          capture_output=True).stdout
    return [line.split("\t", 1) for line in text.splitlines()]


def programs(here):
    with open(here / "programs.toml", "rb") as file:
        table = tomllib.load(file)
    return [Program(name, "programs", name, entry["stands_for"],
                    quick=entry.get("quick", False), entry=entry)
            for name, entry in table.items()]


def load(bench, threads):
    """All workloads, in the order of the report."""
    rows = []
    for name, stands_for in listed(bench.built("kernels/kernels")):
        rows += [Kernel(f"{name}@{count}", "kernels", name, stands_for,
                        count, f"{name}@{count}" in QUICK)
                 for count in threads]
    rows += programs(bench.here)
    for name, stands_for in listed(bench.built("pages/pages")):
        counts = [1] if name == "churn" else threads
        rows += [Pages(f"{name}@{count}", "pages", name, stands_for, count)
                 for count in counts]
    return rows


def chosen(rows, only, quick):
    """Those that --only and --quick name.

    only: a workload's id, its name, its group, or the start of its name.
    """
    if quick:
        rows = [row for row in rows if row.quick]
    if not only:
        return rows
    return [row for row in rows if any(
        word in (row.id, row.group) or row.name.startswith(word)
        for word in only)]
