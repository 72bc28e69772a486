/* SPDX-License-Identifier: MIT */
/*
 * show/text.h - words and numbers that are fit to be printed
 */
#ifndef SHOW_TEXT_H
#define SHOW_TEXT_H

#include <stddef.h>

/* By value, so that a call can be an argument of printf. */
struct text {
	char s[64];
};

/*
 * A name from a process, of at most `max` bytes: UTF-8 without control
 * characters, whatever the bytes are; a wrong one becomes '?'.
 */
struct text text_name(const char *name, size_t max);
#define TEXT_NAME(array) text_name((array), sizeof(array))

/* 1234 as "1.234", -1000 as "-1.000". */
struct text text_thousandths(int n);

#endif /* SHOW_TEXT_H */
