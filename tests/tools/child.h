/* SPDX-License-Identifier: MIT */
/*
 * tools/child.h - a program to be looked at
 */
#ifndef TOOLS_CHILD_H
#define TOOLS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

struct child {
	pid_t pid;	/* of the process to look at */
	pid_t started;	/* of the one that was started */
	FILE *figures;	/* its stdout */
	int keep_alive; /* its stdin */
};

/* Starts programs/figures with a shape; returns once it waits. */
void child_start(struct child *c, const char *shape);

/* Starts programs/churn with so many threads; returns once they are at it. */
void child_start_churn(struct child *c, int threads);

/* Another of the programs, which says its pid and waits. */
void child_start_program(struct child *c, const char *program,
			 const char *argument);

/* Whether the user that the caller is may run the programs. */
bool child_may_start(void);

/*
 * Starts programs/figures to dump core; false, with a line that says so, if
 * the system puts cores elsewhere.
 */
bool child_dumps_core(struct child *c, char *path, size_t size);

/* What the program printed next. */
struct figure {
	char name[32];
	int64_t number;
};
struct figure child_figure(struct child *c);

/* The Rss of its mappings between two addresses, bytes. */
uint64_t child_rss(const struct child *c, uint64_t start, uint64_t end);

/* Ends it, if it runs. */
void child_end(struct child *c);

#endif /* TOOLS_CHILD_H */
