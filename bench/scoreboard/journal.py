# SPDX-License-Identifier: MIT
"""What was measured so far, on disk: an interrupted run loses nothing.

A journal is a file of JSON lines: first the head, then a line for each run.
A document is all of it as one, results.json:

    format, command, started, finished (UTC), complete
    machine      cpu, cores, memory_kb, kernel, libc, thp, load (1, 5, 15 min)
    settings     rounds, threads, permille, quick, only
    build        how libbuddy was configured
    allocators   each: name, library, version, digest, refused (why, or null)
    workloads    each: id, group, name, threads, stands_for, digest,
                 refused {who: why}
    missing      {allocator or workload: why it is not measured}
    runs         each: workload, allocator (or heap), work (who does the same
                 work must get the same checksum), round, status, attempts,
                 others (CPU seconds that others took), disturbed, checksum,
                 wall, user, sys (seconds), rss (peak, KiB), faults, major,
                 waited, switched (switches, own will and not), figures
                 {name: number}, samples [[seconds, KiB, label]]; where status
                 is not 0, error
    instructions {workload: {allocator: count}}, where they were counted
"""

import json
from datetime import datetime, timezone

FORMAT = 1


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def identity(head):
    """What must be equal for two sittings to belong to one measurement."""
    return {
        "settings": head["settings"],
        "allocators": {entry["name"]: entry.get("digest")
                       for entry in head["allocators"]},
        "workloads": {entry["id"]: entry.get("digest")
                      for entry in head["workloads"]},
        "machine": {key: head.get("machine", {}).get(key)
                    for key in ("cpu", "cores", "kernel", "libc", "thp")},
    }


class Journal:
    def __init__(self, path):
        self.path = path
        self.head = None
        self.runs = []

    def begin(self, head):
        """Start afresh."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():  # it may be an hour's work
            self.path.replace(self.path.with_suffix(".old"))
        self.head = head
        self.runs = []
        self.path.write_text(json.dumps(head) + "\n", encoding="utf-8")

    def resume(self, head):
        """Continue what an earlier sitting left; its head stays."""
        if not self.path.exists():
            raise SystemExit(f"nothing to resume in {self.path.parent}")
        lines = self.path.read_text(encoding="utf-8").splitlines(True)
        self.head = json.loads(lines[0])
        before, now = identity(self.head), identity(head)
        for key, value in now.items():
            if before[key] != value:
                raise SystemExit(
                    f"cannot resume: not the {key} of {self.path}; measure "
                    "afresh, or give the same options")
        # The last line may have been cut off in the middle.
        whole = [line for line in lines[1:] if line.endswith("\n")]
        self.runs = [json.loads(line) for line in whole]
        self.path.write_text("".join([lines[0], *whole]), encoding="utf-8")

    def add(self, run):
        self.runs.append(run)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(run) + "\n")

    def done(self):
        """{(workload, allocator, round): run} of the runs there are."""
        return {(run["workload"], run["allocator"], run["round"]): run
                for run in self.runs}

    def document(self, complete, **more):
        return (self.head | {"format": FORMAT, "finished": now(),
                             "complete": complete, "runs": self.runs} | more)


def load(path):
    """A document that an earlier measurement wrote."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path}: {error}") from None
    if document.get("format") != FORMAT:
        raise SystemExit(f"{path}: not a measurement of this scoreboard")
    return document
