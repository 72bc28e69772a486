/* SPDX-License-Identifier: MIT */
/*
 * os/mem.c - address space from the kernel
 */
#include "os/mem.h"

#include <errno.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Values of the kernel's interface that older C libraries do not name. */
enum { DONTNEED_LOCKED = 24, DONTUNMAP = 4 };

int (*os_mem_inject)(enum os_call call);

static int inject(enum os_call call)
{
	return os_mem_inject ? os_mem_inject(call) : 0;
}

/* A system call that leaves errno alone and returns a negative error. */
static long call(long nr, uintptr_t a, size_t b, long c, long d, long e)
{
	int saved = errno;
	long ret = syscall(nr, a, b, c, d, e, 0L);

	if (ret == -1) {
		ret = -errno;
		errno = saved;
	}
	return ret;
}

static long map(uintptr_t addr, size_t bytes, int prot, int flags)
{
	flags |= MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	return call(SYS_mmap, addr, bytes, prot, flags, -1);
}

void *os_reserve(size_t bytes)
{
	long ret = inject(OS_RESERVE);

	if (!ret)
		ret = map(0, bytes, PROT_NONE, 0);
	/* The kernel's error range is the last page of the address space. */
	if ((unsigned long)ret > -4096ul)
		return NULL;
	return (void *)ret;
}

void os_unreserve(void *addr, size_t bytes)
{
	call(SYS_munmap, (uintptr_t)addr, bytes, 0, 0, 0);
}

int os_commit(void *addr, size_t bytes)
{
	int ret = inject(OS_COMMIT);

	if (ret)
		return ret;
	return (int)call(SYS_mprotect, (uintptr_t)addr, bytes,
			 PROT_READ | PROT_WRITE, 0, 0);
}

int os_make_readable(void *addr, size_t bytes)
{
	return (int)call(SYS_mprotect, (uintptr_t)addr, bytes, PROT_READ, 0, 0);
}

int os_purge(void *addr, size_t bytes)
{
	uintptr_t at = (uintptr_t)addr;
	int ret = inject(OS_PURGE);

	if (ret)
		return ret;
	ret = (int)call(SYS_madvise, at, bytes, MADV_DONTNEED, 0, 0);
	/* Locked memory refuses the plain advice; Linux 5.18 has this one. */
	if (ret == -EINVAL)
		ret = (int)call(SYS_madvise, at, bytes, DONTNEED_LOCKED, 0, 0);
	return ret;
}

int os_move(void *from, void *to, size_t bytes)
{
	long ret = inject(OS_MOVE);

	if (!ret)
		ret = call(SYS_mremap, (uintptr_t)from, bytes, (long)bytes,
			   MREMAP_MAYMOVE | MREMAP_FIXED | DONTUNMAP, (long)to);
	return ret == (long)to ? 0 : (int)ret;
}

int os_remap(void *addr, size_t bytes)
{
	long ret = inject(OS_REMAP);

	if (!ret)
		ret = map((uintptr_t)addr, bytes, PROT_READ | PROT_WRITE,
			  MAP_FIXED);
	return ret == (long)addr ? 0 : (int)ret;
}

size_t os_page_bytes(void)
{
	return getauxval(AT_PAGESZ);
}
