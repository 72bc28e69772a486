/* SPDX-License-Identifier: MIT */
/*
 * common/output.c - what a measured program says of itself
 */
#include "common/output.h"

#include "common/system.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_BYTES = 128 };

void print_line(const char *format, ...)
{
	char line[LINE_BYTES];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	/* The newline takes the place of the NUL. */
	if (length < 0 || (size_t)length >= sizeof(line))
		stop("a line of the output is too long");
	line[length++] = '\n';
	if (write(STDOUT_FILENO, line, (size_t)length) != length)
		stop("cannot write the output");
}
