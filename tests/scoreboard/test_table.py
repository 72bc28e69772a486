import copy
import unittest

import documents
from scoreboard import against, table
from scoreboard.score import Scores


def text(lines):
    return "\n".join(lines)


class Table(unittest.TestCase):
    def test_names_the_score_and_the_worst(self):
        shown = text(table.whole_table(Scores(documents.three_allocators())))
        self.assertIn("kernels, time: libbuddy is 2.000 x the best peer",
                      shown)
        self.assertIn("real programs, time: libbuddy is 0.800 x", shown)
        self.assertIn("worst: tree@2 2.00 x glibc", shown)

    def test_marks_the_best_of_a_row(self):
        lines = list(table.ratios(Scores(documents.three_allocators()),
                                  "kernels", "time"))
        row = next(line for line in lines if line.startswith("tree@1"))
        self.assertEqual(row.split(), ["tree@1", "0.50", "1.500", "s",
                                       "0.25*"])

    def test_tells_of_failures_and_refusals(self):
        document = documents.three_allocators()
        document["allocators"][2]["refused"] = "free comes from elsewhere"
        document["runs"][0] |= {"status": 1, "error": "status 139: ouch"}
        document["workloads"][0]["refused"] = {"glibc": "static"}
        shown = text(table.troubles(Scores(document)))
        for words in ("refused: other: free comes from elsewhere",
                      "refused: tree@1 glibc: static",
                      "failed: tree@1 glibc round 1: status 139: ouch"):
            self.assertIn(words, shown)

    def test_an_empty_measurement_has_a_table(self):
        document = documents.document([], [documents.workload("tree@1")])
        self.assertIn("a processor", text(table.whole_table(
            Scores(document))))


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

    def test_noise_is_not(self):
        self.scale(1.04, only="libbuddy")
        self.assertNotIn("WORSE",
                         text(against.compare(self.now, self.before)))
