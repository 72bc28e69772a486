/* SPDX-License-Identifier: MIT */
/*
 * support/suite.h - what every suite starts with
 */
#ifndef SUPPORT_SUITE_H
#define SUPPORT_SUITE_H

#include "base/compiler.h"

#include <check.h>

/* A case of the suite; setup, if any, runs before each of its tests. */
TCase *suite_case(Suite *suite, const char *name, SFun setup);

/* Runs the suite and frees it; the exit status of the program. */
int suite_run(Suite *suite);

/*
 * For a check inside a long loop: the framework reports each of its own to
 * the parent process, which costs more than most loops.
 */
#define must(x)                                         \
	do {                                            \
		if (unlikely(!(x)))                     \
			ck_abort_msg("broken: %s", #x); \
	} while (0)

#endif /* SUPPORT_SUITE_H */
