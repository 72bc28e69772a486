/* SPDX-License-Identifier: MIT */
/*
 * harden/guard.c - pages that nobody may touch
 */
#include "harden/guard.h"

#include "base/bits.h"
#include "os/mem.h"

static bool by_advice; /* const after init */

/* Relaxed: counters. */
static _Atomic uint64_t nr_protected, nr_missing;

/*
 * Whether marks drop what a page held, as they must: an emulator of the kernel
 * may take any advice and do nothing.
 */
static bool marks_work(volatile char *page, size_t bytes)
{
	if (os_commit((void *)page, bytes))
		return false;
	*page = 1;
	return !os_guard((void *)page, bytes) &&
	       !os_unguard((void *)page, bytes) && !*page;
}

void guard_init(void)
{
	size_t bytes = os_page_bytes();
	void *page = os_reserve(bytes);

	if (!page)
		return;
	by_advice = marks_work(page, bytes);
	os_unreserve(page, bytes);
}

/* A guard as a mapping of its own. */
static bool protect(void *addr, size_t bytes)
{
	if (add_relaxed(&nr_protected, 1) < GUARDS_MOST &&
	    !os_protect(addr, bytes))
		return true;
	sub_relaxed(&nr_protected, 1);
	return false;
}

/* The kernel stops at what it will not mark, and leaves the marks before it. */
static bool mark(void *addr, size_t bytes)
{
	if (!os_guard(addr, bytes))
		return true;
	os_unguard(addr, bytes);
	return false;
}

bool guard_set(void *addr, size_t bytes)
{
	if (is_aligned((uintptr_t)addr | bytes, os_page_bytes()) &&
	    (by_advice ? mark(addr, bytes) : protect(addr, bytes)))
		return true;
	add_relaxed(&nr_missing, 1);
	return false;
}

bool guard_clear(void *addr, size_t bytes)
{
	if (by_advice)
		return !os_unguard(addr, bytes);
	if (os_commit(addr, bytes))
		return false;
	sub_relaxed(&nr_protected, 1);
	return true;
}

bool guard_is_cheap(void)
{
	return by_advice;
}

uint64_t guard_nr_missing(void)
{
	return load_relaxed(&nr_missing);
}
