/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz_core.c - a core file of any bytes
 *
 * The model: an address reads as the byte at its place in the first segment
 * that has it, and without one only if a mapped file or untouched memory does.
 */
#include "fuzz/file.h"
#include "fuzz/fuzz.h"
#include "read/heap.h"
#include "read/target.h"

#include <elf.h>
#include <string.h>

enum { MOST_SEGMENTS = 32, WINDOW = 64 };

struct model {
	const uint8_t *data;
	size_t bytes;
	Elf64_Phdr segment[MOST_SEGMENTS];
	unsigned nr;
};

/* The first segments; those of a file that the reader accepts. */
static void model_init(struct model *m, const uint8_t *data, size_t bytes)
{
	Elf64_Shdr section;
	Elf64_Ehdr h;

	*m = (struct model){ .data = data, .bytes = bytes };
	memcpy(&h, data, sizeof(h));
	m->nr = h.e_phnum;
	if (h.e_phnum == PN_XNUM) {
		if (h.e_shoff > bytes || bytes - h.e_shoff < sizeof(section))
			memset(&section, 0, sizeof(section));
		else
			memcpy(&section, data + h.e_shoff, sizeof(section));
		m->nr = section.sh_info;
	}
	if (m->nr > MOST_SEGMENTS)
		m->nr = MOST_SEGMENTS;
	memcpy(m->segment, data + h.e_phoff, m->nr * sizeof(*m->segment));
}

/* Whether a segment tells what an address has; *byte: that, or -1. */
static bool model_byte(const struct model *m, uint64_t address, int *byte)
{
	for (unsigned i = 0; i < m->nr; i++) {
		const Elf64_Phdr *s = &m->segment[i];
		uint64_t at = address - s->p_vaddr;

		if (s->p_type != PT_LOAD || at >= s->p_filesz)
			continue;
		at += s->p_offset;
		*byte = at < m->bytes ? m->data[at] : -1;
		return true;
	}
	return false;
}

static void check_byte(const struct model *m, struct target *t,
		       uint64_t address)
{
	struct failure why;
	uint8_t got;
	int byte;

	if (!model_byte(m, address, &byte) || byte < 0)
		return;
	expect(target_read(t, address, &got, 1, &why));
	expect(got == byte);
}

/* Around both ends of each segment. */
static void check_segments(const struct model *m, struct target *t)
{
	char window[WINDOW];
	struct failure why;

	for (unsigned i = 0; i < m->nr; i++) {
		const Elf64_Phdr *s = &m->segment[i];
		uint64_t end = s->p_vaddr + s->p_filesz;

		check_byte(m, t, s->p_vaddr);
		check_byte(m, t, s->p_vaddr - 1);
		check_byte(m, t, end - 1);
		check_byte(m, t, end);
		target_read(t, end - WINDOW / 2, window, WINDOW, &why);
		target_read(t, s->p_vaddr + s->p_memsz - WINDOW / 2, window,
			    WINDOW, &why);
	}
}

static void check_mappings(struct target *t)
{
	size_t nr;
	const struct mapping *m = target_mappings(t, &nr);

	for (size_t i = 0; i < nr; i++)
		expect(m[i].path);
	for (const char *c = target_name(t); *c; c++)
		expect((unsigned char)*c >= ' ' && *c != 0x7f);
}

static void read_heap(struct target *t)
{
	struct failure why;
	struct layout layout;
	struct heap heap;

	if (!layout_find(&layout, t, &why))
		return;
	heap_read(&heap, t, &layout, &why);
	heap_free(&heap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	const char *path = file_of(data, bytes);
	struct failure why = { 0 };
	struct target *t = target_open_core(path, &why);
	struct model m;

	if (!t) {
		expect(why.status != STATUS_OK && why.text[0]);
		return 0;
	}
	expect(!target_pid(t));
	model_init(&m, data, bytes);
	check_segments(&m, t);
	check_mappings(t);
	read_heap(t);
	target_close(t);
	return 0;
}
