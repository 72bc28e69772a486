import unittest

from scoreboard import machine


class Disturbed(unittest.TestCase):
    def test_ticks_are_not_others(self):
        self.assertFalse(machine.disturbed(machine.BLUR, 0.1))

    def test_a_tenth_of_a_second_in_one_is(self):
        self.assertTrue(machine.disturbed(machine.BLUR + 0.1, 1.0))

    def test_a_word_in_brackets_is_the_mode(self):
        self.assertEqual(machine.bracketed("always [madvise] never\n"),
                         "madvise")
        self.assertEqual(machine.bracketed(""), "unknown")

    def test_the_own_work_is_not_others(self):
        meter = machine.Meter()
        sum(range(3_000_000))
        idle = meter.others(0.0)
        self.assertEqual(machine.Meter().others(1000.0), 0.0)
        self.assertGreaterEqual(idle, 0.0)
