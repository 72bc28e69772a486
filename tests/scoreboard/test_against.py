import copy
import unittest

import documents
from scoreboard import against


def text(compared):
    return "\n".join(compared[0])


class Against(unittest.TestCase):
    def setUp(self):
        self.before = documents.three_allocators()
        self.now = copy.deepcopy(self.before)

    def scale(self, factor, only=None):
        for run in self.now["runs"]:
            if only in (None, run["allocator"]):
                run["wall"] *= factor

    def test_nothing_changed(self):
        shown = text(against.compare(self.now, self.before))
        self.assertIn("nothing is worse", shown)

    def test_a_slower_hour_is_no_regression(self):
        self.scale(1.5)
        self.assertIn("nothing is worse",
                      text(against.compare(self.now, self.before)))

    def test_a_regression_is_worse(self):
        self.scale(3, only="libbuddy")
        shown = text(against.compare(self.now, self.before))
        self.assertIn("WORSE", shown)
        self.assertIn("+200.0%", shown)
        self.assertTrue(shown.endswith("3 worse"))

    def test_a_workload_that_fails_now_is_worse(self):
        for run in self.now["runs"]:
            if (run["workload"], run["allocator"]) == ("lua", "libbuddy"):
                run |= {"status": 1, "error": "crash"}
        lines, worse = against.compare(self.now, self.before)
        self.assertIn("FAILED", "\n".join(lines))
        self.assertEqual(worse, 2)  # time and memory

    def test_memory_after_sleep_counts(self):
        for document, kilobytes in ((self.before, 100), (self.now, 200)):
            for run in document["runs"]:
                if run["allocator"] == "libbuddy":
                    run["figures"]["rss_10s_kb"] = kilobytes
        self.assertIn("+100.0%  WORSE",
                      text(against.compare(self.now, self.before)))

    def test_another_workload_of_the_same_name_is_named(self):
        self.now["workloads"][0]["digest"] = "another"
        self.assertIn("may differ: tree@1",
                      text(against.compare(self.now, self.before)))

    def test_few_rounds_are_not_trusted_as_many_are(self):
        def measured(wall, rounds):
            return documents.document(
                [documents.run("tree@1", name, at, time)
                 for at in range(rounds)
                 for name, time in (("libbuddy", wall), ("glibc", 1.0))],
                [documents.workload("tree@1")])

        for wall, rounds, worse in (
                (1.15, against.FEW, 1), (1.15, against.FEW - 1, 0),
                (1.3, against.FEW - 1, 1), (1.04, against.FEW, 0)):
            found = against.compare(measured(wall, rounds),
                                    measured(1.0, rounds))
            self.assertEqual(found[1], worse, (wall, rounds))

    def test_noise_is_not(self):
        self.scale(1.04, only="libbuddy")
        self.assertNotIn("WORSE",
                         text(against.compare(self.now, self.before)))

    def test_the_page_layer_has_a_yardstick_too(self):
        for document in (self.before, self.now):
            document["workloads"].append(
                documents.workload("single_0@1", "pages"))
            document["runs"] += [documents.run("single_0@1", name, 0, 1)
                                 for name in ("libbuddy", "mmap")]
        for run in self.now["runs"][-2:]:
            run["wall"] = 3
        self.assertIn("nothing is worse",
                      text(against.compare(self.now, self.before)))
