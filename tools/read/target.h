/* SPDX-License-Identifier: MIT */
/*
 * read/target.h - the memory of a process or of a core file, to be read only
 *
 * A live process is read with process_vm_readv: it is not stopped, and nothing
 * is ever written to it.  A core file is read where it has the memory, and the
 * files it names where it has not.
 */
#ifndef READ_TARGET_H
#define READ_TARGET_H

#include "read/failure.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct target;

/* A range of the target's memory and where to put it. */
struct piece {
	uint64_t address;
	void *to;
	size_t bytes;
};

/* A mapped file. */
struct mapping {
	uint64_t start, end, offset;
	const char *path; /* the target's */
};

/* NULL, with *why filled in, if there is no such process or core file. */
struct target *target_open_process(pid_t pid, struct failure *why);
struct target *target_open_core(const char *path, struct failure *why);
/* A decimal number is a process, everything else is the path of a core. */
struct target *target_open(const char *name, struct failure *why);
void target_close(struct target *t);

/* 0 for a core file. */
pid_t target_pid(const struct target *t);

/* One of its threads, in whose folder /proc shows the memory; likewise. */
pid_t target_thread(const struct target *t);

/*
 * The most memory that it can have anything to say of: what claims to be more
 * is made up.  Of a core that is its length, of a process its address space.
 */
uint64_t target_most(const struct target *t);

/* What it is called: "firefox" or "core.1234". */
const char *target_name(const struct target *t);

/* The mapped files, by address; *nr of them. */
const struct mapping *target_mappings(const struct target *t, size_t *nr);

bool target_read(struct target *t, uint64_t address, void *to, size_t bytes,
		 struct failure *why);

/* All pieces, as close to one moment as the kernel permits. */
bool target_read_pieces(struct target *t, const struct piece *pieces, size_t nr,
			struct failure *why);

#endif /* READ_TARGET_H */
