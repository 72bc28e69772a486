/* SPDX-License-Identifier: MIT */
/*
 * common/arguments.c - how much work to do: "[THREADS [PERMILLE]]"
 */
#include "common/arguments.h"

#include "common/system.h"

#include <stdlib.h>

/* number - what the word says, from 1 to most */
static unsigned number(const char *word, unsigned most, const char *usage)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	if (*end || value < 1 || value > most)
		stop(usage);
	return (unsigned)value;
}

struct arguments arguments_parse(char **words, const char *usage)
{
	struct arguments found = { .nr_threads = 1, .permille = FULL };

	if (*words)
		found.nr_threads = number(*words++, MAX_THREADS, usage);
	if (*words)
		found.permille = number(*words++, FULL, usage);
	if (*words)
		stop(usage);
	return found;
}
