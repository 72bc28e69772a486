/* SPDX-License-Identifier: MIT */
/*
 * tools/output.c - what a function writes to a stream
 */
#include "tools/output.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static FILE *stream;
static char *text;
static size_t length;

FILE *output_start(void)
{
	free(text);
	text = NULL;
	stream = open_memstream(&text, &length);
	ck_assert_ptr_nonnull(stream);
	return stream;
}

const char *output_end(void)
{
	ck_assert_int_eq(fclose(stream), 0);
	ck_assert_uint_eq(strlen(text), length);
	return text;
}

const char *output_line(const char *from, const char *start)
{
	static char line[512];
	size_t n = strlen(start);

	for (const char *s = from; s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (strncmp(s, start, n))
			continue;
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(s, "\n"), s);
		return line;
	}
	ck_abort_msg("no line starts with '%s' in:\n%s", start, from);
	return NULL;
}
