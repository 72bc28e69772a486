/* SPDX-License-Identifier: MIT */
/*
 * command/judge.h - whether a program will really use a preloaded library
 */
#ifndef COMMAND_JUDGE_H
#define COMMAND_JUDGE_H

#include "read/failure.h"

#include <stdio.h>

/*
 * Writes a line for each finding, and STATUS_OK if the program that argv
 * starts will use the library, STATUS_FAILED if not.  It is not run.  The
 * environment is taken as it is, so preload_set comes before.  If there is no
 * such program, *why says so and its status is returned.
 */
enum status judge(FILE *out, const char *library, char *const argv[],
		  struct failure *why);

#endif /* COMMAND_JUDGE_H */
