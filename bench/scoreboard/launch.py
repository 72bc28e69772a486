# SPDX-License-Identifier: MIT
"""One program, once, under one library: what it cost and what it printed."""

import hashlib
import os
import signal
import subprocess
import time
from pathlib import Path

TIMEOUT = 120  # seconds; the longest workload takes five, and sleeps for ten
POLL = 0.02  # seconds between two looks at a file that grows
NUMBERS = {"rss": int, "faults": int, "major": int, "waited": int,
           "switched": int, "status": int, "pid": int}
CANNOT = 77  # the exit status of a program of ours that cannot run here


class Failed(Exception):
    """The program did not end as it must; the text says how."""


class Cannot(Failed):
    """It says that it cannot run here, and why."""


def parse_report(text):
    """The launcher's lines "NAME VALUE" as a dictionary."""
    report = {}
    for line in text.splitlines():
        name, _, value = line.partition(" ")
        report[name] = NUMBERS.get(name, float)(value)
    return report


def parse_output(text):
    """What a workload reports of itself, by lines of its output."""
    found = {"figures": {}, "samples": []}
    for line in text.splitlines():
        words = line.split(maxsplit=3)
        try:
            if words[:1] == ["figure"] and len(words) == 3:
                found["figures"][words[1]] = float(words[2])
            elif words[:1] == ["sample"] and len(words) == 4:
                found["samples"].append(
                    [float(words[1]), int(words[2]), words[3]])
            elif words[:1] == ["checksum"] and len(words) == 2:
                found["checksum"] = words[1]
        except ValueError:
            pass  # a program's own prose
    return found


def digest(paths, text=""):
    """A checksum over the content of files, and a text."""
    total = hashlib.sha256(text.encode())
    for path in filter(os.path.isfile, paths):
        with open(path, "rb") as file:
            while chunk := file.read(1 << 20):
                total.update(chunk)
    return total.hexdigest()[:16]


def end_group(leader):
    """End a process that leads a session, and all it started."""
    if leader.returncode is not None:
        return  # its number may be somebody else's by now
    try:
        os.killpg(leader.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    leader.wait()


def wait_for_line(path, line, process):
    """Return when the line is in the file, or the process has ended."""
    wanted = line.encode()
    deadline = time.monotonic() + TIMEOUT
    while process.poll() is None:
        if wanted in path.read_bytes().splitlines():
            return
        if time.monotonic() > deadline:
            raise Failed(f"no line {line!r} within {TIMEOUT} s")
        time.sleep(POLL)


class Process:
    """A program that was started and is measured."""

    def __init__(self, launcher, command, library, folder, environment=None,
                 stdin=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.report = self.folder / "report"
        self.output = self.folder / "output"
        self.errors = self.folder / "errors"
        self.report.unlink(missing_ok=True)
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folder),
                 "LC_ALL": "C.UTF-8", "TMPDIR": str(self.folder)}
        with open(self.output, "wb") as output, \
                open(self.errors, "wb") as errors, \
                open(stdin or os.devnull, "rb") as source:
            self.launcher = subprocess.Popen(
                [str(launcher), str(self.report), library, *command],
                stdin=source, stdout=output, stderr=errors,
                cwd=self.folder, env=clean | (environment or {}),
                start_new_session=True)

    def pid(self):
        """The program's own process, once the launcher has made it."""
        while True:
            ended = self.launcher.poll() is not None
            text = self.report.read_text() if self.report.exists() else ""
            if text.endswith("\n"):
                return parse_report(text)["pid"]
            if ended:
                raise Failed("it could not be started")
            time.sleep(POLL)

    def stop(self):
        """End the program and all it started."""
        end_group(self.launcher)

    def result(self, outputs=()):
        """Wait for the end; the figures, or Failed."""
        try:
            self.launcher.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.stop()
            raise Failed(f"it ran longer than {TIMEOUT} s") from None
        except BaseException:
            self.stop()
            raise
        text = self.report.read_text() if self.report.exists() else ""
        report = parse_report(text)
        if report.get("status") != 0:
            errors = self.errors.read_text(errors="replace").strip()
            reason = errors.splitlines()[-1] if errors else "no message"
            if report.get("status") == CANNOT:
                raise Cannot(reason)
            raise Failed(f"status {report.get('status')}: {reason}")
        found = parse_output(self.output.read_text(errors="replace"))
        if "checksum" not in found:
            found["checksum"] = digest([self.output, *outputs])
        return report | found
