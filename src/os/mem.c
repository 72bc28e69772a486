/* SPDX-License-Identifier: MIT */
/*
 * os/mem.c - address space from the kernel
 */
#include "os/mem.h"

#include "os/syscall.h"

#include <errno.h>
#include <sys/auxv.h>
#include <sys/mman.h>

/* Values of the kernel's interface that older C libraries do not name. */
enum {
	POPULATE_WRITE = 23,
	DONTNEED_LOCKED = 24,
	GUARD_INSTALL = 102,
	GUARD_REMOVE = 103,
	DONTUNMAP = 4
};

int (*os_mem_inject)(enum os_call call);

static int inject(enum os_call call)
{
	return os_mem_inject ? os_mem_inject(call) : 0;
}

static long map(uintptr_t addr, size_t bytes, int prot, int flags)
{
	flags |= MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	return os_syscall6(SYS_mmap, (long)addr, (long)bytes, prot, flags, -1,
			   0);
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
	os_syscall3(SYS_munmap, (long)addr, (long)bytes, 0);
}

int os_commit(void *addr, size_t bytes)
{
	int ret = inject(OS_COMMIT);

	if (ret)
		return ret;
	return (int)os_syscall3(SYS_mprotect, (long)addr, (long)bytes,
				PROT_READ | PROT_WRITE);
}

int os_make_readable(void *addr, size_t bytes)
{
	return (int)os_syscall3(SYS_mprotect, (long)addr, (long)bytes,
				PROT_READ);
}

int os_purge(void *addr, size_t bytes)
{
	long at = (long)addr;
	int ret = inject(OS_PURGE);

	if (ret)
		return ret;
	ret = (int)os_syscall3(SYS_madvise, at, (long)bytes, MADV_DONTNEED);
	/* Locked memory refuses the plain advice; Linux 5.18 has this one. */
	if (ret == -EINVAL)
		ret = (int)os_syscall3(SYS_madvise, at, (long)bytes,
				       DONTNEED_LOCKED);
	return ret;
}

int os_populate(void *addr, size_t bytes)
{
	int ret = inject(OS_POPULATE);

	if (ret)
		return ret;
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				POPULATE_WRITE);
}

int os_guard(void *addr, size_t bytes)
{
	int ret = inject(OS_GUARD);

	if (ret)
		return ret;
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				GUARD_INSTALL);
}

int os_unguard(void *addr, size_t bytes)
{
	int ret = inject(OS_UNGUARD);

	if (ret)
		return ret;
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				GUARD_REMOVE);
}

int os_protect(void *addr, size_t bytes)
{
	int ret = inject(OS_GUARD);

	if (ret)
		return ret;
	return (int)os_syscall3(SYS_mprotect, (long)addr, (long)bytes,
				PROT_NONE);
}

int os_advise_huge(void *addr, size_t bytes, bool huge)
{
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
}

int os_move(void *from, void *to, size_t bytes)
{
	long ret = inject(OS_MOVE);

	if (!ret)
		ret = os_syscall6(SYS_mremap, (long)from, (long)bytes,
				  (long)bytes,
				  MREMAP_MAYMOVE | MREMAP_FIXED | DONTUNMAP,
				  (long)to, 0);
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
