/* SPDX-License-Identifier: MIT */
/*
 * support/probe.h - what the kernel thinks of an address, without a fault
 */
#ifndef SUPPORT_PROBE_H
#define SUPPORT_PROBE_H

#include "base/compiler.h"

/* Whether the byte at addr can be read; or written, with what it holds. */
bool probe_readable(const void *addr);
bool probe_writable(void *addr);

/* Whether the whole range reads as zero. */
bool probe_zero(const void *addr, size_t bytes);

/* Pages of the range that take up memory, in units of PROBE_PAGE bytes. */
enum { PROBE_PAGE = 4096 };
size_t probe_resident(void *addr, size_t bytes);

/*
 * Whether a kernel answers, and not an emulator that knows little of memory:
 * tests of what the kernel does to mappings are for it alone.
 */
bool probe_real_kernel(void);

#endif /* SUPPORT_PROBE_H */
