import tempfile
import unittest
from pathlib import Path

from scoreboard import journal

HEAD = {"settings": {"rounds": 5}, "started": "then",
        "allocators": [{"name": "a", "version": "1", "digest": "aa"}],
        "workloads": [{"id": "w", "digest": "ww"}],
        "machine": {"cpu": "c", "load": [1]}}


def run(at):
    return {"workload": "w", "allocator": "a", "round": at}


class Resume(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "deep" / "runs.jsonl"
        self.first = journal.Journal(self.path)
        self.first.begin(HEAD)
        self.first.add(run(0))
        self.first.add(run(1))

    def test_goes_on_where_it_was(self):
        again = journal.Journal(self.path)
        again.resume(HEAD | {"started": "now"})
        self.assertEqual(again.done(), {("w", "a", 0): run(0),
                                        ("w", "a", 1): run(1)})
        self.assertEqual(again.head["started"], "then")
        again.add(run(2))
        third = journal.Journal(self.path)
        third.resume(HEAD)
        self.assertEqual(len(third.runs), 3)

    def test_a_line_cut_off_is_forgotten(self):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write('{"workload": "w", "alloc')
        again = journal.Journal(self.path)
        again.resume(HEAD)
        again.add(run(2))
        third = journal.Journal(self.path)
        third.resume(HEAD)
        self.assertEqual(len(third.runs), 3)

    def test_refuses_another_measurement(self):
        for key, other in (
                ("settings", {"rounds": 6}),
                ("allocators", [{"name": "a", "digest": "bb"}]),
                ("workloads", [{"id": "w", "digest": "xx"}]),
                ("machine", {"cpu": "d"})):
            with self.assertRaisesRegex(SystemExit, key):
                journal.Journal(self.path).resume(HEAD | {key: other})

    def test_the_same_library_under_another_commit_is_the_same(self):
        head = HEAD | {"machine": {"cpu": "c", "load": [9]}, "allocators": [
            {"name": "a", "version": "2", "digest": "aa"}]}
        journal.Journal(self.path).resume(head)

    def test_what_was_there_is_kept_once(self):
        journal.Journal(self.path).begin(HEAD)
        old = self.path.with_suffix(".old").read_text("utf-8")
        self.assertEqual(len(old.splitlines()), 3)

    def test_refuses_when_there_is_nothing(self):
        with self.assertRaisesRegex(SystemExit, "nothing to resume"):
            journal.Journal(self.path.with_name("none")).resume(HEAD)


class Load(unittest.TestCase):
    def test_refuses_what_it_did_not_write(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "results.json"
            for text in ("", "{}", '{"format": 99}'):
                path.write_text(text, encoding="utf-8")
                with self.assertRaises(SystemExit):
                    journal.load(path)
