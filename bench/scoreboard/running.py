# SPDX-License-Identifier: MIT
"""A workload under way: when its work is done, and what came of it.

Most are done when they end.  One that goes to sleep after its work settles
when it says so, and has its result later.
"""

import subprocess
from pathlib import Path

from .launch import (TIMEOUT, Failed, end_group, parse_output,
                     wait_for_line)
from .machine import TICK


class Running:
    """A program that was started, and the files that hold what it made."""

    def __init__(self, process, outputs=(), sleeps=False):
        self.process = process
        self.outputs = outputs
        self.sleeps = sleeps
        self.found = None

    def settle(self):
        """Return when the work is done; the CPU seconds it took."""
        if self.sleeps:
            wait_for_line(self.process.output, "asleep",
                          self.process.launcher)
            return cpu_so_far(self.process.pid())
        self.found = self.process.result(self.outputs)
        return self.found["user"] + self.found["sys"]

    def result(self):
        """The figures, or Failed."""
        return self.found or self.process.result(self.outputs)

    def finish(self):
        """Settle and give the result; leave nothing behind."""
        try:
            self.settle()
            return self.result()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        self.process.stop()


class Session(Running):
    """A server that is measured, and a client that is not.

    The client reports, says when the server is left alone, and ends it.
    """

    def __init__(self, process, command):
        super().__init__(process, sleeps=True)
        self.log = process.folder / "client"
        try:
            pid = str(process.pid())
            with open(self.log, "wb") as output:
                self.client = subprocess.Popen(
                    [word.replace("{pid}", pid) for word in command],
                    stdout=output, stderr=subprocess.STDOUT,
                    start_new_session=True)
        except BaseException:
            process.stop()
            raise

    def settle(self):
        wait_for_line(self.log, "asleep", self.client)
        return cpu_so_far(self.process.pid()) + cpu_so_far(self.client.pid)

    def result(self):
        try:
            status = self.client.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            status = f"none after {TIMEOUT} s"
        text = self.log.read_text(errors="replace")
        found = parse_output(text)
        if status != 0 or "checksum" not in found:
            self.stop()
            last = text.strip().rpartition("\n")[2]
            raise Failed(f"client: status {status}: {last}")
        return super().result() | found

    def stop(self):
        end_group(self.client)
        super().stop()


def cpu_so_far(pid):
    """CPU seconds of a process and of those children that it waited for."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    # After the name: state, ppid ... utime, stime, cutime, cstime; see
    # proc(5), where utime is the fourteenth field.
    times = stat.rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) * TICK
