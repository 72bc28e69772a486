/* SPDX-License-Identifier: MIT */
/*
 * read/elf_file.c - an ELF file: what the dynamic linker would see in it
 *
 * Records are copied out of the mapping, as a file may place them anywhere.
 */
#include "read/elf_file.h"

#include "read/elf_dynamic.h"
#include "read/regular.h"

#include <byteswap.h>
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	OTHER_ORDER = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2MSB :
								  ELFDATA2LSB
};

/* The kernel loads no program that has more of them. */
enum { MOST_SEGMENTS = (1 << 16) / sizeof(Elf64_Phdr) };

static bool get_segment(const struct elf_file *f, unsigned i, Elf64_Phdr *ph)
{
	return elf_file_get(f, f->segments + i * sizeof(*ph), ph, sizeof(*ph));
}

static bool is_go_note(const struct elf_file *f, uint64_t at, uint64_t end)
{
	enum { GO_BUILD_ID = 4 };
	Elf64_Nhdr note;
	char name[4];

	while (at < end && elf_file_get(f, at, &note, sizeof(note))) {
		if (note.n_type == GO_BUILD_ID && note.n_namesz == 4 &&
		    elf_file_get(f, at + sizeof(note), name, sizeof(name)) &&
		    !memcmp(name, "Go\0", 4))
			return true;
		/* Of 32 bits each, so the sum cannot overflow. */
		at += sizeof(note) + ((note.n_namesz + 3ULL) & ~3ULL) +
		      ((note.n_descsz + 3ULL) & ~3ULL);
	}
	return false;
}

static bool read_segments(struct elf_file *f)
{
	Elf64_Phdr ph;

	for (unsigned i = 0; i < f->nr_segments; i++) {
		if (!get_segment(f, i, &ph) || ph.p_offset > f->bytes ||
		    ph.p_filesz > f->bytes - ph.p_offset)
			return false;
		if (ph.p_type == PT_INTERP) {
			f->interpreter = elf_file_string(
				f, ph.p_offset, ph.p_offset + ph.p_filesz);
			if (!f->interpreter)
				return false;
		} else if (ph.p_type == PT_DYNAMIC) {
			f->dynamic = ph.p_offset;
			f->dynamic_bytes = ph.p_filesz;
		} else if (ph.p_type == PT_NOTE) {
			f->go |= is_go_note(f, ph.p_offset,
					    ph.p_offset + ph.p_filesz);
		}
	}
	return true;
}

static bool read_header(struct elf_file *f)
{
	Elf64_Ehdr header;
	Elf32_Ehdr start; /* alike in both sizes up to e_machine */

	if (!elf_file_get(f, 0, &start, sizeof(start)))
		return false;
	f->bits = start.e_ident[EI_CLASS] == ELFCLASS32 ? 32 : 64;
	f->machine = start.e_machine;
	if (start.e_ident[EI_DATA] == OTHER_ORDER)
		f->machine = bswap_16(start.e_machine);
	f->native = f->bits == 64 && start.e_ident[EI_DATA] != OTHER_ORDER;
	if (!f->native)
		return true;
	if (!elf_file_get(f, 0, &header, sizeof(header)) ||
	    header.e_phnum > MOST_SEGMENTS || header.e_phoff > f->bytes ||
	    (header.e_phnum && header.e_phentsize != sizeof(Elf64_Phdr)) ||
	    (header.e_type != ET_EXEC && header.e_type != ET_DYN))
		return false;
	f->segments = header.e_phoff;
	f->nr_segments = header.e_phnum;
	if (!read_segments(f))
		return false;
	elf_dynamic_read(f);
	return true;
}

const char *elf_file_map(const char *path, size_t *bytes)
{
	void *data = MAP_FAILED;
	int error = ENOEXEC;
	off_t length;
	int fd = regular_open(path, &length);

	if (fd < 0)
		return NULL;
	if (length > 0) {
		*bytes = (size_t)length;
		data = mmap(NULL, *bytes, PROT_READ, MAP_PRIVATE, fd, 0);
		error = errno;
	}
	close(fd);
	errno = error;
	return data == MAP_FAILED ? NULL : data;
}

static bool map(struct elf_file *f, const char *path, struct failure *why)
{
	f->data = elf_file_map(path, &f->bytes);
	if (f->data && f->bytes >= SELFMAG && !memcmp(f->data, ELFMAG, SELFMAG))
		return true;
	if (f->data || errno == ENOEXEC)
		return failed(why, STATUS_FAILED, "%s is no ELF file", path);
	return failed(why,
		      errno == ENOENT || errno == ENOTDIR ? STATUS_NO_TARGET :
							    STATUS_FAILED,
		      "%s: %s", path, strerror(errno));
}

bool elf_file_open(struct elf_file *f, const char *path, struct failure *why)
{
	*f = (struct elf_file){ 0 };
	if (map(f, path, why)) {
		if (read_header(f))
			return true;
		failed(why, STATUS_FAILED, "%s is a damaged ELF file", path);
	}
	elf_file_close(f);
	return false;
}

void elf_file_close(struct elf_file *f)
{
	if (f->data)
		munmap((void *)(uintptr_t)f->data, f->bytes);
	*f = (struct elf_file){ 0 };
}

bool elf_file_matches(const struct elf_file *f, const struct elf_file *other)
{
	return f->native == other->native && f->bits == other->bits &&
	       f->machine == other->machine;
}

bool elf_file_get(const struct elf_file *f, uint64_t at, void *to, size_t bytes)
{
	if (at > f->bytes || bytes > f->bytes - at)
		return false;
	memcpy(to, f->data + at, bytes);
	return true;
}

const char *elf_file_string(const struct elf_file *f, uint64_t at, uint64_t end)
{
	if (end > f->bytes || at >= end || !memchr(f->data + at, 0, end - at))
		return NULL;
	return f->data + at;
}

uint64_t elf_file_offset(const struct elf_file *f, uint64_t address)
{
	Elf64_Phdr ph;

	for (unsigned i = 0; i < f->nr_segments && get_segment(f, i, &ph); i++)
		if (ph.p_type == PT_LOAD && address >= ph.p_vaddr &&
		    address - ph.p_vaddr < ph.p_filesz)
			return address - ph.p_vaddr + ph.p_offset;
	return 0;
}
