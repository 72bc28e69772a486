/* SPDX-License-Identifier: MIT */
/*
 * read/elf_file.h - an ELF file: what the dynamic linker would see in it
 *
 * Nothing in the file is trusted: a table or a string that does not lie within
 * it makes the file damaged, or is treated as missing.
 */
#ifndef READ_ELF_FILE_H
#define READ_ELF_FILE_H

#include "read/failure.h"

#include <stddef.h>
#include <stdint.h>

struct elf_file {
	const char *data; /* the file, mapped read-only */
	size_t bytes;
	unsigned machine; /* EM_... */
	unsigned bits;	  /* 32 or 64 */
	/*
	 * Whether it is of this tool's word size and byte order.  Of any other
	 * file only the fields above are known.
	 */
	bool native;
	bool go;		 /* built by the Go compiler */
	const char *interpreter; /* NULL: none, it is statically linked */
	const char *search_path; /* DT_RUNPATH or DT_RPATH; or NULL */

	/* ---- file offsets; 0: there is none ---- */
	uint64_t segments;
	unsigned nr_segments;
	uint64_t dynamic, dynamic_bytes;
	uint64_t strings, strings_bytes;
	uint64_t symbols, nr_symbols;
};

/* False if the file cannot be read, is no ELF file, or is damaged. */
bool elf_file_open(struct elf_file *f, const char *path, struct failure *why);
void elf_file_close(struct elf_file *f);

/*
 * Maps a file read-only, and tells its length; NULL, with errno, if it cannot
 * be opened or mapped.  What is no regular file, or an empty one, is ENOEXEC.
 */
const char *elf_file_map(const char *path, size_t *bytes);

/* Whether both run on one machine, in one process. */
bool elf_file_matches(const struct elf_file *f, const struct elf_file *other);

/* ---- for elf_dynamic ---- */

/* Copies a record; false if it does not lie within the file. */
bool elf_file_get(const struct elf_file *f, uint64_t at, void *to,
		  size_t bytes);

/* NULL unless the string ends before the offset `end`. */
const char *elf_file_string(const struct elf_file *f, uint64_t at,
			    uint64_t end);

/* The file offset of an address; 0 if no segment has it. */
uint64_t elf_file_offset(const struct elf_file *f, uint64_t address);

#endif /* READ_ELF_FILE_H */
