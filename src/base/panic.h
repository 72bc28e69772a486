/* SPDX-License-Identifier: MIT */
/*
 * base/panic.h - stop the program when the heap is found corrupt
 *
 * Three tiers.  static_assert proves what is known when compiling.  ASSERT is
 * always on, O(1), and means that going on would corrupt the caller's data.
 * DEBUG_ASSERT is on with --enable-debug.  Walks over whole structures live
 * in the validators only.
 *
 * os/text.c implements panic(), since only that folder may call the system.
 */
#ifndef BASE_PANIC_H
#define BASE_PANIC_H

#include "base/compiler.h"

/*
 * Writes "libbuddy: " and the message (base/fmt.h's format) to stderr, then
 * aborts.  Takes no lock and allocates nothing.
 */
_Noreturn void panic(const char *format, ...)
	__attribute__((format(printf, 1, 2), cold));

#define ASSERT(x)                                                      \
	do {                                                           \
		if (unlikely(!(x)))                                    \
			panic("%s:%d: broken invariant: %s", __FILE__, \
			      __LINE__, #x);                           \
	} while (0)

#define DEBUG_ASSERT(x)            \
	do {                       \
		if (BUDDY_DEBUG)   \
			ASSERT(x); \
	} while (0)

#endif /* BASE_PANIC_H */
