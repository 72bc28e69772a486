/* SPDX-License-Identifier: MIT */
/*
 * fuzz/object.h - a shared object as it is mapped, with one symbol
 */
#ifndef FUZZ_OBJECT_H
#define FUZZ_OBJECT_H

#include <elf.h>
#include <stdint.h>

struct object_image {
	Elf64_Ehdr header;
	Elf64_Phdr load, dynamic_segment;
	Elf64_Dyn dynamic[4];
	Elf64_Sym symbol[2];
	char strings[16];
	struct {
		uint32_t nr_buckets, first, nr_words, shift;
		uint64_t filter;
		uint32_t bucket, chain;
	} hash;
};

/* What is mapped at `base` so that buddy_abi has that address. */
void object_make(struct object_image *o, uint64_t base, uint64_t buddy_abi);

#endif /* FUZZ_OBJECT_H */
