/* SPDX-License-Identifier: MIT */
/*
 * support/limit.c - little address space
 */
#include "support/limit.h"

#include "os/limits.h"

bool limit_address_space(size_t left)
{
	rlim_t goal = os_mapped_bytes() + left;
	struct rlimit limit;

	getrlimit(RLIMIT_AS, &limit);
	limit.rlim_cur = goal;
	setrlimit(RLIMIT_AS, &limit);
	getrlimit(RLIMIT_AS, &limit);
	return limit.rlim_cur == goal;
}
