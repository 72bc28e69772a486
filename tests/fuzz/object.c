/* SPDX-License-Identifier: MIT */
/*
 * fuzz/object.c - a shared object as it is mapped
 */
#include "fuzz/object.h"

#include "support/elf_parts.h"

#include <stddef.h>
#include <string.h>

static const char name[] = "buddy_abi";

/* The hash of the table's kind. */
static uint32_t hash_of(const char *text)
{
	uint32_t h = 5381;

	while (*text)
		h = h * 33 + (unsigned char)*text++;
	return h;
}

void object_make(struct object_image *o, uint64_t base, uint64_t buddy_abi)
{
	*o = (struct object_image){
		.header = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
					 ELFDATA2LSB },
			    .e_type = ET_DYN,
			    .e_phoff = offsetof(struct object_image, load),
			    .e_phnum = 2 },
		.load = elf_segment(PT_LOAD, 0, sizeof(*o)),
		.dynamic_segment =
			elf_segment(PT_DYNAMIC,
				    offsetof(struct object_image, dynamic),
				    sizeof(o->dynamic)),
		.dynamic = {
			elf_entry(DT_SYMTAB,
				  offsetof(struct object_image, symbol)),
			elf_entry(DT_STRTAB,
				  offsetof(struct object_image, strings)),
			elf_entry(DT_GNU_HASH,
				  offsetof(struct object_image, hash)),
		},
		.symbol = { [1] = { .st_name = 1,
				    .st_shndx = 1,
				    .st_value = buddy_abi - base } },
		.hash = { .nr_buckets = 1,
			  .first = 1,
			  .nr_words = 1,
			  .bucket = 1,
			  .chain = hash_of(name) | 1 },
	};
	memcpy(o->strings + 1, name, sizeof(name));
}
