/* SPDX-License-Identifier: MIT */
/*
 * os/mem.c - address space from the kernel
 */
#include "os/mem.h"

#include "base/bits.h"
#include "base/panic.h"
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

/* The kernel itself would take what a system with larger pages refuses. */
static void expect_pages(const void *addr, size_t bytes)
{
	DEBUG_ASSERT(is_aligned((uintptr_t)addr | bytes, os_page_bytes()));
}

static long map(uintptr_t addr, size_t bytes, int prot, int flags)
{
	flags |= MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	return os_syscall6(SYS_mmap, (long)addr, (long)bytes, prot, flags, -1,
			   0);
}

static int unmap(uintptr_t from, uintptr_t to)
{
	if (from >= to)
		return 0;
	return (int)os_syscall3(SYS_munmap, (long)from, (long)(to - from), 0);
}

void *os_reserve(size_t bytes)
{
	/* The kernel aligns to its own pages. */
	size_t slack = os_page_bytes() - os_kernel_page_bytes();
	long ret = inject(OS_RESERVE);
	uintptr_t at;

	expect_pages(NULL, bytes);
	if (!ret)
		ret = map(0, bytes + slack, PROT_NONE, 0);
	/* The kernel's error range is the last page of the address space. */
	if ((unsigned long)ret > -4096ul)
		return NULL;
	at = align_up((uintptr_t)ret, os_page_bytes());
	unmap((uintptr_t)ret, at);
	unmap(at + bytes, (uintptr_t)ret + bytes + slack);
	return (void *)at;
}

int os_unreserve(void *addr, size_t bytes)
{
	int ret = inject(OS_UNRESERVE);

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return unmap((uintptr_t)addr, (uintptr_t)addr + bytes);
}

int os_commit(void *addr, size_t bytes)
{
	int ret = inject(OS_COMMIT);

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return (int)os_syscall3(SYS_mprotect, (long)addr, (long)bytes,
				PROT_READ | PROT_WRITE);
}

int os_make_readable(void *addr, size_t bytes)
{
	int ret = inject(OS_MAKE_READABLE);

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return (int)os_syscall3(SYS_mprotect, (long)addr, (long)bytes,
				PROT_READ);
}

int os_purge(void *addr, size_t bytes)
{
	long at = (long)addr;
	int ret = inject(OS_PURGE);

	expect_pages(addr, bytes);
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

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				POPULATE_WRITE);
}

bool os_resident(const void *addr)
{
	size_t bytes = os_kernel_page_bytes();
	unsigned char in_memory = 0;

	if (os_syscall3(SYS_mincore, (long)align_down((uintptr_t)addr, bytes),
			(long)bytes, (long)&in_memory))
		return true;
	return in_memory & 1;
}

int os_guard(void *addr, size_t bytes)
{
	int ret = inject(OS_GUARD);

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				GUARD_INSTALL);
}

int os_unguard(void *addr, size_t bytes)
{
	int ret = inject(OS_UNGUARD);

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				GUARD_REMOVE);
}

int os_protect(void *addr, size_t bytes)
{
	int ret = inject(OS_GUARD);

	expect_pages(addr, bytes);
	if (ret)
		return ret;
	return (int)os_syscall3(SYS_mprotect, (long)addr, (long)bytes,
				PROT_NONE);
}

int os_advise_huge(void *addr, size_t bytes, bool huge)
{
	expect_pages(addr, bytes);
	return (int)os_syscall3(SYS_madvise, (long)addr, (long)bytes,
				huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
}

int os_move(void *from, void *to, size_t bytes)
{
	long ret = inject(OS_MOVE);

	expect_pages(from, bytes);
	expect_pages(to, bytes);
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

	expect_pages(addr, bytes);
	if (!ret)
		ret = map((uintptr_t)addr, bytes, PROT_READ | PROT_WRITE,
			  MAP_FIXED);
	return ret == (long)addr ? 0 : (int)ret;
}

size_t os_page_bytes(void)
{
	size_t bytes = os_kernel_page_bytes();

	return bytes > BUDDY_PAGE_SIZE ? bytes : BUDDY_PAGE_SIZE;
}

size_t os_kernel_page_bytes(void)
{
	return getauxval(AT_PAGESZ);
}
