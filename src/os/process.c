/* SPDX-License-Identifier: MIT */
/*
 * os/process.c - what a process says of itself, and asks for itself
 */
#include "os/process.h"

#include "os/syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>

uid_t os_euid(void)
{
	return (uid_t)os_syscall3(SYS_geteuid, 0, 0, 0);
}

void os_allow_tracers(void)
{
	os_syscall3(SYS_prctl, PR_SET_PTRACER, (long)PR_SET_PTRACER_ANY, 0);
}

void os_name_thread(const char *name)
{
	os_syscall3(SYS_prctl, PR_SET_NAME, (long)name, 0);
}

bool os_alone(void)
{
	/* A directory has two links and one for each directory in it: here for
	 * each thread; a main thread that has ended stays until the process
	 * does. */
	enum { LINKS = 2 + 2 };
	struct stat tasks;
	char first;

	/* The memory of a main thread that has ended is of no program. */
	return os_syscall4(SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe",
			   (long)&first, sizeof(first)) == -ENOENT &&
	       !os_syscall4(SYS_newfstatat, AT_FDCWD, (long)"/proc/self/task",
			    (long)&tasks, 0) &&
	       tasks.st_nlink == LINKS;
}
