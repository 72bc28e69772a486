/* SPDX-License-Identifier: MIT */
/*
 * read/failure.c - why something could not be done, and buddyctl's exit status
 */
#include "read/failure.h"

#include "read/printable.h"

#include <stdarg.h>
#include <stdio.h>

bool failed(struct failure *why, enum status status, const char *format, ...)
{
	va_list ap;

	why->status = status;
	va_start(ap, format);
	vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	copy_printable(why->text, why->text, sizeof(why->text) - 1);
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
