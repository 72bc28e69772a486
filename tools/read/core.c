/* SPDX-License-Identifier: MIT */
/*
 * read/core.c - a core file
 *
 * Nothing in the file is believed before it was compared with its length.
 */
#include "read/core.h"

#include "read/core_notes.h"
#include "read/elf_file.h"
#include "read/regular.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { THIS_MACHINE = EM_X86_64 };
#else
enum { THIS_MACHINE = EM_AARCH64 };
#endif

struct core {
	const char *data; /* the file, mapped */
	size_t bytes;
	const Elf64_Phdr *segment;
	size_t nr_segments;
	struct core_notes notes;
};

/* The bytes [offset, offset + n) of the file, or NULL. */
static const void *part_of(const struct core *c, uint64_t offset, uint64_t n)
{
	if (offset > c->bytes || n > c->bytes - offset)
		return NULL;
	return c->data + offset;
}

static bool map_file(struct core *c, const char *path, struct failure *why)
{
	c->data = elf_file_map(path, &c->bytes);
	if (c->data)
		return true;
	if (errno == ENOEXEC)
		return failed(why, STATUS_NO_TARGET, "%s is no core file",
			      path);
	return failed(why, STATUS_NO_TARGET, "%s: %s", path, strerror(errno));
}

/* With very many segments their number is in the first section's header. */
static uint64_t count_segments(const struct core *c, const Elf64_Ehdr *h)
{
	const void *first;
	Elf64_Shdr section;

	if (h->e_phnum != PN_XNUM)
		return h->e_phnum;
	first = part_of(c, h->e_shoff, sizeof(section));
	if (!first)
		return 0;
	memcpy(&section, first, sizeof(section));
	return section.sh_info;
}

static bool parse_header(struct core *c, const char *path, struct failure *why)
{
	const Elf64_Ehdr *h = part_of(c, 0, sizeof(*h));

	if (!h || memcmp(h->e_ident, ELFMAG, SELFMAG) || h->e_type != ET_CORE)
		return failed(why, STATUS_NO_TARGET, "%s is no core file",
			      path);
	if (h->e_ident[EI_CLASS] != ELFCLASS64 || h->e_machine != THIS_MACHINE)
		return failed(why, STATUS_NO_TARGET,
			      "%s is the core of another kind of machine",
			      path);
	c->nr_segments = count_segments(c, h);
	c->segment = c->nr_segments > c->bytes / sizeof(*c->segment) ?
			     NULL :
			     part_of(c, h->e_phoff,
				     c->nr_segments * sizeof(*c->segment));
	if (!c->segment || h->e_phoff % sizeof(uint64_t))
		return failed(why, STATUS_NO_TARGET, "%s is cut off", path);
	return true;
}

static bool parse_notes(struct core *c)
{
	for (size_t i = 0; i < c->nr_segments; i++) {
		const Elf64_Phdr *s = &c->segment[i];
		const char *notes = part_of(c, s->p_offset, s->p_filesz);

		if (s->p_type == PT_NOTE && notes &&
		    !core_notes_parse(&c->notes, notes, s->p_filesz))
			return false;
	}
	return true;
}

struct core *core_open(const char *path, struct failure *why)
{
	struct core *c = calloc(1, sizeof(*c));

	if (!c) {
		failed(why, STATUS_FAILED, "out of memory");
		return NULL;
	}
	core_notes_init(&c->notes);
	if (!map_file(c, path, why) || !parse_header(c, path, why)) {
		core_close(c);
		return NULL;
	}
	if (!parse_notes(c)) {
		failed(why, STATUS_FAILED, "out of memory");
		core_close(c);
		return NULL;
	}
	return c;
}

void core_close(struct core *c)
{
	if (!c)
		return;
	if (c->data)
		munmap((void *)c->data, c->bytes);
	core_notes_free(&c->notes);
	free(c);
}

const char *core_name(const struct core *c)
{
	return c->notes.name;
}

size_t core_bytes(const struct core *c)
{
	return c->bytes;
}

const struct mapping *core_mapping(const struct core *c, size_t i)
{
	return i < c->notes.nr_mappings ? &c->notes.mapping[i] : NULL;
}

/* The first bytes of a range that a segment has; returns how many. */
static size_t read_segment(const struct core *c, uint64_t address, char *to,
			   size_t bytes)
{
	for (size_t i = 0; i < c->nr_segments; i++) {
		const Elf64_Phdr *s = &c->segment[i];
		uint64_t at = address - s->p_vaddr;
		const void *from;

		if (s->p_type != PT_LOAD || at >= s->p_filesz)
			continue;
		if (bytes > s->p_filesz - at)
			bytes = s->p_filesz - at;
		from = part_of(c, s->p_offset + at, bytes);
		if (from)
			memcpy(to, from, bytes);
		return from ? bytes : 0;
	}
	return 0;
}

/* The file that was mapped at an address, or NULL. */
static const struct mapping *file_at(const struct core *c, uint64_t address)
{
	for (size_t i = 0; i < c->notes.nr_mappings; i++)
		if (address >= c->notes.mapping[i].start &&
		    address < c->notes.mapping[i].end)
			return &c->notes.mapping[i];
	return NULL;
}

/* The same as read_segment, from such a file. */
static size_t read_file(const struct mapping *m, uint64_t address, char *to,
			size_t bytes)
{
	off_t length;
	int fd = regular_open(m->path, &length);
	ssize_t n;

	if (fd < 0)
		return 0;
	if (bytes > m->end - address)
		bytes = m->end - address;
	n = pread(fd, to, bytes, (off_t)(m->offset + address - m->start));
	close(fd);
	return n > 0 ? (size_t)n : 0;
}

/* Anonymous memory that was never touched is not in the file. */
static size_t read_untouched(const struct core *c, uint64_t address, char *to,
			     size_t bytes)
{
	for (size_t i = 0; i < c->nr_segments; i++) {
		const Elf64_Phdr *s = &c->segment[i];

		if (s->p_type != PT_LOAD || s->p_filesz ||
		    address - s->p_vaddr >= s->p_memsz)
			continue;
		if (bytes > s->p_memsz - (address - s->p_vaddr))
			bytes = s->p_memsz - (address - s->p_vaddr);
		memset(to, 0, bytes);
		return bytes;
	}
	return 0;
}

/* What a core leaves out is as it was in the file, or was never touched. */
static size_t read_left_out(const struct core *c, uint64_t address, char *to,
			    size_t bytes)
{
	const struct mapping *m = file_at(c, address);

	return m ? read_file(m, address, to, bytes) :
		   read_untouched(c, address, to, bytes);
}

static bool is_cut_off(const struct core *c)
{
	for (size_t i = 0; i < c->nr_segments; i++)
		if (!part_of(c, c->segment[i].p_offset, c->segment[i].p_filesz))
			return true;
	return false;
}

bool core_read(struct core *c, const struct piece *piece, struct failure *why)
{
	uint64_t address = piece->address;
	size_t left = piece->bytes;
	char *to = piece->to;

	while (left) {
		size_t n = read_segment(c, address, to, left);

		if (!n)
			n = read_left_out(c, address, to, left);
		if (!n)
			return failed(why, STATUS_TORN,
				      "the core %shas no memory at 0x%lx",
				      is_cut_off(c) ? "is cut off and " : "",
				      (unsigned long)address);
		address += n;
		to += n;
		left -= n;
	}
	return true;
}
