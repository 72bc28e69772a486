import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from scoreboard import schedule
from scoreboard.journal import Journal
from scoreboard.launch import Failed
from scoreboard.workloads import Pages, Workload

COLUMNS = [SimpleNamespace(name=name) for name in "ABC"]
ROWS = [Workload("one", "kernels", "one", ""),
        Workload("two", "kernels", "two", "")]


class Fake(Workload):
    """A workload that takes no time and tells what was asked of it."""

    def start(self, bench, competitor, permille, folder, environment=None):
        started.append((self.id, competitor.name))
        if (self.id, competitor.name) in failing:
            raise Failed("as it was told")
        return SimpleNamespace(
            sleeps=False, process=SimpleNamespace(folder="/no/such"),
            settle=lambda: 0.0, stop=lambda: None,
            result=lambda: {"status": 0, "figures": {},
                            "checksum": wrong.get(competitor.name, "right")})


class Sleeper(Fake):
    """One whose result comes later."""

    def start(self, bench, competitor, permille, folder, environment=None):
        running = super().start(bench, competitor, permille, folder)
        running.sleeps = True
        inner = running.result
        running.result = lambda: started.append(
            ("woken", competitor.name)) or inner()
        return running


started = []
failing = set()
wrong = {}


def order(turns):
    return [turn.key() for turn in turns]


class Plan(unittest.TestCase):
    def test_every_allocator_has_every_workload_in_every_round(self):
        runs = order(schedule.plan(ROWS, COLUMNS, 4, {}))
        self.assertEqual(len(runs), len(set(runs)))
        self.assertEqual(len(runs), 2 * 3 * 4)

    def test_rounds_are_interleaved_and_the_order_changes(self):
        runs = order(schedule.plan(ROWS, COLUMNS, 2, {}))
        names = "".join(name for _, name, _ in runs)
        self.assertEqual(names, "ABC" "BCA" "CBA" "BAC")

    def test_everybody_is_first_equally_often(self):
        runs = order(schedule.plan(ROWS[:1], COLUMNS, 6, {}))
        firsts = sorted(name for _, name, _ in runs[::3])
        self.assertEqual("".join(firsts), "AABBCC")

    def test_everybody_comes_after_everybody(self):
        runs = order(schedule.plan(ROWS, COLUMNS, 6, {}))
        pairs = {one[1] + other[1] for one, other in zip(runs, runs[1:])
                 if one[0] == other[0]}
        self.assertEqual(pairs, {"AB", "BC", "CA", "BA", "CB", "AC"})

    def test_refused_cells_are_left_out(self):
        runs = order(schedule.plan(ROWS, COLUMNS, 1,
                                   {"one": {"B": "no"}}))
        self.assertNotIn(("one", "B", 0), runs)
        self.assertIn(("two", "B", 0), runs)

    def test_pages_compete_with_heaps(self):
        rows = [Pages("single_0@1", "pages", "single_0", "", 1),
                Pages("churn@1", "pages", "churn", "", 1)]
        runs = order(schedule.plan(rows, COLUMNS, 1, {}))
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
        patch = mock.patch.object(schedule, "disturbed",
                                  lambda others, wall: False)
        patch.start()
        self.addCleanup(patch.stop)

    def schedule(self, rounds=1):
        turns = schedule.plan(self.rows, COLUMNS, rounds, {})
        return schedule.Schedule(self.bench, self.journal, 1000, turns,
                                 quiet=True)

    def metered(self, seconds):
        """Go, where others take so many seconds of each attempt."""
        meter = SimpleNamespace(others=lambda measured: next(seconds))
        with mock.patch.object(schedule, "Meter", lambda: meter):
            self.schedule().go()

    def test_what_is_done_is_not_done_again(self):
        self.assertTrue(self.schedule(1).go())
        self.assertTrue(self.schedule(2).go())
        self.assertEqual(len(started), 6)
        self.assertEqual(len(self.journal.done()), 6)

    def test_a_failure_is_kept_and_stops_nothing(self):
        failing.add(("one", "B"))
        self.assertTrue(self.schedule().go())
        states = {run["allocator"]: run["status"]
                  for run in self.journal.runs}
        self.assertEqual(states, {"A": 0, "B": 1, "C": 0})

    def test_checksums_are_kept(self):
        wrong["C"] = "wrong"
        self.schedule().go()
        found = {run["allocator"]: run["checksum"]
                 for run in self.journal.runs}
        self.assertEqual(found, {"A": "right", "B": "right", "C": "wrong"})

    def test_the_least_disturbed_attempt_counts(self):
        schedule.disturbed = lambda others, wall: True
        seconds = iter([0.3, 0.1, 0.2] * 3)
        self.metered(seconds)
        self.assertEqual([(run["others"], run["attempts"])
                          for run in self.journal.runs], [(0.1, 3)] * 3)

    def test_what_a_workload_always_costs_others_is_its_own(self):
        asked = []
        schedule.disturbed = lambda others, wall: asked.append(others)
        seconds = iter([0.5, 0.4, 0.6])
        self.metered(seconds)
        self.assertEqual([round(others, 3) for others in asked],
                         [0.5, -0.1, 0.2])

    def test_the_first_run_of_a_workload_can_be_disturbed(self):
        schedule.disturbed = lambda others, wall: others > 0.05
        self.metered(iter([0.5, 0.0, 0.0, 0.0]))
        self.assertEqual([(run["others"], run["attempts"])
                          for run in self.journal.runs],
                         [(0.0, 2), (0.0, 1), (0.0, 1)])

    def test_a_disturbed_run_is_repeated_and_at_last_marked(self):
        schedule.disturbed = lambda others, wall: True
        self.schedule().go()
        self.assertEqual(len(started), 3 * schedule.ATTEMPTS)
        self.assertTrue(all(run["disturbed"] for run in self.journal.runs))

    def test_repeats_are_bounded_in_all(self):
        schedule.disturbed = lambda others, wall: True
        self.schedule(40).go()
        most = 120 * (1 + schedule.MOST_REPEATS) + schedule.FREE_REPEATS
        self.assertLessEqual(len(started), most)

    def test_a_quiet_second_attempt_counts(self):
        answers = iter([True, False, False, False])
        schedule.disturbed = lambda others, wall: next(answers)
        seconds = iter([0.3, 0.1, 0.1, 0.1])
        self.metered(seconds)
        self.assertEqual([run["attempts"] for run in self.journal.runs],
                         [2, 1, 1])
        self.assertFalse(any(run["disturbed"] for run in self.journal.runs))

    def test_sleepers_have_ended_before_another_workload_starts(self):
        self.rows = [Sleeper("nap", "kernels", "nap", ""), *self.rows]
        self.schedule().go()
        self.assertEqual(len(self.journal.runs), 6)
        names = [name for name, _ in started]
        self.assertEqual(names, ["nap"] * 3 + ["woken"] * 3 + ["one"] * 3)

    def test_the_deadline_leaves_the_rest(self):
        self.assertFalse(self.schedule().go(deadline=-1.0))
        self.assertEqual(started, [])
