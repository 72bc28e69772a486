/* SPDX-License-Identifier: MIT */
/*
 * command/judge_file.h - what in a file keeps a preloaded library out
 */
#ifndef COMMAND_JUDGE_FILE_H
#define COMMAND_JUDGE_FILE_H

#include "read/elf_file.h"

#include <stdio.h>

/* Findings go to a stream, a line each. */
struct verdict {
	FILE *out;
	const char *library;	    /* its path */
	const struct elf_file *elf; /* the same, read */
	bool refused;
};

/* A line that says that the program will not use the library, and why. */
void verdict_no(struct verdict *v, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A line that says something to know. */
void verdict_note(struct verdict *v, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Of an executable: its privileges, its kind, and what it links. */
void judge_file(struct verdict *v, const char *path);

#endif /* COMMAND_JUDGE_FILE_H */
