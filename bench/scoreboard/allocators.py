# SPDX-License-Identifier: MIT
"""The columns: which libraries there are, and whether they interpose."""

import glob
import platform
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .launch import digest

# A binding that LD_DEBUG=bindings reports: by whom, to which file, of what.
BINDING = re.compile(
    r"binding file (\S+) \[\d+\] to (\S+) \[\d+\]: \w+ symbol "
    r"`(malloc|free|calloc|realloc)'")


@dataclass(frozen=True)
class Allocator:
    name: str
    library: str
    version: str

    def describe(self, top):
        """As a document has it: our own files are named from the top."""
        path = Path(self.library)
        if path.is_relative_to(top):
            path = path.relative_to(top)
        return {"name": self.name, "library": str(path),
                "version": self.version, "digest": digest([self.library])}


def package_version(package):
    """The version that Debian gives it, without epoch and revision."""
    found = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package],
        capture_output=True, text=True, check=False)
    return re.sub(r"^\d+:|-[^-]*$", "", found.stdout) or "unknown"


def own_version(here):
    """The commit that was built."""
    found = subprocess.run(
        ["git", "-C", str(here), "describe", "--always", "--dirty"],
        capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def entries(here):
    with open(here / "allocators.toml", "rb") as file:
        return tomllib.load(file)


def load(here, build, extra):
    """All allocators, and for those that are missing the reason.

    extra: further "NAME=/path/lib.so" from the command line.
    """
    found, missing = [], {}
    for name, entry in entries(here).items():
        pattern = entry["library"].format(
            build=build, machine=platform.machine())
        match = sorted(glob.glob(pattern))
        if not match:
            missing[name] = f"no {pattern}"
            continue
        version = (package_version(entry["package"]) if "package" in entry
                   else own_version(here))
        found.append(Allocator(name, match[0], version))
    for item in extra:
        name, _, path = item.partition("=")
        if not Path(path).is_file():
            raise SystemExit(f"{item}: want NAME=/path/lib.so")
        found = [other for other in found if other.name != name]
        found.append(Allocator(name, str(Path(path).resolve()), "as given"))
    return found, missing


def same_file(one, other):
    return Path(one).resolve() == Path(other).resolve()


def why_not_family(allocator, where):
    """Why the library is not a whole malloc, or None if it is one."""
    run = subprocess.run([str(where)], capture_output=True, text=True,
                         env={"LD_PRELOAD": allocator.library}, check=False)
    if run.returncode != 0 or "cannot be preloaded" in run.stderr:
        return f"it cannot be preloaded: {run.stderr.strip()}"
    for line in run.stdout.splitlines():
        function, file = line.split(maxsplit=1)
        if not same_file(file, allocator.library):
            return f"{function} comes from {file}"
    return None


def why_not_bound(allocator, bindings):
    """Why a program does not run on the library, or None if it does.

    bindings: the text that LD_DEBUG=bindings gave for a run of it.  A file
    that binds to itself, as an allocator does, says nothing.  A program at
    fixed addresses lends its own entry of malloc to its libraries; then it
    counts where that entry is bound to.
    """
    found = BINDING.findall(bindings)
    served = {(binder, function) for binder, target, function in found
              if same_file(target, allocator.library)}
    if not served:
        return "nothing binds malloc to the library"
    for binder, target, function in found:
        if not (target == binder or same_file(target, allocator.library)
                or same_file(binder, allocator.library)
                or (target, function) in served):
            return f"{Path(binder).name} has {function} from {target}"
    return None

