/* SPDX-License-Identifier: MIT */
/*
 * fuzz/parts.h - the records of a sound heap, to be overwritten
 *
 * They are copies of what a reader of this program's own heap would read, and
 * a made-up ELF object that leads to them.
 */
#ifndef FUZZ_PARTS_H
#define FUZZ_PARTS_H

#include <stddef.h>
#include <stdint.h>

struct part {
	uint64_t address; /* that a reader knows it by */
	size_t bytes;
	char *copy;
};

/* Where the object is: below all programs. */
enum { PARTS_OBJECT = 0x10000 };

/* Copies the heap, which has been used for a while. */
void parts_copy(void);

/* All of them. */
const struct part *parts_all(unsigned *nr);

/* Overwrites n bytes, 8 at most, as far as the part reaches. */
void parts_set(unsigned part, size_t at, uint64_t value, unsigned n);
/* Adds to what is there. */
void parts_add(unsigned part, size_t at, uint64_t value, unsigned n);

/* All is as it was copied. */
void parts_restore(void);

#endif /* FUZZ_PARTS_H */
