import re
import unittest
from pathlib import Path

import scoreboard

FOLDER = Path(scoreboard.__file__).parent
LISTED = re.findall(r"^    (\w+)  ", scoreboard.__doc__, re.MULTILINE)
IMPORT = re.compile(
    r"^ *from \.(\w*) import (\([^)]*\)|[^#\n]*)", re.MULTILINE)


def imports(path):
    """The modules of the package that a file imports."""
    for module, names in IMPORT.findall(path.read_text("utf-8")):
        yield from [module] if module else re.findall(r"\w+", names)


class Layers(unittest.TestCase):
    def test_every_module_is_listed(self):
        self.assertEqual(
            sorted(LISTED), sorted(path.stem for path in FOLDER.glob("*.py")
                                   if path.stem != "__init__"))

    def test_a_module_imports_those_above_it(self):
        for at, name in enumerate(LISTED):
            for other in imports(FOLDER / f"{name}.py"):
                self.assertIn(other, LISTED[:at], f"{name} imports {other}")
