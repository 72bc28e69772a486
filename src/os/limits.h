/* SPDX-License-Identifier: MIT */
/*
 * os/limits.h - the limits of a process, past the C library's names
 *
 * Results are 0 or a negative errno value.
 */
#ifndef OS_LIMITS_H
#define OS_LIMITS_H

#include "base/compiler.h"

#include <sys/resource.h>
#include <sys/types.h>

/* prlimit(2); limit and old may be NULL. */
int os_prlimit(pid_t pid, int resource, const struct rlimit *limit,
	       struct rlimit *old);

/* mlockall(2). */
int os_mlockall(int flags);

/* The process, as the kernel names it. */
pid_t os_pid(void);

/* Whether pid, or 0, names the calling process. */
bool os_is_self(pid_t pid);

/* Bytes of address space that the process has mapped; 0 if unknown. */
size_t os_mapped_bytes(void);

/*
 * Address space that the process may still map under its soft RLIMIT_AS, or
 * SIZE_MAX when there is no limit.
 */
size_t os_address_space_left(void);

#endif /* OS_LIMITS_H */
