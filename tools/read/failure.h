/* SPDX-License-Identifier: MIT */
/*
 * read/failure.h - why something could not be done, and buddyctl's exit status
 */
#ifndef READ_FAILURE_H
#define READ_FAILURE_H

#include <stdbool.h>

/* Exit statuses; documented in buddyctl(1). */
enum status {
	STATUS_OK,
	STATUS_FAILED,	  /* the system would not do it */
	STATUS_USAGE,	  /* the command line is wrong */
	STATUS_NO_TARGET, /* no such process, or no such file */
	STATUS_DENIED,	  /* the process may not be read */
	STATUS_NOT_BUDDY, /* it does not run under libbuddy */
	STATUS_VERSION,	  /* its libbuddy has another ABI number */
	STATUS_TORN	  /* no plausible snapshot could be taken */
};

struct failure {
	enum status status;
	char text[400]; /* a sentence without its full stop */
};

/* Fills in *why, and returns false: `return failed(why, ...)`. */
bool failed(struct failure *why, enum status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Writes "buddyctl: TEXT" to stderr and returns the exit status. */
int failure_report(const struct failure *why);

/* The same for a wrong command line of one subcommand. */
int usage_error(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* READ_FAILURE_H */
