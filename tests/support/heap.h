/* SPDX-License-Identifier: MIT */
/*
 * support/heap.h - the whole heap, of a known size and shape
 */
#ifndef SUPPORT_HEAP_H
#define SUPPORT_HEAP_H

#include "api/init.h"
#include "support/pages.h"
#include "support/pattern.h"

#include <buddy/buddy.h>

/*
 * The defaults, but a number of stripes that does not depend on the machine,
 * and no purge by age, which depends on how fast it is.
 */
struct options heap_options(size_t arena_bytes);

/* One per test process. */
void heap_make(const struct options *options);

/* One with defences, enum harden. */
void heap_make_hardened(size_t arena_bytes, unsigned features);

/* Setups.  The smallest has one stripe, the others four. */
void heap_setup_64m(void);
void heap_setup_256m(void);
void heap_setup_1g(void);
void heap_setup_8g(void);
void heap_setup_hardened(void); /* 1 GiB, all defences */

/* The figures now. */
struct buddy_info heap_info(void);
struct buddy_page heap_page(const void *addr);

/* The validator finds nothing. */
#define ck_heap_sound() ck_assert_int_eq(buddy_check(), 0)

#endif /* SUPPORT_HEAP_H */
