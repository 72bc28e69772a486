/* SPDX-License-Identifier: MIT */
/*
 * harden/guard.h - pages that nobody may touch
 *
 * Linux 6.13 marks them in the page tables, which costs no mapping and drops
 * what they held.  Before that each is a mapping of its own, of which a
 * process may have only so many: there are GUARDS_MOST at a time, and what
 * comes later goes without and is counted.
 */
#ifndef HARDEN_GUARD_H
#define HARDEN_GUARD_H

#include "base/compiler.h"

/*
 * Amid other memory each takes two mappings more: at most a quarter of those
 * that a process may have by default.
 */
enum { GUARDS_MOST = 8192 };

/* Finds out which way guards are set.  Before the first. */
void guard_init(void);

/* Makes committed pages inaccessible; false, and counted, if that fails. */
bool guard_set(void *addr, size_t bytes);

/*
 * Makes them usable again; what they hold is undefined.  False: the kernel
 * refused, and they must never be used.
 */
bool guard_clear(void *addr, size_t bytes);

/* Whether guards take no mappings, so that whole blocks can be guarded. */
bool guard_is_cheap(void);

/* Guards that were wished for in vain. */
uint64_t guard_nr_missing(void);

#endif /* HARDEN_GUARD_H */
