/* SPDX-License-Identifier: MIT */
/*
 * read/elf_dynamic.h - the dynamic section of an ELF file, and its symbols
 */
#ifndef READ_ELF_DYNAMIC_H
#define READ_ELF_DYNAMIC_H

#include "read/elf_file.h"

enum elf_symbol {
	ELF_SYMBOL_NONE,
	ELF_SYMBOL_WANTED, /* another file has to define it */
	ELF_SYMBOL_DEFINED
};

/* Fills in the fields of *f that come from there; for elf_file_open. */
void elf_dynamic_read(struct elf_file *f);

/*
 * The next library that the file names, NULL after the last.  *cursor is 0 for
 * the first call.
 */
const char *elf_dynamic_needed(const struct elf_file *f, uint64_t *cursor);

/* Whether that library is among them. */
bool elf_dynamic_needs(const struct elf_file *f, const char *library);

/* What the dynamic symbol table says of a global name. */
enum elf_symbol elf_dynamic_symbol(const struct elf_file *f, const char *name);

#endif /* READ_ELF_DYNAMIC_H */
