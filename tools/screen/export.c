/* SPDX-License-Identifier: MIT */
/*
 * screen/export.c - the figures of one process in a file
 */
#include "screen/export.h"
#include "show/json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 9999, MODE = 0666 };

/* A new file's descriptor, or -1 with errno set. */
static int create(int folder, pid_t pid, char name[EXPORT_NAME])
{
	int fd = -1;

	for (int n = 1; n <= MOST_FILES; n++) {
		snprintf(name, EXPORT_NAME, "libbuddy-%d-%d.json", (int)pid, n);
		fd = openat(folder, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

bool export_file(int folder, const struct watched *p, char name[EXPORT_NAME],
		 struct failure *why)
{
	const struct json_source source = { .process = &p->process,
					    .heap = &p->heap };
	FILE *out;
	bool broken;
	int fd;

	if (!p->nr_samples) {
		*why = p->why;
		return false;
	}
	fd = create(folder, p->process.pid, name);
	out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!out) {
		failed(why, STATUS_FAILED, "%s cannot be written: %s", name,
		       strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	show_json(out, &source);
	broken = ferror(out);
	if (fclose(out) || broken)
		return failed(why, STATUS_FAILED, "%s is not complete: %s",
			      name, strerror(errno));
	return true;
}
