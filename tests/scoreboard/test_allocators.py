import tempfile
import unittest
from pathlib import Path

from scoreboard import allocators
from scoreboard.allocators import Allocator

OWN = Allocator("own", "/lib/own.so", "1")


def bound(binder, target, symbol):
    return (f"  17:\tbinding file {binder} [0] to {target} [0]: "
            f"normal symbol `{symbol}' [GLIBC_2.2.5]\n")


class Bindings(unittest.TestCase):
    def test_a_program_on_the_library(self):
        text = bound("/bin/lua", OWN.library, "malloc") + \
            bound("/bin/lua", "/lib/libc.so.6", "printf")
        self.assertIsNone(allocators.why_not_bound(OWN, text))

    def test_a_static_program(self):
        self.assertIn("nothing binds", allocators.why_not_bound(OWN, ""))

    def test_a_program_with_another_free(self):
        text = bound("/bin/x", OWN.library, "malloc") + \
            bound("/bin/x", "/lib/libother.so", "free")
        self.assertEqual(allocators.why_not_bound(OWN, text),
                         "x has free from /lib/libother.so")

    def test_an_allocator_that_calls_its_own(self):
        text = bound("/bin/x", OWN.library, "malloc") + \
            bound("/lib/libother.so", "/lib/libother.so", "malloc")
        self.assertIsNone(allocators.why_not_bound(OWN, text))

    def test_a_program_at_fixed_addresses(self):
        text = bound("/bin/python3", OWN.library, "free") + \
            bound("/lib/libc.so.6", "/bin/python3", "free")
        self.assertIsNone(allocators.why_not_bound(OWN, text))
        text += bound("/lib/libc.so.6", "/bin/python3", "malloc")
        self.assertEqual(allocators.why_not_bound(OWN, text),
                         "libc.so.6 has malloc from /bin/python3")

    def test_other_names_do_not_count(self):
        text = bound("/bin/x", OWN.library, "malloc_usable_size")
        self.assertIn("nothing binds", allocators.why_not_bound(OWN, text))


class Load(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = Path(folder.name)
        (self.here / "own.so").touch()
        (self.here / "allocators.toml").write_text(
            '[own]\nlibrary = "{build}/own.so"\n'
            '[gone]\nlibrary = "{build}/gone.so"\n', encoding="utf-8")

    def test_finds_and_misses(self):
        found, missing = allocators.load(self.here, self.here, [])
        self.assertEqual([entry.name for entry in found], ["own"])
        self.assertIn("gone.so", missing["gone"])

    def test_a_further_library_may_replace_one(self):
        other = self.here / "other.so"
        other.touch()
        found, _ = allocators.load(
            self.here, self.here, [f"own={other}", f"new={other}"])
        self.assertEqual([(entry.name, entry.library) for entry in found],
                         [("own", str(other)), ("new", str(other))])

    def test_refuses_what_is_no_file(self):
        for item in ("own", "own=", "own=/no/such.so"):
            with self.assertRaises(SystemExit):
                allocators.load(self.here, self.here, [item])

    def test_own_files_are_named_from_the_top(self):
        found, _ = allocators.load(self.here, self.here / "build", [
            f"own={self.here / 'own.so'}", "libc=/etc/passwd"])
        self.assertEqual(
            [entry.describe(self.here)["library"] for entry in found],
            ["own.so", "/etc/passwd"])
