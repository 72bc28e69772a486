import unittest

import documents
from scoreboard.score import Scores, geomean


def best_peer(scores, workload, metric):
    return scores.best(workload, metric, peer=True)


class Score(unittest.TestCase):
    def setUp(self):
        self.scores = Scores(documents.three_allocators())

    def test_ratio_is_the_median_over_rounds(self):
        runs = [documents.run("a@1", "libbuddy", at, own)
                for at, own in enumerate((1, 1, 30))]
        runs += [documents.run("a@1", "glibc", at, other)
                 for at, other in enumerate((2, 1, 10))]
        scores = Scores(documents.document(runs, [documents.workload("a@1")]))
        self.assertEqual(
            scores.ratio("a@1", "libbuddy", "glibc", "time"), 1)

    def test_ratio_needs_a_common_round(self):
        runs = [documents.run("a@1", "libbuddy", 0, 1),
                documents.run("a@1", "glibc", 1, 1)]
        scores = Scores(documents.document(runs, [documents.workload("a@1")]))
        self.assertIsNone(scores.ratio("a@1", "libbuddy", "glibc", "time"))

    def test_ratio_ignores_the_machine_growing_slow(self):
        self.assertEqual(
            self.scores.ratio("tree@1", "libbuddy", "glibc", "time"), 0.5)

    def test_best_peer_is_never_libbuddy(self):
        self.assertEqual(best_peer(self.scores, "tree@1", "time"), "other")
        self.assertEqual(best_peer(self.scores, "tree@2", "time"), "glibc")
        self.assertEqual(best_peer(self.scores, "lua", "rss"), "glibc")

    def test_groups_have_means_of_their_own(self):
        kernels = self.scores.group("kernels", "time")
        self.assertEqual(kernels["workloads"], 2)
        self.assertAlmostEqual(kernels["best_peer"], 2)  # 2 and 2
        self.assertAlmostEqual(kernels["baseline"], 1)  # 0.5 and 2
        programs = self.scores.group("programs", "time")
        self.assertAlmostEqual(programs["best_peer"], 0.8)

    def test_worst_come_first(self):
        runs = [documents.run(f"w{i}@1", name, 0, wall)
                for i in range(5)
                for name, wall in (("libbuddy", i + 1.0), ("glibc", 1.0))]
        scores = Scores(documents.document(
            runs, [documents.workload(f"w{i}@1") for i in range(5)]))
        worst = scores.group("kernels", "time")["worst"]
        self.assertEqual([bad["workload"] for bad in worst],
                         ["w4@1", "w3@1", "w2@1"])
        self.assertEqual(worst[0]["ratio"], 5)

    def test_a_failed_run_does_not_count(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            if run["allocator"] == "other":
                run["status"] = 1
        scores = Scores(document)
        self.assertEqual(best_peer(scores, "tree@1", "time"), "glibc")
        self.assertIsNone(scores.median("tree@1", "other", "time"))

    def test_a_refused_column_does_not_count(self):
        document = documents.three_allocators()
        document["allocators"][2]["refused"] = "it is no malloc"
        scores = Scores(document)
        self.assertEqual(scores.allocators, ["libbuddy", "glibc"])
        self.assertEqual(best_peer(scores, "tree@1", "time"), "glibc")

    def test_a_programs_own_seconds_are_its_time(self):
        runs = [documents.run("nap@1", "libbuddy", 0, 11,
                              figures={"seconds": 0.5})]
        scores = Scores(documents.document(
            runs, [documents.workload("nap@1")]))
        self.assertEqual(scores.median("nap@1", "libbuddy", "time"), 0.5)

    def test_another_build_of_libbuddy_is_no_peer(self):
        document = documents.three_allocators()
        document["allocators"][2]["name"] = "libbuddy-new"
        for run in document["runs"]:
            if run["allocator"] == "other":
                run["allocator"] = "libbuddy-new"
        self.assertEqual(best_peer(Scores(document), "tree@1", "time"),
                         "glibc")

    def test_who_computes_something_else_has_failed(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            run["checksum"] = "right"
        document["runs"][1]["checksum"] = "wrong"  # libbuddy's, tree@1
        scores = Scores(document)
        self.assertIn(("tree@1", "libbuddy"), scores.failures())
        self.assertEqual(len(scores.rounds("tree@1", "libbuddy")), 1)

    def test_glibc_is_right(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            run["checksum"] = ("right" if run["allocator"] == "glibc"
                               else "wrong")
        self.assertEqual(Scores(document).failures().keys(), {
            (workload, name) for workload in ("tree@1", "tree@2", "lua")
            for name in ("libbuddy", "other")})

    def test_other_work_has_other_checksums(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            run |= {"work": run["allocator"], "checksum": run["allocator"]}
        self.assertEqual(Scores(document).failures(), {})

    def test_a_workload_that_libbuddy_fails_is_named(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            if (run["workload"], run["allocator"]) == ("tree@2", "libbuddy"):
                run |= {"status": 1, "error": "crash"}
        score = Scores(document).group("kernels", "time")
        self.assertEqual(score["without"], ["tree@2"])
        self.assertEqual(score["workloads"], 1)

    def test_small_peaks_have_no_part_in_means_of_memory(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            if run["workload"] == "tree@2":
                run["rss"] //= 4
        scores = Scores(document)
        self.assertEqual(scores.weighed("kernels", "rss"), ["tree@1"])
        self.assertEqual(scores.weighed("kernels", "time"),
                         ["tree@1", "tree@2"])
        self.assertEqual(scores.small("kernels"), (-2000, -2000, "tree@2"))

    def test_the_range_is_of_single_rounds(self):
        document = documents.three_allocators()
        for run in document["runs"]:
            if (run["allocator"], run["round"]) == ("libbuddy", 1):
                run["wall"] *= 3
        low, high = Scores(document).group("kernels", "time")["range"]
        self.assertAlmostEqual(low, 2)
        self.assertAlmostEqual(high, 6)

    def test_geomean(self):
        self.assertAlmostEqual(geomean([0.5, 2, None]), 1)
        self.assertIsNone(geomean([]))
        self.assertIsNone(geomean([None]))
