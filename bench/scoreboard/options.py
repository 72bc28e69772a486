# SPDX-License-Identifier: MIT
"""The command line of scripts/bench."""

import argparse

ROUNDS = 5
QUICK_ROUNDS = 2
# scripts/bench --quick is to end within three minutes, the report included.
QUICK_SECONDS = 155


def threads(text):
    counts = [int(word) for word in text.split(",")]
    if not counts or min(counts) < 1:
        raise argparse.ArgumentTypeError("want counts such as 1,2,4")
    return counts


def names(text):
    return text.split(",")


def add_measuring(parser):
    parser.add_argument(
        "extra", nargs="*", metavar="NAME=/path/lib.so",
        help="a further allocator, or another build of one")
    parser.add_argument(
        "--only", type=names, default=[], metavar="NAME,...",
        help="workloads, by name, start of a name, NAME@THREADS, or group "
             "(kernels, programs, pages)")
    parser.add_argument(
        "--allocators", type=names, default=[], metavar="NAME,...",
        help="these columns only")
    parser.add_argument(
        "--rounds", type=int, metavar="N",
        help=f"{ROUNDS} unless given; {QUICK_ROUNDS} with --quick")
    parser.add_argument(
        "--threads", type=threads, default=[1, 2], metavar="N,...",
        help="thread counts of kernels and of the page layer (1,2)")
    parser.add_argument(
        "--quick", action="store_true",
        help="a few workloads that stand for the rest; under 3 minutes")
    parser.add_argument(
        "--instructions", action="store_true",
        help="count the single-threaded kernels' instructions, too")
    parser.add_argument(
        "--resume", action="store_true",
        help="go on with an interrupted measurement of the same options")


def add_other(parser):
    parser.add_argument(
        "--against", metavar="FILE",
        help="compare with an earlier results.json; exit 1 if worse")
    parser.add_argument(
        "--output", metavar="FOLDER",
        help="where results go (below build/bench)")
    parser.add_argument(
        "--show", metavar="FILE",
        help="print and draw an earlier results.json; measure nothing")
    parser.add_argument(
        "--list", action="store_true",
        help="list workloads and allocators, and what each stands for")
    parser.add_argument("--smoke", action="store_true",
                        help=argparse.SUPPRESS)
    parser.add_argument("--packages", action="store_true",
                        help=argparse.SUPPRESS)


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure libbuddy beside glibc and its peers; write a "
                    "table, results.json and report.html.")
    add_measuring(parser)
    add_other(parser)
    options = parser.parse_args(arguments)
    if options.rounds is None:
        options.rounds = QUICK_ROUNDS if options.quick else ROUNDS
    if options.rounds < 1:
        parser.error("--rounds: at least one")
    return options
