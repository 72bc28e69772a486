/* SPDX-License-Identifier: MIT */
/*
 * read/number.c - numbers as command lines give them
 */
#include "read/number.h"

#include "base/span.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool number_parse(const char *text, unsigned long most, unsigned long *n)
{
	unsigned long value;

	/* strtoul would take signs and blanks. */
	if (!*text || text[strspn(text, "0123456789")])
		return false;
	errno = 0;
	value = strtoul(text, NULL, 10);
	if (errno || !value || value > most)
		return false;
	*n = value;
	return true;
}

bool number_parse_pid(const char *text, pid_t *pid)
{
	unsigned long n;

	if (!number_parse(text, INT_MAX, &n))
		return false;
	*pid = (pid_t)n;
	return true;
}

bool number_parse_size(const char *text, uint64_t *bytes)
{
	return span_size(span_of(text), bytes);
}

static const struct unit {
	const char *name;
	double seconds;
} units[] = {
	{ "", 1 }, { "ms", 1e-3 }, { "s", 1 }, { "m", 60 }, { "h", 3600 },
};
enum { NR_UNITS = sizeof(units) / sizeof(units[0]), DAY = 24 * 60 * 60 };

static const struct unit *unit_named(const char *name)
{
	for (size_t i = 0; i < NR_UNITS; i++)
		if (!strcmp(name, units[i].name))
			return &units[i];
	return NULL;
}

bool number_parse_interval(const char *text, double *seconds)
{
	/* strtod would take signs, blanks, hexadecimal, and "inf". */
	size_t digits = strspn(text, "0123456789.");
	const struct unit *unit = unit_named(text + digits);
	char *end;
	double value;

	if (!digits || !unit)
		return false;
	value = strtod(text, &end);
	if (end != text + digits)
		return false;
	value *= unit->seconds;
	if (!(value >= 1e-3 && value <= DAY))
		return false;
	*seconds = value;
	return true;
}
