/* SPDX-License-Identifier: MIT */
/*
 * fuzz/memory.c - the memory of a process that is not what it should be
 */
#include "fuzz/memory.h"

#include "fuzz/object.h"
#include "fuzz/parts.h"

#include <string.h>
#include <unistd.h>

struct target {
	bool is_core, endless;
	uint64_t bytes;
};
static struct target target;

struct target *memory_target(bool is_core, bool endless)
{
	target = (struct target){ .is_core = is_core, .endless = endless };
	return &target;
}

uint64_t memory_read(void)
{
	return target.bytes;
}

/* ---- read/target.h ------------------------------------------------------ */

pid_t target_pid(const struct target *t)
{
	return t->is_core ? 0 : getpid();
}

uint64_t target_most(const struct target *t)
{
	uint64_t sum = 0;
	unsigned nr;
	const struct part *part = parts_all(&nr);

	if (!t->is_core)
		return UINT64_C(1) << 47;
	for (unsigned i = 0; i < nr; i++)
		sum += part[i].bytes;
	return sum;
}

const char *target_name(const struct target *t)
{
	(void)t;
	return "made up";
}

const struct mapping *target_mappings(const struct target *t, size_t *nr)
{
	static const struct mapping mapping = {
		.start = PARTS_OBJECT,
		.end = PARTS_OBJECT + sizeof(struct object_image),
		.path = "/lib/libbuddy.so.0",
	};

	(void)t;
	*nr = 1;
	return &mapping;
}

/* The first bytes of a range that a part has; returns how many. */
static size_t read_part(uint64_t address, char *to, size_t bytes)
{
	unsigned nr;
	const struct part *part = parts_all(&nr);

	for (unsigned i = 0; i < nr; i++) {
		uint64_t at = address - part[i].address;

		if (at >= part[i].bytes)
			continue;
		if (bytes > part[i].bytes - at)
			bytes = part[i].bytes - at;
		memcpy(to, part[i].copy + at, bytes);
		return bytes;
	}
	return 0;
}

/* How many bytes there are up to the next part. */
static size_t gap(uint64_t address, size_t bytes)
{
	unsigned nr;
	const struct part *part = parts_all(&nr);

	for (unsigned i = 0; i < nr; i++)
		if (part[i].address > address &&
		    part[i].address - address < bytes)
			bytes = part[i].address - address;
	return bytes;
}

bool target_read(struct target *t, uint64_t address, void *to, size_t bytes,
		 struct failure *why)
{
	char *at = to;

	t->bytes += bytes;
	while (bytes) {
		size_t n = read_part(address, at, bytes);

		if (!n && t->endless) {
			n = gap(address, bytes);
			memset(at, 0, n);
		}
		if (!n)
			return failed(why, STATUS_TORN, "no memory at 0x%lx",
				      (unsigned long)address);
		address += n;
		at += n;
		bytes -= n;
	}
	return true;
}

bool target_read_pieces(struct target *t, const struct piece *pieces, size_t nr,
			struct failure *why)
{
	for (size_t i = 0; i < nr; i++)
		if (!target_read(t, pieces[i].address, pieces[i].to,
				 pieces[i].bytes, why))
			return false;
	return true;
}
