import unittest

import documents
from scoreboard import table
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
        document["workloads"][1]["refused"] = {"glibc": "static"}
        shown = text(table.troubles(Scores(document)))
        for words in ("other: refused: free comes from elsewhere",
                      "tree@2, glibc: refused: static",
                      "tree@1, glibc: failed in round 1: status 139: ouch"):
            self.assertIn(words, shown)

    def test_tells_of_misaligned_blocks(self):
        document = documents.three_allocators()
        for run in document["runs"][:2]:
            run["figures"]["misaligned_blocks"] = 7
        shown = text(table.troubles(Scores(document)))
        self.assertIn("tree@1, glibc: wrong: 7 blocks", shown)

    def test_counts_the_disturbed(self):
        document = documents.three_allocators()
        document["runs"][0] |= {"attempts": 3, "disturbed": True}
        shown = text(table.whole_table(Scores(document)))
        self.assertIn("18 runs; 2 were disturbed and repeated; 1 of those",
                      shown)

    def test_an_empty_measurement_has_a_table(self):
        document = documents.document([], [documents.workload("tree@1")])
        self.assertIn("a processor", text(table.whole_table(
            Scores(document))))
