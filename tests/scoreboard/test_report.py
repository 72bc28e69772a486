import re
import tempfile
import unittest
from pathlib import Path

import documents

try:
    from scoreboard import report
except ImportError:
    report = None


@unittest.skipIf(report is None, "the report needs matplotlib and jinja2")
class Report(unittest.TestCase):
    def write(self, document):
        with tempfile.TemporaryDirectory() as folder:
            report.write(document, Path(folder))
            page = (Path(folder) / "report.html").read_text("utf-8")
            picture = Path(folder) / "pareto.svg"
            return page, picture.exists() and picture.read_text("utf-8")

    def test_is_self_contained(self):
        page, picture = self.write(documents.three_allocators())
        for text in (page, picture):
            self.assertIsNone(re.search(
                r"""(src|href)\s*=\s*["'](https?:)?//|@import|url\(["']?http""",
                text))
            self.assertIn("libbuddy", text)

    def test_is_the_same_each_time(self):
        document = documents.three_allocators()
        self.assertEqual(self.write(document), self.write(document))

    def test_shows_the_score(self):
        page, _ = self.write(documents.three_allocators())
        self.assertIn("tree@2", page)
        self.assertRegex(page, r"2\.00")

    def test_a_name_is_not_markup(self):
        document = documents.three_allocators()
        document["allocators"][2]["refused"] = "<script>alert(1)</script>"
        page, _ = self.write(document)
        self.assertNotIn("<script>alert", page)

    def test_an_interrupted_measurement_has_a_page(self):
        document = documents.three_allocators()
        document["complete"] = False
        document["runs"] = document["runs"][:2]
        self.assertIn("tree@1", self.write(document)[0])

    def test_an_empty_measurement_has_a_page(self):
        document = documents.document([], [documents.workload("tree@1")])
        page, picture = self.write(document)
        self.assertIn("a processor", page)
        self.assertFalse(picture)
