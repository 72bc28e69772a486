/* SPDX-License-Identifier: MIT */
/*
 * read/elf_search.h - where the dynamic linker finds a library
 */
#ifndef READ_ELF_SEARCH_H
#define READ_ELF_SEARCH_H

#include "read/elf_file.h"

/*
 * The path of a library that the file needs; free() it.  NULL if it is not in
 * the file's own search path, LD_LIBRARY_PATH or the system's folders.  The
 * linker's cache is not asked.
 */
char *elf_search(const struct elf_file *f, const char *file_path,
		 const char *library);

/* The same for a library that no file needs, of LD_PRELOAD for instance. */
char *elf_search_system(const char *library);

#endif /* READ_ELF_SEARCH_H */
