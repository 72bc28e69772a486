"""What was measured so far, on disk: an interrupted run loses nothing.

A journal is a file of JSON lines: first the head (what is measured, with
which settings), then a line for each run.
"""

import json
from datetime import datetime, timezone

FORMAT = 1


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


# What must be equal for two sittings to belong to one measurement.
IDENTITY = ("settings", "allocators", "workloads")


class Journal:
    def __init__(self, path):
        self.path = path
        self.head = None
        self.runs = []

    def begin(self, head):
        """Start afresh."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.head = head
        self.runs = []
        self.path.write_text(json.dumps(head) + "\n", encoding="utf-8")

    def resume(self, head):
        """Continue what an earlier sitting left; its head stays."""
        if not self.path.exists():
            raise SystemExit(f"nothing to resume in {self.path.parent}")
        lines = self.path.read_text(encoding="utf-8").splitlines(True)
        self.head = json.loads(lines[0])
        for key in IDENTITY:
            if self.head[key] != head[key]:
                raise SystemExit(
                    f"cannot resume: the {key} are not those of "
                    f"{self.path}; measure afresh, or give the same options")
        # The last line may have been cut off in the middle.
        whole = [line for line in lines[1:] if line.endswith("\n")]
        self.runs = [json.loads(line) for line in whole]
        self.path.write_text("".join([lines[0], *whole]), encoding="utf-8")

    def add(self, run):
        self.runs.append(run)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(run) + "\n")

    def done(self):
        """{(workload, allocator, round)} of the runs there are."""
        return {(run["workload"], run["allocator"], run["round"])
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
