/* SPDX-License-Identifier: MIT */
/*
 * command/trace.h - runs a program and looks at it as it ends
 */
#ifndef COMMAND_TRACE_H
#define COMMAND_TRACE_H

#include "read/failure.h"

#include <sys/types.h>

/*
 * Called when a process has ended by exit or by a signal, its exit handlers
 * done, but all its memory still there.  tid: its last thread, under whose
 * number /proc and the kernel show the memory even where the first thread is
 * gone.
 */
typedef void at_end(pid_t pid, pid_t tid, void *data);

/*
 * Runs argv[0], looked up in PATH, with its arguments, as a child under ptrace.
 * Threads and the programs that it executes in its place are followed, its
 * child processes are not.  Signals reach the program, and so do those that are
 * sent to the caller meanwhile.  *status: the exit status, or 128 and the
 * number of the signal, as a shell would tell.  False: it could not be run.
 */
bool trace_program(char **argv, at_end *look, void *data, int *status,
		   struct failure *why);

#endif /* COMMAND_TRACE_H */
