/* SPDX-License-Identifier: MIT */
/*
 * read/failure.c - why something could not be done, and buddyctl's exit status
 */
#include "read/failure.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

/* What a process or a file says of itself is not to move a cursor. */
static void make_printable(char *text)
{
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			*text = '?';
}

bool failed(struct failure *why, enum status status, const char *format, ...)
{
	va_list ap;

	why->status = status;
	va_start(ap, format);
	vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	make_printable(why->text);
	return false;
}

int failure_report(const struct failure *why)
{
	fprintf(stderr, "buddyctl: %s\n", why->text);
	return why->status;
}

int usage_error(const char *command, const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "buddyctl %s: ", command);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'buddyctl %s --help'.\n", command);
	return STATUS_USAGE;
}
