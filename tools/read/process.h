/* SPDX-License-Identifier: MIT */
/*
 * read/process.h - a process as /proc describes it, and who runs under libbuddy
 */
#ifndef READ_PROCESS_H
#define READ_PROCESS_H

#include "read/failure.h"

#include <stdint.h>
#include <sys/types.h>

struct process {
	pid_t pid;
	/* One that lives, in whose folder /proc shows the memory; 0: none. */
	pid_t thread;
	uid_t uid;
	char name[16]; /* comm; control characters replaced */
	uint64_t rss_bytes;
	uint64_t minor_faults, major_faults; /* so far */
	uint64_t started; /* ticks after boot: tells reused pids apart */
};

/* False if there is no such process. */
bool process_read(struct process *p, pid_t pid, struct failure *why);

/* Whether it has a file mapped that is called like the library. */
enum process_library { LIBRARY_NONE, LIBRARY_MAPPED, LIBRARY_UNKNOWN };
enum process_library process_library(const struct process *p);

#define ANY_UID ((uid_t)-1) /* which is no user's */

/*
 * The processes of a user that have libbuddy mapped, by pid; NULL and 0 if
 * there are none.  free() the array.  Fast enough to be asked every second:
 * looks at the names of mapped files only, so a caller may find, on opening
 * one, that it is not a heap after all.
 */
struct process *processes_under_buddy(uid_t uid, size_t *nr);

#endif /* READ_PROCESS_H */
