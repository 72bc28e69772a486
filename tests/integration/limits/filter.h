/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/limits/filter.h - forbid system calls
 */
#ifndef TESTS_FILTER_H
#define TESTS_FILTER_H

#include "../expect.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* From now on, and for all threads, a filter of n instructions decides. */
static inline void set_filter(struct sock_filter *code, size_t n)
{
	struct sock_fprog program = { (unsigned short)n, code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		    SECCOMP_FILTER_FLAG_TSYNC, &program))
		skip("no seccomp filters here");
}

#endif /* TESTS_FILTER_H */
