/* SPDX-License-Identifier: MIT */
/*
 * support/probe.c - what the kernel thinks of an address, without a fault
 */
#include "support/probe.h"

#include "support/suite.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The raw calls: a sanitizer would look at the buffer itself. */
static bool transfer(long first, void *from, long second, void *to)
{
	int fds[2];
	bool ok;

	ck_assert_int_eq(pipe(fds), 0);
	ok = syscall(first, fds[1], from, 1L) == 1 &&
	     syscall(second, fds[0], to, 1L) == 1;
	close(fds[0]);
	close(fds[1]);
	return ok;
}

bool probe_readable(const void *addr)
{
	char byte;

	return transfer(SYS_write, (void *)(uintptr_t)addr, SYS_read, &byte);
}

bool probe_writable(void *addr)
{
	/* Writes back what was there. */
	return transfer(SYS_write, addr, SYS_read, addr);
}

bool probe_zero(const void *addr, size_t bytes)
{
	const char *p = addr;

	return !bytes || (!*p && !memcmp(p, p + 1, bytes - 1));
}

size_t probe_resident(void *addr, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t n = bytes / page, resident = 0;
	unsigned char *vec = malloc(n);

	ck_assert_int_eq(mincore(addr, bytes, vec), 0);
	for (size_t i = 0; i < n; i++)
		resident += vec[i] & 1;
	free(vec);
	return resident * (page / PROBE_PAGE);
}

bool probe_real_kernel(void)
{
	size_t bytes = (size_t)sysconf(_SC_PAGESIZE);
	void *gone = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);

	munmap(gone, bytes);
	/* Advice on what is not mapped fails; an emulator ignores it. */
	return madvise(gone, bytes, MADV_DONTNEED) != 0;
}
