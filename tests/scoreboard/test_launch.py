import unittest

from scoreboard import launch, machine


class Output(unittest.TestCase):
    def test_figures_samples_and_checksum(self):
        found = launch.parse_output(
            "checksum 00ff\nfigure seconds 1.5\n"
            "sample 0.25 2048 phase 1 full\nanything else\n")
        self.assertEqual(found["checksum"], "00ff")
        self.assertEqual(found["figures"], {"seconds": 1.5})
        self.assertEqual(found["samples"], [[0.25, 2048, "phase 1 full"]])

    def test_prose_is_no_figure(self):
        found = launch.parse_output("figure skating is a sport\nchecksum\n")
        self.assertEqual(found, {"figures": {}, "samples": []})

    def test_the_launchers_report(self):
        report = launch.parse_report("pid 7\nwall 0.5\nrss 900\nstatus 0\n")
        self.assertEqual(report,
                         {"pid": 7, "wall": 0.5, "rss": 900, "status": 0})


class Disturbed(unittest.TestCase):
    def test_ticks_are_not_others(self):
        self.assertFalse(machine.disturbed(0.03, 0.1))

    def test_a_tenth_of_a_second_in_one_is(self):
        self.assertTrue(machine.disturbed(0.11, 1.0))

    def test_a_word_in_brackets_is_the_mode(self):
        self.assertEqual(machine.chosen("always [madvise] never\n"),
                         "madvise")
        self.assertEqual(machine.chosen(""), "unknown")

    def test_the_own_work_is_not_others(self):
        meter = machine.Meter()
        sum(range(3_000_000))
        idle = meter.others(0.0)
        self.assertEqual(machine.Meter().others(1000.0), 0.0)
        self.assertGreaterEqual(idle, 0.0)
