/* SPDX-License-Identifier: MIT */
/*
 * fuzz/object.c - a shared object as it is mapped
 */
#include "fuzz/object.h"

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

static Elf64_Phdr segment(uint32_t type, size_t offset, size_t bytes)
{
	return (Elf64_Phdr){ .p_type = type,
			     .p_offset = offset,
			     .p_vaddr = offset,
			     .p_filesz = bytes,
			     .p_memsz = bytes };
}

static Elf64_Dyn entry(int64_t tag, size_t offset)
{
	return (Elf64_Dyn){ .d_tag = tag, .d_un.d_ptr = offset };
}

void object_make(struct object_image *o, uint64_t base, uint64_t buddy_abi)
{
	*o = (struct object_image){
		.header = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
					 ELFDATA2LSB },
			    .e_type = ET_DYN,
			    .e_phoff = offsetof(struct object_image, load),
			    .e_phnum = 2 },
		.load = segment(PT_LOAD, 0, sizeof(*o)),
		.dynamic_segment =
			segment(PT_DYNAMIC,
				offsetof(struct object_image, dynamic),
				sizeof(o->dynamic)),
		.dynamic = {
			entry(DT_SYMTAB,
			      offsetof(struct object_image, symbol)),
			entry(DT_STRTAB,
			      offsetof(struct object_image, strings)),
			entry(DT_GNU_HASH,
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
