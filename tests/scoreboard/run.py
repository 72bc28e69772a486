"""Run the tests beside this file and report them in TAP."""

import sys
import unittest
from pathlib import Path


class Tap(unittest.TestResult):
    count = 0

    def line(self, word, test, more=""):
        self.count += 1
        print(f"{word} {self.count} - {test.id()}{more}", flush=True)

    def addSuccess(self, test):
        self.line("ok", test)

    def addSkip(self, test, reason):
        self.line("ok", test, f" # SKIP {reason}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        text = self._exc_info_to_string(err, test)
        print("\n".join(f"# {line}" for line in text.splitlines()))
        self.line("not ok", test)

    addError = addFailure


def main():
    suite = unittest.defaultTestLoader.discover(str(Path(__file__).parent))
    result = Tap()
    suite.run(result)
    print(f"1..{result.count}")
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
