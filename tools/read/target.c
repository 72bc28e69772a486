/* SPDX-License-Identifier: MIT */
/*
 * read/target.c - the memory of a process or of a core file
 */
#include "read/target.h"

#include "read/core.h"
#include "read/denied.h"
#include "read/number.h"
#include "read/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

/* What a process can map on either machine. */
#define ADDRESS_SPACE (UINT64_C(1) << 47)

struct target {
	pid_t pid, thread;
	char name[32];
	struct core *core; /* NULL: a live process */
	struct mapping *mapping;
	size_t nr_mappings;
};

static struct target *new_target(struct failure *why)
{
	struct target *t = calloc(1, sizeof(*t));

	if (!t)
		failed(why, STATUS_FAILED, "out of memory");
	return t;
}

/* Adds a mapping, whose path becomes the target's own. */
static bool add_mapping(struct target *t, const struct mapping *m)
{
	size_t bytes = (t->nr_mappings + 1) * sizeof(*m);
	struct mapping *longer = realloc(t->mapping, bytes);
	char *path = strdup(m->path);

	if (longer)
		t->mapping = longer;
	if (!longer || !path) {
		free(path);
		return false;
	}
	longer[t->nr_mappings] = *m;
	longer[t->nr_mappings++].path = path;
	return true;
}

/* A line of /proc/PID/maps; false unless it is of a mapped file. */
static bool parse_mapping(char *line, struct mapping *m)
{
	unsigned long start, end, offset;
	int path = 0;

	if (sscanf(line, "%lx-%lx %*4s %lx %*s %*s %n", &start, &end, &offset,
		   &path) < 3 ||
	    !path || line[path] != '/')
		return false;
	line[strcspn(line, "\n")] = '\0';
	*m = (struct mapping){ start, end, offset, line + path };
	return true;
}

static bool read_maps(struct target *t, struct failure *why)
{
	char name[64], *line = NULL;
	size_t size = 0;
	bool ok = true;
	FILE *maps;

	snprintf(name, sizeof(name), "/proc/%d/maps", (int)t->thread);
	maps = fopen(name, "r");
	if (!maps)
		return denied(why, t->pid, errno);
	while (ok && getline(&line, &size, maps) > 0) {
		struct mapping m;

		if (parse_mapping(line, &m))
			ok = add_mapping(t, &m);
	}
	/* What may not be looked at is an error of reading, not of opening. */
	if (ok && ferror(maps))
		ok = denied(why, t->pid, errno);
	else if (!ok)
		failed(why, STATUS_FAILED, "out of memory");
	free(line);
	fclose(maps);
	return ok;
}

/*
 * Whether the memory may be read.  That is asked by a stricter rule than who
 * may see the mappings.  What can be read by nobody is no answer.
 */
static bool may_read(struct target *t, struct failure *why)
{
	char byte;

	return !t->nr_mappings ||
	       target_read(t, t->mapping[0].start, &byte, 1, why) ||
	       (why->status != STATUS_DENIED &&
		why->status != STATUS_NO_TARGET);
}

struct target *target_open_process(pid_t pid, struct failure *why)
{
	struct process process;
	struct target *t;

	if (!process_read(&process, pid, why))
		return NULL;
	if (!process.thread) {
		failed(why, STATUS_NO_TARGET, "process %d (%s) has ended",
		       (int)pid, process.name);
		return NULL;
	}
	t = new_target(why);
	if (!t)
		return NULL;
	t->pid = pid;
	t->thread = process.thread;
	snprintf(t->name, sizeof(t->name), "%s", process.name);
	if (!read_maps(t, why) || !may_read(t, why)) {
		target_close(t);
		return NULL;
	}
	return t;
}

struct target *target_open_core(const char *path, struct failure *why)
{
	struct target *t = new_target(why);
	const struct mapping *m;

	if (!t)
		return NULL;
	t->core = core_open(path, why);
	if (!t->core) {
		target_close(t);
		return NULL;
	}
	snprintf(t->name, sizeof(t->name), "%s", core_name(t->core));
	for (size_t i = 0; (m = core_mapping(t->core, i)); i++)
		if (!add_mapping(t, m)) {
			failed(why, STATUS_FAILED, "out of memory");
			target_close(t);
			return NULL;
		}
	return t;
}

struct target *target_open(const char *name, struct failure *why)
{
	pid_t pid;

	if (!*name || name[strspn(name, "0123456789")])
		return target_open_core(name, why);
	if (!number_parse_pid(name, &pid)) {
		failed(why, STATUS_NO_TARGET, "%s is no process", name);
		return NULL;
	}
	return target_open_process(pid, why);
}

void target_close(struct target *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->nr_mappings; i++)
		free((char *)t->mapping[i].path);
	free(t->mapping);
	core_close(t->core);
	free(t);
}

pid_t target_pid(const struct target *t)
{
	return t->pid;
}

pid_t target_thread(const struct target *t)
{
	return t->thread;
}

uint64_t target_most(const struct target *t)
{
	return t->core ? core_bytes(t->core) : ADDRESS_SPACE;
}

const char *target_name(const struct target *t)
{
	return t->name;
}

const struct mapping *target_mappings(const struct target *t, size_t *nr)
{
	*nr = t->nr_mappings;
	return t->mapping;
}

bool target_read(struct target *t, uint64_t address, void *to, size_t bytes,
		 struct failure *why)
{
	struct piece piece = { address, to, bytes };

	return target_read_pieces(t, &piece, 1, why);
}

enum { PIECES_AT_ONCE = 256 };

/* One call of the kernel, which may stop early. */
static bool read_some(struct target *t, const struct piece *pieces, size_t nr,
		      struct failure *why)
{
	struct iovec local[PIECES_AT_ONCE], remote[PIECES_AT_ONCE];
	size_t wanted = 0;
	ssize_t got;

	for (size_t i = 0; i < nr; i++) {
		local[i] = (struct iovec){ pieces[i].to, pieces[i].bytes };
		remote[i] = (struct iovec){ (void *)pieces[i].address,
					    pieces[i].bytes };
		wanted += pieces[i].bytes;
	}
	got = process_vm_readv(t->thread, local, nr, remote, nr, 0);
	if (got == (ssize_t)wanted)
		return true;
	if (got < 0 && errno != EFAULT)
		return denied(why, t->pid, errno);
	return failed(why, STATUS_TORN,
		      "the memory of process %d is not as it should be",
		      (int)t->pid);
}

bool target_read_pieces(struct target *t, const struct piece *pieces, size_t nr,
			struct failure *why)
{
	if (t->core) {
		for (size_t i = 0; i < nr; i++)
			if (!core_read(t->core, &pieces[i], why))
				return false;
		return true;
	}
	while (nr) {
		size_t n = nr < PIECES_AT_ONCE ? nr : PIECES_AT_ONCE;

		if (!read_some(t, pieces, n, why))
			return false;
		pieces += n;
		nr -= n;
	}
	return true;
}
