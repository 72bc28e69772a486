/* SPDX-License-Identifier: MIT */
/*
 * stress/failure.c - the end of a run that found something
 */
#include "stress/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MESSAGE_BYTES = 512 };

void failure(const char *format, ...)
{
	char text[MESSAGE_BYTES], line[MESSAGE_BYTES + 64];
	va_list args;
	ssize_t written;
	int len;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	len = snprintf(line, sizeof(line), "stress[%d]: FAILED: %s\n",
		       (int)getpid(), text);
	written = write(STDERR_FILENO, line, (size_t)len);
	_exit(written == len ? EXIT_FAILURE : EXIT_FAILURE + 1);
}
