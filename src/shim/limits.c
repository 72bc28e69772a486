/* SPDX-License-Identifier: MIT */
/*
 * shim/limits.c - programs that limit themselves
 *
 * The reservation counts against RLIMIT_AS and against what may be locked.
 * So when a program has lowered the one or locked all its memory, the part
 * that was never used goes back to the system, and the heap keeps a fair share
 * to grow.  Everything else about these calls is the kernel's.
 */
#include "shim/libc.h"

#include "api/fork.h"
#include "buddy/release.h"
#include "os/limits.h"
#include "slab/boot.h"
#include "slab/moved.h"

#include <errno.h>
#include <sys/mman.h>

/* Least room to grow for a process that may lock only so much. */
#define LOCKED_ROOM ((size_t)16 << 20)

/* As a call of the C library: -1 and errno on failure. */
static int result(int ret)
{
	if (ret >= 0)
		return ret;
	errno = -ret;
	return -1;
}

/*
 * As at the start: the heap may have half of what the limit leaves beside
 * what is in use.  An eighth of the heap's growth goes to its records.
 */
static void fit_into(size_t limit)
{
	size_t mapped = os_mapped_bytes(), used, left;

	if (mapped <= limit / 2)
		return;
	used = mapped - zones_releasable_bytes();
	left = limit > used ? limit - used : 0;
	zones_release(left / 2 / 8 * 7);
}

/*
 * After a limit was set; a heap that is not ready will look at it itself.  Not
 * in a child of vfork: the limit is its own, but the memory is its parent's.
 */
static void obey(int resource, const struct rlimit *limit)
{
	if (resource == RLIMIT_AS && limit &&
	    limit->rlim_cur != RLIM_INFINITY && fork_own_memory() &&
	    heap_is_ready())
		fit_into(limit->rlim_cur);
}

EXPORT int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	return prlimit(0, resource, limit, NULL);
}

EXPORT int prlimit(pid_t pid, enum __rlimit_resource resource,
		   const struct rlimit *limit, struct rlimit *old)
{
	int ret = os_prlimit(pid, (int)resource, limit, old);

	if (!ret && os_is_self(pid))
		obey((int)resource, limit);
	return result(ret);
}

/* On 64-bit systems the two structures are one. */
static_assert(sizeof(struct rlimit) == sizeof(struct rlimit64), "64-bit");

EXPORT int setrlimit64(__rlimit_resource_t resource,
		       const struct rlimit64 *limit)
{
	return prlimit(0, resource, (const struct rlimit *)limit, NULL);
}

EXPORT int prlimit64(pid_t pid, enum __rlimit_resource resource,
		     const struct rlimit64 *limit, struct rlimit64 *old)
{
	return prlimit(pid, resource, (const struct rlimit *)limit,
		       (struct rlimit *)old);
}

/* Whether all would fit what may be locked, if the heap kept so much room. */
static bool lockable_with(size_t room)
{
	struct rlimit limit;

	return !os_prlimit(0, RLIMIT_MEMLOCK, NULL, &limit) &&
	       os_mapped_bytes() - zones_releasable_bytes() + room <=
		       limit.rlim_cur;
}

/*
 * What is mapped is resident from now on, so the heap takes only what it is
 * asked for, and moving pages, which would lose their lock, is over.  The
 * reservation is given up only where that makes the call succeed.
 */
EXPORT int mlockall(int flags)
{
	bool own = fork_own_memory();
	int ret = os_mlockall(flags);

	if (ret == -ENOMEM && own && heap_is_ready() &&
	    lockable_with(LOCKED_ROOM)) {
		zones_release(LOCKED_ROOM / 4 * 3);
		ret = os_mlockall(flags);
	}
	if (!ret && own) {
		zones_grow_exactly();
		moved_forbid();
	}
	return result(ret);
}
