"""outcomes.py FILE MODULE - run one of Python's own test modules

Writes the outcome of each test, one a line and sorted, to FILE; the exit
status only says that the module ran to its end.
"""

import os
import sys
import unittest


class Outcomes(unittest.TestResult):
    """Each test by its name; one without any other word passed."""

    def __init__(self):
        super().__init__()
        self.outcome = {}

    def startTest(self, test):
        super().startTest(test)
        self.outcome[test.id()] = "passed"

    def note(self, test, outcome):
        self.outcome[test.id()] = outcome

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failed")

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, "error")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note(test, "failed in part")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note(test, "failed as expected")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.note(test, "passed unexpectedly")


def main(path, module):
    outcomes = Outcomes()
    suite = unittest.defaultTestLoader.loadTestsFromName("test." + module)
    suite.run(outcomes)
    with open(path, "w", encoding="utf-8") as file:
        for name, outcome in sorted(outcomes.outcome.items()):
            print(outcome + ":", name, file=file)
    for test, trace in outcomes.failures + outcomes.errors:
        print(test.id(), trace, sep="\n")
    # Threads that a test left behind are no outcome.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
