/* SPDX-License-Identifier: MIT */
/*
 * shim/limits.c - programs that limit themselves
 *
 * The reservation counts against RLIMIT_AS and against what may be locked.
 * So before a program lowers the one or locks all its memory, the part that
 * was never used goes back to the system, and the heap keeps a fair share to
 * grow.  Everything else about these calls is the kernel's.
 */
#include "shim/libc.h"

#include "buddy/release.h"
#include "os/limits.h"
#include "slab/boot.h"
#include "slab/moved.h"

#include <errno.h>
#include <sys/mman.h>

/* Room to grow for a process that locks its memory: a guess at enough. */
#define LOCKED_ROOM ((size_t)64 << 20)

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
static void make_room(size_t limit)
{
	size_t mapped = os_mapped_bytes(), used, left;

	if (!heap_boot() || mapped <= limit / 2)
		return;
	used = mapped - zones_unused_bytes();
	left = limit > used ? limit - used : 0;
	zones_release(left / 2 / 8 * 7);
}

static void before_prlimit(int resource, const struct rlimit *limit)
{
	if (resource == RLIMIT_AS && limit && limit->rlim_cur != RLIM_INFINITY)
		make_room(limit->rlim_cur);
}

EXPORT int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit)
{
	before_prlimit((int)resource, limit);
	return result(os_prlimit(0, (int)resource, limit, NULL));
}

EXPORT int prlimit(pid_t pid, enum __rlimit_resource resource,
		   const struct rlimit *limit, struct rlimit *old)
{
	if (os_is_self(pid))
		before_prlimit((int)resource, limit);
	return result(os_prlimit(pid, (int)resource, limit, old));
}

/* On 64-bit systems the two structures are one. */
static_assert(sizeof(struct rlimit) == sizeof(struct rlimit64), "64-bit");

EXPORT int setrlimit64(__rlimit_resource_t resource,
		       const struct rlimit64 *limit)
{
	return setrlimit(resource, (const struct rlimit *)limit);
}

EXPORT int prlimit64(pid_t pid, enum __rlimit_resource resource,
		     const struct rlimit64 *limit, struct rlimit64 *old)
{
	return prlimit(pid, resource, (const struct rlimit *)limit,
		       (struct rlimit *)old);
}

/*
 * What is mapped is resident from now on, so the heap takes only what it is
 * asked for, and moving pages, which would lose their lock, is over.
 */
EXPORT int mlockall(int flags)
{
	int ret;

	if (!heap_boot())
		return result(os_mlockall(flags));
	zones_release(LOCKED_ROOM);
	zones_grow_exactly();
	moved_forbid();
	ret = os_mlockall(flags);
	if (ret == -ENOMEM) {
		/* RLIMIT_MEMLOCK is smaller: do without room to grow. */
		zones_release(0);
		ret = os_mlockall(flags);
	}
	return result(ret);
}
