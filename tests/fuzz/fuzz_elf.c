/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz_elf.c - an ELF file of any bytes
 *
 * What the reader says of it lies within the file, and it is done soon.
 */
#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "read/elf_dynamic.h"
#include "read/elf_search.h"

#include <string.h>

static void check_string(const struct elf_file *f, const char *text)
{
	if (!text)
		return;
	expect(text >= f->data && text < f->data + f->bytes);
	expect(memchr(text, 0, (size_t)(f->data + f->bytes - text)));
}

/* As the dynamic linker would look for the first of them. */
static void search(const struct elf_file *f, const char *path)
{
	uint64_t cursor = 0;
	const char *name = elf_dynamic_needed(f, &cursor);

	if (name && f->search_path)
		free(elf_search(f, path, name));
}

static void ask(const struct elf_file *f, const char *path)
{
	uint64_t cursor = 0;
	const char *name;

	check_string(f, f->interpreter);
	check_string(f, f->search_path);
	while ((name = elf_dynamic_needed(f, &cursor))) {
		expect(cursor <= f->bytes);
		check_string(f, name);
		expect(elf_dynamic_needs(f, name));
	}
	elf_dynamic_needs(f, "libc.so.6");
	elf_dynamic_symbol(f, "malloc");
	elf_dynamic_symbol(f, "no such name");
	search(f, path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	const char *path = file_of(data, bytes);
	struct failure why = { 0 };
	struct elf_file f;

	if (elf_file_open(&f, path, &why))
		ask(&f, path);
	else
		expect(why.status != STATUS_OK && why.text[0]);
	elf_file_close(&f);
	return 0;
}
