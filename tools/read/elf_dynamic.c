/* SPDX-License-Identifier: MIT */
/*
 * read/elf_dynamic.c - the dynamic section of an ELF file, and its symbols
 */
#include "read/elf_dynamic.h"

#include <elf.h>
#include <string.h>

/* The entry at *cursor, which moves on; false after the last. */
static bool next_dynamic(const struct elf_file *f, uint64_t *cursor,
			 Elf64_Dyn *entry)
{
	if (*cursor + sizeof(*entry) > f->dynamic_bytes ||
	    !elf_file_get(f, f->dynamic + *cursor, entry, sizeof(*entry)) ||
	    entry->d_tag == DT_NULL)
		return false;
	*cursor += sizeof(*entry);
	return true;
}

static const char *dynamic_string(const struct elf_file *f, uint64_t offset)
{
	if (offset >= f->strings_bytes)
		return NULL;
	return elf_file_string(f, f->strings + offset,
			       f->strings + f->strings_bytes);
}

/* Looks at no more of the strings than the name has: symbols may be many. */
static bool is_named(const struct elf_file *f, uint64_t offset,
		     const char *name)
{
	size_t bytes = strlen(name) + 1;

	return offset < f->strings_bytes &&
	       bytes <= f->strings_bytes - offset &&
	       !memcmp(f->data + f->strings + offset, name, bytes);
}

/*
 * The GNU hash table does not say how many symbols there are: the last one is
 * the end of the chain that starts last.  0 if no symbol is defined.
 */
static uint64_t count_gnu_hash(const struct elf_file *f, uint64_t table)
{
	struct {
		uint32_t nr_buckets, first, nr_words, shift;
	} head;
	uint64_t buckets, chains, last = 0;
	uint32_t word;

	if (!table || !elf_file_get(f, table, &head, sizeof(head)))
		return 0;
	buckets = table + sizeof(head) + 8ULL * head.nr_words;
	chains = buckets + 4ULL * head.nr_buckets;
	for (uint64_t i = 0; i < head.nr_buckets; i++) {
		if (!elf_file_get(f, buckets + 4 * i, &word, sizeof(word)))
			return 0;
		last = word > last ? word : last;
	}
	if (last < head.first)
		return 0;
	do {
		if (!elf_file_get(f, chains + 4 * (last - head.first), &word,
				  sizeof(word)))
			return 0;
		last++;
	} while (!(word & 1));
	return last;
}

static uint64_t count_hash(const struct elf_file *f, uint64_t table)
{
	uint32_t head[2];

	return table && elf_file_get(f, table, head, sizeof(head)) ? head[1] :
								     0;
}

/* Linkers put the strings right behind the symbols, if nothing counts those. */
static uint64_t count_symbols(const struct elf_file *f, uint64_t gnu_hash,
			      uint64_t hash)
{
	uint64_t nr = count_gnu_hash(f, gnu_hash);

	if (!nr)
		nr = count_hash(f, hash);
	if (!nr && f->strings > f->symbols)
		nr = (f->strings - f->symbols) / sizeof(Elf64_Sym);
	return nr;
}

void elf_dynamic_read(struct elf_file *f)
{
	uint64_t cursor = 0, path = 0, hash = 0, gnu_hash = 0;
	bool has_path = false, has_runpath = false;
	Elf64_Dyn d;

	while (next_dynamic(f, &cursor, &d)) {
		if (d.d_tag == DT_STRTAB) {
			f->strings = elf_file_offset(f, d.d_un.d_ptr);
		} else if (d.d_tag == DT_STRSZ) {
			f->strings_bytes = d.d_un.d_val;
		} else if (d.d_tag == DT_SYMTAB) {
			f->symbols = elf_file_offset(f, d.d_un.d_ptr);
		} else if (d.d_tag == DT_HASH) {
			hash = elf_file_offset(f, d.d_un.d_ptr);
		} else if (d.d_tag == DT_GNU_HASH) {
			gnu_hash = elf_file_offset(f, d.d_un.d_ptr);
		} else if (d.d_tag == DT_RUNPATH ||
			   (d.d_tag == DT_RPATH && !has_runpath)) {
			has_path = true;
			has_runpath |= d.d_tag == DT_RUNPATH;
			path = d.d_un.d_val;
		}
	}
	if (f->strings > f->bytes || f->strings_bytes > f->bytes - f->strings)
		f->strings = f->strings_bytes = 0;
	if (has_path)
		f->search_path = dynamic_string(f, path);
	f->nr_symbols = count_symbols(f, gnu_hash, hash);
}

const char *elf_dynamic_needed(const struct elf_file *f, uint64_t *cursor)
{
	const char *name;
	Elf64_Dyn d;

	while (next_dynamic(f, cursor, &d))
		if (d.d_tag == DT_NEEDED &&
		    (name = dynamic_string(f, d.d_un.d_val)))
			return name;
	return NULL;
}

bool elf_dynamic_needs(const struct elf_file *f, const char *library)
{
	uint64_t cursor = 0;
	const char *name;

	while ((name = elf_dynamic_needed(f, &cursor)))
		if (!strcmp(name, library))
			return true;
	return false;
}

enum elf_symbol elf_dynamic_symbol(const struct elf_file *f, const char *name)
{
	Elf64_Sym sym;

	for (uint64_t i = 1; f->symbols && i < f->nr_symbols; i++) {
		if (!elf_file_get(f, f->symbols + i * sizeof(sym), &sym,
				  sizeof(sym)))
			return ELF_SYMBOL_NONE;
		if (ELF64_ST_BIND(sym.st_info) == STB_LOCAL)
			continue;
		if (is_named(f, sym.st_name, name))
			return sym.st_shndx == SHN_UNDEF ? ELF_SYMBOL_WANTED :
							   ELF_SYMBOL_DEFINED;
	}
	return ELF_SYMBOL_NONE;
}
