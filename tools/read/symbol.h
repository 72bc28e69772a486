/* SPDX-License-Identifier: MIT */
/*
 * read/symbol.h - a dynamic symbol in a target's memory
 *
 * Read as the dynamic linker left it there, not from the file, which may have
 * been replaced since the target started.
 */
#ifndef READ_SYMBOL_H
#define READ_SYMBOL_H

#include "read/target.h"

/*
 * The address of a symbol that the ELF object mapped at `base` defines; 0 if
 * it defines none of that name, or is no ELF object.
 */
uint64_t symbol_find(struct target *t, uint64_t base, const char *name);

#endif /* READ_SYMBOL_H */
