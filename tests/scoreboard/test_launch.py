import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

from scoreboard.launch import (Failed, Process, parse_output,
                               parse_report)

LAUNCHER = Path(os.environ.get("top_builddir", ".")) / "bench" / "launch"
INTERPRETER = b"/lib64/ld-linux"  # what a dynamic program asks for


class Output(unittest.TestCase):
    def test_figures_samples_and_checksum(self):
        found = parse_output(
            "checksum 00ff\nfigure seconds 1.5\n"
            "sample 0.25 2048 phase 1 full\nanything else\n")
        self.assertEqual(found["checksum"], "00ff")
        self.assertEqual(found["figures"], {"seconds": 1.5})
        self.assertEqual(found["samples"], [[0.25, 2048, "phase 1 full"]])

    def test_prose_is_no_figure(self):
        found = parse_output("figure skating is a sport\nchecksum\n")
        self.assertEqual(found, {"figures": {}, "samples": []})

    def test_the_launchers_report(self):
        report = parse_report("pid 7\nwall 0.5\nrss 900\nstatus 0\n")
        self.assertEqual(report,
                         {"pid": 7, "wall": 0.5, "rss": 900, "status": 0})


def runs(pid):
    """Whether a process is there, and not only its exit status."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@unittest.skipUnless(LAUNCHER.exists(), "the launcher is not built")
class Launcher(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, *command, library="", **more):
        return Process(LAUNCHER, command, library, self.folder, **more)

    def test_is_static(self):
        self.assertNotIn(INTERPRETER, LAUNCHER.read_bytes()[:4096])

    def test_reports_what_a_program_costs(self):
        code = "block = bytearray(64 << 20); sum(range(3_000_000))"
        found = self.start(sys.executable, "-c", code).result()
        self.assertGreater(found["rss"], 64 << 10)
        self.assertGreater(found["user"], 0.01)
        self.assertGreaterEqual(found["wall"], found["user"])
        self.assertGreater(found["faults"], 0)

    def test_a_small_program_is_charged_for_itself_only(self):
        found = self.start("/bin/true").result()
        self.assertLess(found["rss"], 2 << 10)

    def test_a_failing_program(self):
        process = self.start("sh", "-c", "echo sorry >&2; exit 3")
        with self.assertRaisesRegex(Failed, "status 3: sorry"):
            process.result()

    def test_a_killed_program(self):
        with self.assertRaisesRegex(Failed, "status 139"):
            self.start("sh", "-c", "kill -SEGV $$").result()

    def test_a_program_that_is_not_there(self):
        with self.assertRaisesRegex(Failed, "status 127.*no/such"):
            self.start("/no/such").result()

    def test_preloads_into_the_program(self):
        process = self.start("env", library="/lib/some.so")
        process.launcher.wait()
        self.assertIn("LD_PRELOAD=/lib/some.so",
                      process.output.read_text().splitlines())

    def test_input_and_environment(self):
        source = self.folder / "source"
        source.write_text("checksum 77\n")
        process = self.start("sh", "-c", "cat; echo figure seconds $SECS",
                             environment={"SECS": "2.5"}, stdin=source)
        found = process.result()
        self.assertEqual(found["checksum"], "77")
        self.assertEqual(found["figures"], {"seconds": 2.5})

    def test_stopping_ends_the_program(self):
        process = self.start("sleep", "60")
        pid = process.pid()
        process.stop()
        deadline = time.monotonic() + 10
        while runs(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(runs(pid))
        self.assertEqual(
            parse_report(process.report.read_text()), {"pid": pid})
