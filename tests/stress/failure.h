/* SPDX-License-Identifier: MIT */
/*
 * stress/failure.h - the end of a run that found something
 */
#ifndef STRESS_FAILURE_H
#define STRESS_FAILURE_H

/*
 * Writes the message, with the pid, to stderr, and ends the process at once:
 * of a heap that is wrong nothing more should be asked, not even to exit.
 */
_Noreturn void failure(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif /* STRESS_FAILURE_H */
