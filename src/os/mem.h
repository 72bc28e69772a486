/* SPDX-License-Identifier: MIT */
/*
 * os/mem.h - address space from the kernel
 *
 * All functions keep errno, allocate nothing and call the kernel directly, so
 * that a library which interposes mmap cannot recurse into the allocator.
 * Those that return int give 0 or a negative errno value.  Addresses and
 * lengths are multiples of os_page_bytes() unless said otherwise.
 */
#ifndef OS_MEM_H
#define OS_MEM_H

#include "base/compiler.h"

enum os_call {
	OS_RESERVE,
	OS_UNRESERVE,
	OS_COMMIT,
	OS_MAKE_READABLE,
	OS_PURGE,
	OS_POPULATE,
	OS_MOVE,
	OS_REMAP,
	OS_GUARD,
	OS_UNGUARD,
	NR_OS_CALLS
};

/*
 * Tests set this to make a call fail: it gets the call and returns 0 to let
 * it through or a negative errno value to fail it instead.  NULL otherwise.
 */
extern int (*os_mem_inject)(enum os_call call);

/*
 * Inaccessible private address space, from a multiple of os_page_bytes() on, or
 * NULL.
 */
void *os_reserve(size_t bytes);

/* Gives the whole range back to the kernel; on failure it stays reserved. */
int os_unreserve(void *addr, size_t bytes);

/* Makes reserved memory readable and writable; it reads as zero. */
int os_commit(void *addr, size_t bytes);

/* Makes reserved memory readable: it reads as zero and is not charged. */
int os_make_readable(void *addr, size_t bytes);

/*
 * Drops the contents of committed pages; they read as zero afterwards.  On
 * failure nothing may be assumed about the contents.
 */
int os_purge(void *addr, size_t bytes);

/*
 * Makes committed pages resident in one go, which costs less than a fault for
 * each.  They keep their contents.  Since Linux 5.14.
 */
int os_populate(void *addr, size_t bytes);

/*
 * Whether the kernel's page around any address is in memory: one that was
 * never touched, or was purged, or is in swap, is not.  True if the kernel
 * does not say.
 */
bool os_resident(const void *addr);

/* Asks for huge pages in the range, or for none.  A wish: it may fail. */
int os_advise_huge(void *addr, size_t bytes, bool huge);

/*
 * Moves the pages of [from, from + bytes) to `to`, leaving zero pages behind.
 * Both are committed.  On failure the destination may be unmapped: the caller
 * must os_remap it.
 */
int os_move(void *from, void *to, size_t bytes);

/*
 * Replaces the range by fresh committed memory, as os_reserve and os_commit
 * made it, so that the kernel merges it with its neighbours again.
 */
int os_remap(void *addr, size_t bytes);

/*
 * Marks pages in the page tables so that they cannot be touched, and drops
 * what they held; and takes the mark away.  Since Linux 6.13.
 */
int os_guard(void *addr, size_t bytes);
int os_unguard(void *addr, size_t bytes);

/* Makes committed pages inaccessible; os_commit undoes it. */
int os_protect(void *addr, size_t bytes);

/*
 * Bytes that are committed, purged, moved and unmapped as one: the kernel's
 * page, or what the library was configured to take for one.  A power of two.
 */
size_t os_page_bytes(void);

/* Bytes of the kernel's page, which is what it counts in. */
size_t os_kernel_page_bytes(void);

#endif /* OS_MEM_H */
