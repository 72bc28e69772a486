/* SPDX-License-Identifier: MIT */
/*
 * read/symbol.c - a dynamic symbol in a target's memory
 *
 * By the GNU hash table, which all objects have by now.  What is read may be
 * anything, so every count is bounded.
 */
#include "read/symbol.h"

#include <elf.h>
#include <string.h>

enum { MOST_SEGMENTS = 64, MOST_DYNAMIC = 512, MOST_CHAIN = 4096 };

struct object {
	struct target *t;
	uint64_t base, bias;
	uint64_t symbols, strings, hash; /* addresses; 0: it has none */
};

static bool get(struct object *o, uint64_t address, void *to, size_t bytes)
{
	struct failure ignored;

	return target_read(o->t, address, to, bytes, &ignored);
}

/* glibc relocates these addresses in place, others leave them as they were. */
static uint64_t relocated(const struct object *o, uint64_t address)
{
	return address < o->base ? address + o->bias : address;
}

static bool parse_dynamic(struct object *o, uint64_t at)
{
	Elf64_Dyn d;

	for (int i = 0; i < MOST_DYNAMIC; i++, at += sizeof(d)) {
		if (!get(o, at, &d, sizeof(d)) || d.d_tag == DT_NULL)
			break;
		if (d.d_tag == DT_SYMTAB)
			o->symbols = relocated(o, d.d_un.d_ptr);
		else if (d.d_tag == DT_STRTAB)
			o->strings = relocated(o, d.d_un.d_ptr);
		else if (d.d_tag == DT_GNU_HASH)
			o->hash = relocated(o, d.d_un.d_ptr);
	}
	return o->symbols && o->strings && o->hash;
}

static bool parse_object(struct object *o)
{
	Elf64_Ehdr h;
	uint64_t dynamic = 0;
	bool loads = false;

	if (!get(o, o->base, &h, sizeof(h)) ||
	    memcmp(h.e_ident, ELFMAG, SELFMAG) ||
	    h.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	for (unsigned i = 0; i < h.e_phnum && i < MOST_SEGMENTS; i++) {
		Elf64_Phdr p;

		if (!get(o, o->base + h.e_phoff + i * sizeof(p), &p, sizeof(p)))
			return false;
		if (p.p_type == PT_LOAD && !loads) {
			o->bias = o->base - (p.p_vaddr - p.p_offset);
			loads = true;
		} else if (p.p_type == PT_DYNAMIC) {
			dynamic = p.p_vaddr;
		}
	}
	return loads && dynamic && parse_dynamic(o, o->bias + dynamic);
}

static uint32_t gnu_hash(const char *name)
{
	uint32_t h = 5381;

	while (*name)
		h = h * 33 + (unsigned char)*name++;
	return h;
}

static uint64_t symbol_at(struct object *o, uint32_t index, const char *name)
{
	char text[64];
	size_t bytes = strlen(name) + 1;
	Elf64_Sym s;

	if (bytes > sizeof(text) ||
	    !get(o, o->symbols + index * sizeof(s), &s, sizeof(s)) ||
	    s.st_shndx == SHN_UNDEF ||
	    !get(o, o->strings + s.st_name, text, bytes) ||
	    memcmp(text, name, bytes))
		return 0;
	return o->bias + s.st_value;
}

/*
 * The table: nbuckets, the first symbol, the words of a filter and their
 * shift; the filter; the buckets; a chain word for each symbol from the first
 * on, whose lowest bit ends the chain.
 */
static uint64_t look_up(struct object *o, const char *name)
{
	uint32_t hash = gnu_hash(name), head[4], index, word;
	uint64_t buckets, chain;

	if (!get(o, o->hash, head, sizeof(head)) || !head[0])
		return 0;
	buckets = o->hash + sizeof(head) + head[2] * sizeof(uint64_t);
	chain = buckets + head[0] * sizeof(uint32_t);
	if (!get(o, buckets + hash % head[0] * sizeof(index), &index,
		 sizeof(index)) ||
	    index < head[1])
		return 0;
	for (int i = 0; i < MOST_CHAIN; i++, index++) {
		if (!get(o, chain + (index - head[1]) * sizeof(word), &word,
			 sizeof(word)))
			return 0;
		if ((word ^ hash) < 2) {
			uint64_t address = symbol_at(o, index, name);

			if (address)
				return address;
		}
		if (word & 1)
			return 0;
	}
	return 0;
}

uint64_t symbol_find(struct target *t, uint64_t base, const char *name)
{
	struct object o = { .t = t, .base = base };

	return parse_object(&o) ? look_up(&o, name) : 0;
}
