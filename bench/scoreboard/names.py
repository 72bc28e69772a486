# SPDX-License-Identifier: MIT
"""Who and what is compared, by name."""

SUBJECT = "libbuddy"  # the one that is judged
BASELINE = "glibc"  # the one that everybody has

METRICS = {"time": "time", "rss": "peak RSS"}  # with their titles

# The groups that allocators compete in, with their titles.
GROUPS = {"kernels": "kernels", "programs": "real programs"}

# The page layer is compared with heaps of pages, not with allocators.
PAGES = "pages"
HEAPS = ("libbuddy", "mmap", "one_lock", "plain")

# What churning leaves of large blocks, with the titles.
CHURN = {"free_2m": "free blocks of 2 MiB", "free_4m": "free blocks of 4 MiB",
         "taken_2m": "2 MiB blocks it hands out",
         "taken_4m": "4 MiB blocks it hands out"}

# A peak below this says more about a library's file than of the allocator.
SMALL_KB = 8 << 10
