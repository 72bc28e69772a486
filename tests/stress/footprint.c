/* SPDX-License-Identifier: MIT */
/*
 * stress/footprint.c - what the kernel says the process and its heap occupy
 */
#include "stress/footprint.h"

#include "stress/failure.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 512 };

static FILE *open_proc(const char *path)
{
	FILE *file = fopen(path, "re");

	if (!file)
		failure("%s: %s", path, strerror(errno));
	return file;
}

size_t footprint_process(void)
{
	FILE *file = open_proc("/proc/self/status");
	char line[LINE_BYTES];
	size_t kib = 0;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "VmRSS: %zu", &kib) == 1)
			break;
	fclose(file);
	return kib * 1024;
}

/* Of each mapping smaps has a line of addresses, then its figures. */
size_t footprint_range(uintptr_t begin, uintptr_t end)
{
	FILE *file = open_proc("/proc/self/smaps");
	char line[LINE_BYTES];
	bool inside = false;
	uintptr_t from, to;
	size_t kib, sum = 0;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
			inside = from >= begin && to <= end;
		else if (inside && sscanf(line, "Rss: %zu", &kib) == 1)
			sum += kib;
	}
	fclose(file);
	return sum * 1024;
}
