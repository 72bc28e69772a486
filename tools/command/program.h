/* SPDX-License-Identifier: MIT */
/*
 * command/program.h - which file a command line executes
 */
#ifndef COMMAND_PROGRAM_H
#define COMMAND_PROGRAM_H

#include "read/failure.h"

#include <stddef.h>

/* A command line. */
struct program {
	char *words; /* an argz vector */
	size_t bytes;
	char *path; /* of the file that the first word names */
};

/*
 * Looks the first word up as execvp(3) does.  False if there is no such file,
 * or none that may be executed.
 */
bool program_init(struct program *p, char *const argv[], struct failure *why);
void program_exit(struct program *p);

/* How a step from one file to the next went. */
enum program_step {
	PROGRAM_FINAL, /* it is no script: there is no next */
	PROGRAM_NEXT,
	PROGRAM_BROKEN /* with *why filled in */
};

/*
 * From a script to its interpreter, as the kernel goes; a text without "#!" is
 * one for the shell.
 */
enum program_step program_step_script(struct program *p, struct failure *why);

/*
 * From env(1) to what it runs.  *emptied tells that it starts that without
 * LD_PRELOAD.
 */
enum program_step program_step_env(struct program *p, bool *emptied,
				   struct failure *why);

#endif /* COMMAND_PROGRAM_H */
