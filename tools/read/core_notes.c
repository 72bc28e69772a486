/* SPDX-License-Identifier: MIT */
/*
 * read/core_notes.c - what a core file says of its process
 */
#include "read/core_notes.h"

#include "read/printable.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/procfs.h>

/*
 * NT_FILE: a count, the page size, for each mapping its start, its end and its
 * offset in pages; then their paths.
 */
static bool parse_files(struct core_notes *c, const char *note, size_t bytes)
{
	uint64_t word[3], count, page;
	const char *path, *end = note + bytes;

	if (bytes < sizeof(word))
		return true;
	memcpy(word, note, 2 * sizeof(*word));
	count = word[0];
	page = word[1];
	if (count > bytes / sizeof(word))
		return true;
	path = note + 2 * sizeof(*word) + count * sizeof(word);
	c->mapping = calloc(count ? count : 1, sizeof(*c->mapping));
	if (!c->mapping)
		return false;
	for (uint64_t i = 0; i < count; i++) {
		const char *nul =
			path < end ? memchr(path, 0, (size_t)(end - path)) :
				     NULL;

		if (!nul)
			break;
		memcpy(word, note + 2 * sizeof(*word) + i * sizeof(word),
		       sizeof(word));
		c->mapping[c->nr_mappings++] =
			(struct mapping){ word[0], word[1], word[2] * page,
					  path };
		path = nul + 1;
	}
	return true;
}

static void parse_program(struct core_notes *c, const char *note)
{
	prpsinfo_t info;

	memcpy(&info, note, sizeof(info));
	copy_printable(c->name, info.pr_fname, sizeof(info.pr_fname));
}

static bool parse_note(struct core_notes *c, const Elf64_Nhdr *n,
		       const char *text)
{
	if (n->n_type == NT_FILE && !c->mapping)
		return parse_files(c, text, n->n_descsz);
	if (n->n_type == NT_PRPSINFO && n->n_descsz >= sizeof(prpsinfo_t))
		parse_program(c, text);
	return true;
}

static uint64_t note_padded(uint64_t n)
{
	return (n + 3) & ~UINT64_C(3);
}

/* How much of the notes is left behind so many bytes. */
static size_t rest(size_t bytes, uint64_t at)
{
	return at < bytes ? bytes - at : 0;
}

bool core_notes_parse(struct core_notes *c, const char *notes, size_t bytes)
{
	uint64_t at = 0;
	Elf64_Nhdr n;

	while (rest(bytes, at) >= sizeof(n)) {
		memcpy(&n, notes + at, sizeof(n));
		at += sizeof(n) + note_padded(n.n_namesz);
		if (rest(bytes, at) < n.n_descsz)
			break;
		if (!parse_note(c, &n, notes + at))
			return false;
		at += note_padded(n.n_descsz);
	}
	return true;
}

void core_notes_init(struct core_notes *c)
{
	*c = (struct core_notes){ .name = "core" };
}

void core_notes_free(struct core_notes *c)
{
	free(c->mapping);
}
