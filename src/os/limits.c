/* SPDX-License-Identifier: MIT */
/*
 * os/limits.c - the limits of a process
 */
#include "os/limits.h"

#include "os/mem.h"
#include "os/syscall.h"

#include <fcntl.h>

int os_prlimit(pid_t pid, int resource, const struct rlimit *limit,
	       struct rlimit *old)
{
	return (int)os_syscall4(SYS_prlimit64, pid, resource, (long)limit,
				(long)old);
}

int os_mlockall(int flags)
{
	return (int)os_syscall4(SYS_mlockall, flags, 0, 0, 0);
}

pid_t os_pid(void)
{
	return (pid_t)os_syscall4(SYS_getpid, 0, 0, 0, 0);
}

bool os_is_self(pid_t pid)
{
	return pid == 0 || pid == os_pid();
}

/* The first number of /proc/self/statm counts mapped pages. */
size_t os_mapped_bytes(void)
{
	char text[32];
	size_t pages = 0;
	long n;
	long fd = os_syscall4(SYS_openat, AT_FDCWD, (long)"/proc/self/statm",
			      O_RDONLY | O_CLOEXEC, 0);

	if (fd < 0)
		return 0;
	n = os_syscall4(SYS_read, fd, (long)text, sizeof(text), 0);
	for (long i = 0; i < n && text[i] >= '0' && text[i] <= '9'; i++)
		pages = pages * 10 + (size_t)(text[i] - '0');
	os_syscall4(SYS_close, fd, 0, 0, 0);
	return pages * os_kernel_page_bytes();
}

size_t os_address_space_left(void)
{
	struct rlimit limit;
	size_t used;

	if (os_prlimit(0, RLIMIT_AS, NULL, &limit) ||
	    limit.rlim_cur == RLIM_INFINITY)
		return SIZE_MAX;
	used = os_mapped_bytes();
	return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}
