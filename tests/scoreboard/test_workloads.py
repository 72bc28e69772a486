import tempfile
import unittest
from pathlib import Path

from scoreboard import workloads
from scoreboard.workloads import Kernel, Pages, Program

ALL = [Kernel("replace_l2@1", "kernels", "replace_l2", "", 1),
       Kernel("replace_l2@2", "kernels", "replace_l2", "", 2, quick=True),
       Program("lua", "programs", "lua", "", quick=True),
       Pages("single_0@1", "pages", "single_0", "", 1)]


def ids(only, quick=False):
    return [workload.id for workload in workloads.select(ALL, only, quick)]


class Select(unittest.TestCase):
    def test_all_unless_told_otherwise(self):
        self.assertEqual(len(ids([])), len(ALL))

    def test_by_id_group_and_start_of_a_name(self):
        self.assertEqual(ids(["replace_l2@2"]), ["replace_l2@2"])
        self.assertEqual(ids(["programs"]), ["lua"])
        self.assertEqual(ids(["rep", "single"]),
                         ["replace_l2@1", "replace_l2@2", "single_0@1"])
        self.assertEqual(ids(["nothing"]), [])

    def test_quick_is_a_subset_and_only_narrows_it(self):
        self.assertEqual(ids([], quick=True), ["replace_l2@2", "lua"])
        self.assertEqual(ids(["lua"], quick=True), ["lua"])


class Braces(unittest.TestCase):
    def test_known_names_are_filled_and_others_left(self):
        self.assertEqual(
            workloads.filled(["{n}x", "{pid}", "{}", "a {n} b"], {"n": "7"}),
            ["7x", "{pid}", "{}", "a 7 b"])


class Input(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        here = Path(folder.name)
        (here / "programs").mkdir()
        self.script = here / "programs" / "make.sh"
        self.script.write_text("echo made >>$1\n")
        self.bench = workloads.Bench(here, here, here / "scratch")

    def prepared(self, count):
        program = Program("p", "programs", "p", "", entry={
            "command": ["cat"], "n": [count, 1],
            "generate": ["sh", "{here}/make.sh", "{input}/made"]})
        program.prepare(self.bench, workloads.FULL)
        places = program.places(self.bench, workloads.FULL, "")
        return (Path(places["input"]) / "made").read_text()

    def test_is_made_once(self):
        self.assertEqual(self.prepared(5), "made\n")
        self.assertEqual(self.prepared(5), "made\n")

    def test_is_made_again_when_its_maker_changed(self):
        self.prepared(5)
        self.script.write_text("echo anew >>$1\n")
        self.assertEqual(self.prepared(5), "anew\n")

    def test_each_size_has_its_own(self):
        self.prepared(5)
        self.script.write_text("echo more >>$1\n")
        self.assertEqual(self.prepared(6), "more\n")
