/* SPDX-License-Identifier: MIT */
/*
 * os/fd.h - file descriptors that a program does not expect to have
 */
#ifndef OS_FD_H
#define OS_FD_H

#include "os/syscall.h"

#include <fcntl.h>

/*
 * A second descriptor for the file of fd, closed on exec, above what shells
 * and tests name by a digit; or a negative errno value.
 */
static inline int os_fd_above(int fd)
{
	enum { LEAST_FD = 64 };

	return (int)os_syscall3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, LEAST_FD);
}

#endif /* OS_FD_H */
