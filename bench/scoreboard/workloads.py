# SPDX-License-Identifier: MIT
"""The rows: kernels, real programs, and the page layer by itself."""

import os
import re
import shutil
import socket
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from .launch import TIMEOUT, Failed, Process, digest
from .names import HEAPS, PAGES
from .running import Running, Session

FULL = 1000  # thousandths of the work: all of it
SMOKE = 10  # so little that every workload takes a moment

# Kernels that stand for the others, where the whole would take too long, and
# on how many threads: those of --threads that come nearest.
QUICK = {"bignum": 1, "replace_far": 1, "handover_l2": 2,
         "pipe_symmetric": 2, "batch_shuffled": 1, "vectors": 1, "large": 1,
         "graph": 1}


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
    """What the page layer is compared with: no library to preload."""

    name: str


@dataclass(frozen=True)
class Workload:
    id: str
    group: str
    name: str
    stands_for: str
    threads: int | None = None
    quick: bool = False

    def describe(self, bench):
        return {"id": self.id, "group": self.group, "name": self.name,
                "threads": self.threads, "stands_for": self.stands_for,
                "digest": self.digest(bench)}

    def digest(self, bench):
        """Of what defines the work: it differs where the work may."""
        return digest([bench.built(self.program)])

    def sleeps(self):
        """Whether it goes to sleep after its work."""
        return False

    def why_missing(self):
        """Why it cannot run here, or None."""
        return None

    def prepare(self, bench, permille):
        """Make its input, unless that was done."""

    def competitors(self, allocators):
        """Who is measured on it."""
        return allocators

    def binary(self):
        """What the loader is asked about; None where nothing is preloaded."""
        return self.program

    def same_work(self, competitor):
        """Those of equal names here must have equal checksums."""
        return ""

    def start(self, bench, competitor, permille, folder, environment=None):
        """A Running.  folder is its own; environment is added to its own."""
        raise NotImplementedError


@dataclass(frozen=True)
class Kernel(Workload):
    """Our own program, one pattern of allocation."""

    program = "kernels/kernels"

    def sleeps(self):
        return self.name.startswith("sawtooth")

    def start(self, bench, competitor, permille, folder, environment=None):
        command = [bench.built(self.program), self.name, str(self.threads),
                   str(permille)]
        process = Process(bench.built("launch"), command, competitor.library,
                          folder, environment)
        return Running(process, sleeps=self.sleeps())


@dataclass(frozen=True)
class Pages(Workload):
    """Our own program, on the page layer or on what stands in for it."""

    program = "pages/pages"

    def competitors(self, allocators):
        """mmap keeps no free blocks that could be counted after churning."""
        return [Heap(name) for name in HEAPS
                if (self.name, name) != ("churn", "mmap")]

    def binary(self):
        return None

    def same_work(self, competitor):
        """mmap does a share of the work, as it takes so long."""
        return competitor.name if competitor.name == "mmap" else ""

    def start(self, bench, competitor, permille, folder, environment=None):
        command = [bench.built(self.program), competitor.name, self.name,
                   str(self.threads), str(permille)]
        conf = {"BUDDY_CONF": "arena:1G"} if self.name == "churn" else {}
        return Running(Process(bench.built("launch"), command, "", folder,
                               conf | (environment or {})))


@dataclass(frozen=True)
class Program(Workload):
    """Somebody else's program, as programs.toml describes it."""

    entry: dict = field(default_factory=dict)

    def binary(self):
        return self.id

    def sleeps(self):
        return "server" in self.entry

    def digest(self, bench):
        scripts = sorted((bench.here / "programs").iterdir())
        return digest(scripts, repr(self.entry))

    def why_missing(self):
        command = self.entry.get("command") or self.entry["server"]
        for program in [command[0], *self.entry.get("needs", [])]:
            if not shutil.which(program):
                return f"no {program}; it comes with {self.entry['package']}"
        return None

    def places(self, bench, permille, folder):
        """What the braces of programs.toml stand for."""
        count = self.entry["n"][0 if permille == FULL else 1]
        return {
            "here": str(bench.here / "programs"),
            "input": str(bench.scratch / "input" / f"{self.name}-{count}"),
            "scratch": str(folder),
            "n": str(count),
        }

    def prepare(self, bench, permille):
        if "generate" not in self.entry:
            return
        places = self.places(bench, permille, bench.scratch)
        command = filled(self.entry["generate"], places)
        folder = Path(places["input"])
        origin = self.digest(bench)  # other scripts, other input
        done = folder / "done"
        if done.exists() and done.read_text() == origin:
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            subprocess.run(
                command, check=True, timeout=TIMEOUT, cwd=folder,
                env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
        except (OSError, subprocess.SubprocessError) as error:
            raise Failed(f"no input: {error}") from None
        done.write_text(origin)

    def start(self, bench, competitor, permille, folder, environment=None):
        shutil.rmtree(folder, ignore_errors=True)
        places = self.places(bench, permille, folder)
        own = {name: fill(text, places) for name, text
               in self.entry.get("environment", {}).items()}
        environment = own | (environment or {})

        def process(command, stdin=None):
            return Process(bench.built("launch"), filled(command, places),
                           competitor.library, folder, environment,
                           stdin and fill(stdin, places))

        if "server" in self.entry:
            places["port"] = str(free_port())
            return Session(process(self.entry["server"]),
                           filled(self.entry["client"], places))
        output = self.entry.get("output")
        return Running(process(self.entry["command"],
                               self.entry.get("stdin")),
                       [fill(output, places)] if output else [])


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


def entries(here):
    with open(here / "programs.toml", "rb") as file:
        return tomllib.load(file)


def programs(here):
    return [Program(name, "programs", name, entry["stands_for"],
                    quick=entry.get("quick", False), entry=entry)
            for name, entry in entries(here).items()]


def load(bench, threads):
    """All workloads, in the order of the report."""
    found = []
    for name, stands_for in listed(bench.built(Kernel.program)):
        wanted = QUICK.get(name)
        nearest = wanted and min(threads,
                                 key=lambda count: abs(count - wanted))
        found += [Kernel(f"{name}@{count}", "kernels", name, stands_for,
                         count, count == nearest) for count in threads]
    found += programs(bench.here)
    for name, stands_for in listed(bench.built(Pages.program)):
        found += [Pages(f"{name}@{count}", PAGES, name, stands_for, count)
                  for count in ([1] if name == "churn" else threads)]
    return found


def select(workloads, only, quick):
    """Those that --only and --quick name.

    only: ids, groups, names or the starts of names.
    """
    if quick:
        workloads = [workload for workload in workloads if workload.quick]
    if not only:
        return workloads
    return [workload for workload in workloads if any(
        word in (workload.id, workload.group)
        or workload.name.startswith(word) for word in only)]
