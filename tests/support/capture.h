/* SPDX-License-Identifier: MIT */
/*
 * support/capture.h - run something in a process of its own, and listen
 */
#ifndef SUPPORT_CAPTURE_H
#define SUPPORT_CAPTURE_H

#include "base/compiler.h"

struct capture {
	int status;	 /* as waitpid gives it */
	char text[8192]; /* what was written to stderr */
};

/*
 * Runs fn(arg) in a fork of this process, which then exits with 0 without
 * running exit handlers.
 */
struct capture capture(void (*fn)(void *arg), void *arg);

/* Ended by abort(), and said so. */
bool capture_aborted(const struct capture *c, const char *words);

/* Ended well. */
bool capture_exited(const struct capture *c);

#endif /* SUPPORT_CAPTURE_H */
