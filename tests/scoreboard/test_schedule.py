import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from scoreboard import schedule
from scoreboard.journal import Journal
from scoreboard.launch import Failed
from scoreboard.workloads import Workload, heaps

COLUMNS = [SimpleNamespace(name=name) for name in "ABC"]
ROWS = [Workload("one", "kernels", "one", ""),
        Workload("two", "kernels", "two", "")]


class Fake(Workload):
    """A workload that takes no time and tells what was asked of it."""

    def start(self, bench, column, scale, folder, environment=None):
        started.append((self.id, column.name))
        if (self.id, column.name) in failing:
            raise Failed("as it was told")
        return SimpleNamespace(
            asleep=False, process=SimpleNamespace(folder="/no/such"),
            settle=lambda: 0.0, stop=lambda: None,
            result=lambda: {"status": 0, "figures": {},
                            "checksum": wrong.get(column.name, "right")})


started = []
failing = set()
wrong = {}


def order(runs):
    return [(row.id, column.name, at) for row, column, at in runs]


class Plan(unittest.TestCase):
    def test_every_allocator_has_every_workload_in_every_round(self):
        runs = order(schedule.plan(ROWS, COLUMNS, [], 4, {}))
        self.assertEqual(len(runs), len(set(runs)))
        self.assertEqual(len(runs), 2 * 3 * 4)

    def test_rounds_are_interleaved_and_rotated(self):
        runs = order(schedule.plan(ROWS, COLUMNS, [], 2, {}))
        names = "".join(name for _, name, _ in runs)
        self.assertEqual(names, "ABC" "BCA" "BCA" "CAB")

    def test_everybody_is_first_equally_often(self):
        runs = order(schedule.plan(ROWS[:1], COLUMNS, [], 3, {}))
        self.assertEqual({name for _, name, _ in runs[::3]}, set("ABC"))

    def test_refused_cells_are_left_out(self):
        runs = order(schedule.plan(ROWS, COLUMNS, [], 1,
                                   {"one": {"B": "no"}}))
        self.assertNotIn(("one", "B", 0), runs)
        self.assertIn(("two", "B", 0), runs)

    def test_pages_compete_with_heaps(self):
        rows = [Workload("single_0@1", "pages", "single_0", ""),
                Workload("churn@1", "pages", "churn", "")]
        runs = order(schedule.plan(rows, COLUMNS, heaps(), 1, {}))
        self.assertIn(("single_0@1", "mmap", 0), runs)
        self.assertNotIn(("churn@1", "mmap", 0), runs)


class Go(unittest.TestCase):
    def setUp(self):
        started.clear()
        failing.clear()
        wrong.clear()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bench = SimpleNamespace(scratch=Path(folder.name))
        self.journal = Journal(Path(folder.name) / "runs.jsonl")
        self.journal.begin({})
        self.rows = [Fake("one", "kernels", "one", "")]
        self.was = schedule.disturbed
        schedule.disturbed = lambda others, wall: False
        self.addCleanup(self.restore)

    def restore(self):
        schedule.disturbed = self.was

    def go(self, rounds=1):
        runs = schedule.plan(self.rows, COLUMNS, [], rounds, {})
        return schedule.Schedule(self.bench, self.journal, 1000, runs,
                                 quiet=True)

    def test_what_is_done_is_not_done_again(self):
        self.assertTrue(self.go(1).go())
        self.assertTrue(self.go(2).go())
        self.assertEqual(len(started), 6)
        self.assertEqual(len(self.journal.done()), 6)

    def test_a_failure_is_kept_and_stops_nothing(self):
        failing.add(("one", "B"))
        self.assertTrue(self.go().go())
        states = {run["allocator"]: run["status"]
                  for run in self.journal.runs}
        self.assertEqual(states, {"A": 0, "B": 1, "C": 0})

    def test_who_computes_something_else_has_failed(self):
        wrong["C"] = "wrong"
        self.go(2).go()
        states = {(run["allocator"], run["status"])
                  for run in self.journal.runs}
        self.assertEqual(states, {("A", 0), ("B", 0), ("C", 1)})

    def test_a_resumed_measurement_remembers_the_checksum(self):
        self.go(1).go()
        wrong.update(A="wrong", B="wrong", C="wrong")
        self.go(2).go()
        self.assertEqual(sum(run["status"] for run in self.journal.runs), 3)

    def test_a_disturbed_run_is_repeated_and_at_last_marked(self):
        schedule.disturbed = lambda others, wall: True
        self.go().go()
        self.assertEqual(len(started), 3 * schedule.ATTEMPTS)
        self.assertTrue(all(run["disturbed"] for run in self.journal.runs))

    def test_repeats_are_bounded_in_all(self):
        schedule.disturbed = lambda others, wall: True
        self.go(40).go()
        most = 120 * (1 + schedule.MOST_REPEATS) + schedule.FREE_REPEATS
        self.assertLessEqual(len(started), most)

    def test_a_quiet_second_attempt_counts(self):
        answers = iter([True, False, False, False])
        schedule.disturbed = lambda others, wall: next(answers)
        self.go().go()
        self.assertEqual([run["attempts"] for run in self.journal.runs],
                         [2, 1, 1])
        self.assertFalse(any(run["disturbed"] for run in self.journal.runs))

    def test_the_deadline_leaves_the_rest(self):
        self.assertFalse(self.go().go(deadline=-1.0))
        self.assertEqual(started, [])
