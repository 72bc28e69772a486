/* SPDX-License-Identifier: MIT */
/*
 * command/request.h - ask a process to do something, over its control socket
 *
 * The control thread of a process listens on the abstract UNIX socket
 * "libbuddy/PID", in its own numbering of processes.  A request is a line; the
 * answer is "ok" or "error TEXT" in a line, and then text up to the end.
 */
#ifndef COMMAND_REQUEST_H
#define COMMAND_REQUEST_H

#include "read/failure.h"

#include <stdio.h>
#include <sys/types.h>

enum { REQUEST_TIMEOUT_MS = 5000 };

/*
 * Sends one line, which comes without its end, and copies the text to `out`.
 * False if there is no such process, if it has no control thread, if somebody
 * else answers for it, if it is silent for so many milliseconds, or if it says
 * "error".
 */
bool request_send(pid_t pid, const char *line, unsigned timeout_ms, FILE *out,
		  struct failure *why);

/*
 * Parses "[--help] PID [MORE]..." of a command that sends requests.  True if
 * *pid is known and optind is at what follows it, at most `most` words; else
 * the command ends with *status.
 */
bool request_arguments(int argc, char **argv, const char *help, int most,
		       pid_t *pid, int *status);

/* Sends it, prints the answer, and returns the command's exit status. */
int request_run(pid_t pid, const char *line);

#endif /* COMMAND_REQUEST_H */
