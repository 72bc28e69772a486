/* SPDX-License-Identifier: MIT */
/*
 * read/number.h - numbers as command lines give them
 *
 * The whole text is the number, in decimal.  False, with the result as it was,
 * for anything else.
 */
#ifndef READ_NUMBER_H
#define READ_NUMBER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* From 1 to `most`. */
bool number_parse(const char *text, unsigned long most, unsigned long *n);

bool number_parse_pid(const char *text, pid_t *pid);

/* "4096", "64k", "1M", "2g" and "1T". */
bool number_parse_size(const char *text, uint64_t *bytes);

/*
 * "1s", "500ms", "2" and "0.5" (seconds), "1m" and "1h": a millisecond at
 * least, a day at most.
 */
bool number_parse_interval(const char *text, double *seconds);

#endif /* READ_NUMBER_H */
