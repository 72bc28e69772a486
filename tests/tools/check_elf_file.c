/* SPDX-License-Identifier: MIT */
/*
 * tools/check_elf_file.c - ELF files, sound and damaged
 */
#include "read/elf_dynamic.h"
#include "support/elf_parts.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A whole program of two segments, made by hand: everything lies at its
 * address, so offsets and addresses are the same. */
struct tiny {
	Elf64_Ehdr header;
	Elf64_Phdr load, interp, dynamic_segment, note_segment;
	char interpreter[16];
	struct {
		Elf64_Nhdr head;
		char name[4];
		char id[8];
	} note;
	Elf64_Dyn dynamic[8];
	Elf64_Sym symbols[4];
	char strings[64];
	uint32_t hash[2];
	struct {
		uint32_t nr_buckets, first, nr_words, shift;
		uint64_t words[1];
		uint32_t buckets[2];
		uint32_t chain[2];
	} gnu_hash;
};

static struct tiny tiny;
static char path[] = "/tmp/check_elf_XXXXXX";
static struct elf_file f;
static struct failure why;

#define PART(type, field) \
	elf_segment(type, offsetof(struct tiny, field), sizeof(tiny.field))

static void setup_header(void)
{
	Elf64_Ehdr *h = &tiny.header;

	memcpy(h->e_ident, ELFMAG, SELFMAG);
	h->e_ident[EI_CLASS] = ELFCLASS64;
	h->e_ident[EI_DATA] = ELFDATA2LSB;
	h->e_type = ET_DYN;
	h->e_machine = EM_X86_64;
	h->e_phoff = offsetof(struct tiny, load);
	h->e_phentsize = sizeof(Elf64_Phdr);
	h->e_phnum = 4;
	tiny.load = elf_segment(PT_LOAD, 0, sizeof(tiny));
	tiny.interp = PART(PT_INTERP, interpreter);
	tiny.dynamic_segment = PART(PT_DYNAMIC, dynamic);
	tiny.note_segment = PART(PT_NOTE, note);
}

static void setup(void)
{
	static const char strings[] = "\0malloc\0free\0libx.so\0/lib/x";
	int fd;

	memset(&tiny, 0, sizeof(tiny));
	setup_header();
	strcpy(tiny.interpreter, "/lib/ld.so");
	tiny.note.head = (Elf64_Nhdr){ 4, 8, 3 };
	strcpy(tiny.note.name, "GNU");
	memcpy(tiny.strings, strings, sizeof(strings));
	tiny.symbols[1].st_name = 8; /* free */
	tiny.symbols[1].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
	tiny.symbols[2].st_name = 1; /* malloc */
	tiny.symbols[2].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
	tiny.symbols[2].st_shndx = 1;
	tiny.hash[1] = 3;
	tiny.dynamic[0] = elf_entry(DT_NEEDED, 13);
	tiny.dynamic[1] = elf_entry(DT_STRTAB, offsetof(struct tiny, strings));
	tiny.dynamic[2] = elf_entry(DT_STRSZ, sizeof(tiny.strings));
	tiny.dynamic[3] = elf_entry(DT_SYMTAB, offsetof(struct tiny, symbols));
	tiny.dynamic[4] = elf_entry(DT_HASH, offsetof(struct tiny, hash));
	tiny.dynamic[5] = elf_entry(DT_RUNPATH, 21);
	strcpy(path, "/tmp/check_elf_XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void teardown(void)
{
	elf_file_close(&f);
	unlink(path);
}

/* Writes so much of the program. */
static bool open_bytes(size_t bytes)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	must(fwrite(&tiny, 1, bytes, file) == bytes);
	fclose(file);
	return elf_file_open(&f, path, &why);
}

/* All questions there are. */
static void ask_everything(void)
{
	uint64_t cursor = 0;
	unsigned nr = 0;

	while (elf_dynamic_needed(&f, &cursor))
		must(nr++ < 1000);
	elf_dynamic_needs(&f, "libx.so");
	elf_dynamic_symbol(&f, "malloc");
	elf_dynamic_symbol(&f, "nothing");
}

START_TEST(test_a_sound_file)
{
	uint64_t cursor = 0;

	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert(f.native);
	ck_assert_uint_eq(f.bits, 64);
	ck_assert_uint_eq(f.machine, EM_X86_64);
	ck_assert(!f.go);
	ck_assert_str_eq(f.interpreter, "/lib/ld.so");
	ck_assert_str_eq(f.search_path, "/lib/x");
	ck_assert_str_eq(elf_dynamic_needed(&f, &cursor), "libx.so");
	ck_assert_ptr_null(elf_dynamic_needed(&f, &cursor));
	ck_assert(elf_dynamic_needs(&f, "libx.so"));
	ck_assert(!elf_dynamic_needs(&f, "libx"));
	ck_assert_int_eq(elf_dynamic_symbol(&f, "malloc"), ELF_SYMBOL_DEFINED);
	ck_assert_int_eq(elf_dynamic_symbol(&f, "free"), ELF_SYMBOL_WANTED);
	ck_assert_int_eq(elf_dynamic_symbol(&f, "calloc"), ELF_SYMBOL_NONE);
}
END_TEST

START_TEST(test_gnu_hash_counts_the_symbols)
{
	tiny.gnu_hash.nr_buckets = 2;
	tiny.gnu_hash.first = 2;
	tiny.gnu_hash.nr_words = 1;
	tiny.gnu_hash.buckets[1] = 2;
	tiny.gnu_hash.chain[0] = 1;
	tiny.dynamic[4] =
		elf_entry(DT_GNU_HASH, offsetof(struct tiny, gnu_hash));
	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert_uint_eq(f.nr_symbols, 3);
	ck_assert_int_eq(elf_dynamic_symbol(&f, "malloc"), ELF_SYMBOL_DEFINED);
}
END_TEST

START_TEST(test_no_hash_at_all)
{
	tiny.dynamic[4] = elf_entry(DT_DEBUG, 0);
	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert_int_eq(elf_dynamic_symbol(&f, "malloc"), ELF_SYMBOL_DEFINED);
}
END_TEST

START_TEST(test_local_symbols_are_nobodys)
{
	tiny.symbols[2].st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC);
	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert_int_eq(elf_dynamic_symbol(&f, "malloc"), ELF_SYMBOL_NONE);
}
END_TEST

START_TEST(test_go_leaves_a_note)
{
	tiny.note.head.n_type = 4;
	strcpy(tiny.note.name, "Go");
	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert(f.go);
}
END_TEST

START_TEST(test_a_static_program_has_no_interpreter)
{
	tiny.header.e_type = ET_EXEC;
	tiny.interp.p_type = PT_NULL;
	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert_ptr_null(f.interpreter);
}
END_TEST

START_TEST(test_other_machines)
{
	struct elf_file self;

	tiny.header.e_ident[EI_CLASS] = ELFCLASS32;
	ck_assert(open_bytes(sizeof(Elf32_Ehdr)));
	ck_assert(!f.native);
	ck_assert_uint_eq(f.bits, 32);
	ck_assert(elf_file_open(&self, "/proc/self/exe", &why));
	ck_assert(elf_file_matches(&self, &self));
	ck_assert(!elf_file_matches(&f, &self));
	elf_file_close(&self);
	ask_everything();
	elf_file_close(&f);

	tiny.header.e_ident[EI_CLASS] = ELFCLASS64;
	tiny.header.e_ident[EI_DATA] = ELFDATA2MSB;
	tiny.header.e_machine = EM_S390 << 8;
	ck_assert(open_bytes(sizeof(tiny)));
	ck_assert(!f.native);
	ck_assert_uint_eq(f.machine, EM_S390);
	ask_everything();
}
END_TEST

START_TEST(test_what_is_no_elf_file)
{
	ck_assert(!elf_file_open(&f, "/nowhere/at/all", &why));
	ck_assert_int_eq(why.status, STATUS_NO_TARGET);
	ck_assert(!elf_file_open(&f, "/", &why));
	ck_assert(!elf_file_open(&f, "/dev/null", &why));
	tiny.header.e_ident[0] = 'x';
	ck_assert(!open_bytes(sizeof(tiny)));
	ck_assert_ptr_nonnull(strstr(why.text, "no ELF file"));
	ck_assert_ptr_null(f.data);
}
END_TEST

/* Which say nothing. */
static bool open_with_segments(uint16_t nr)
{
	FILE *file = fopen(path, "w");
	Elf64_Phdr none = { .p_type = PT_NULL };

	tiny.header.e_phoff = sizeof(tiny);
	tiny.header.e_phnum = nr;
	ck_assert_ptr_nonnull(file);
	must(fwrite(&tiny, sizeof(tiny), 1, file) == 1);
	while (nr--)
		must(fwrite(&none, sizeof(none), 1, file) == 1);
	fclose(file);
	return elf_file_open(&f, path, &why);
}

/* Else each of very many might be searched for each of very many others. */
START_TEST(test_no_more_segments_than_the_kernel_loads)
{
	ck_assert(open_with_segments(65536 / sizeof(Elf64_Phdr)));
	elf_file_close(&f);
	ck_assert(!open_with_segments(65536 / sizeof(Elf64_Phdr) + 1));
	ck_assert_ptr_nonnull(strstr(why.text, "damaged"));
}
END_TEST

START_TEST(test_truncated_at_every_length)
{
	for (size_t bytes = 0; bytes < sizeof(tiny); bytes++) {
		must(!open_bytes(bytes));
		must(why.text[0]);
	}
}
END_TEST

/* Every byte of the program with every value that is likely to hurt. */
START_TEST(test_damaged_at_every_byte)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };

	for (size_t at = SELFMAG; at < sizeof(tiny); at++) {
		unsigned char *byte = (unsigned char *)&tiny + at;
		unsigned char was = *byte;

		*byte = values[(unsigned)(_i + (int)at) % sizeof(values)];
		if (open_bytes(sizeof(tiny)))
			ask_everything();
		elf_file_close(&f);
		*byte = was;
	}
}
END_TEST

START_TEST(test_wide_numbers_do_not_wrap)
{
	uint64_t *const words[] = {
		&tiny.header.e_phoff,
		&tiny.load.p_offset,
		&tiny.load.p_vaddr,
		&tiny.load.p_filesz,
		&tiny.interp.p_offset,
		&tiny.interp.p_filesz,
		&tiny.dynamic_segment.p_offset,
		&tiny.note_segment.p_filesz,
		&tiny.dynamic[1].d_un.d_val,
		&tiny.dynamic[2].d_un.d_val,
		&tiny.dynamic[3].d_un.d_val,
		&tiny.dynamic[4].d_un.d_val,
		&tiny.dynamic[5].d_un.d_val,
		&tiny.dynamic[0].d_un.d_val,
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		uint64_t was = *words[i];

		for (uint64_t back = 0; back < 64; back++) {
			*words[i] = UINT64_MAX - back;
			if (open_bytes(sizeof(tiny)))
				ask_everything();
			elf_file_close(&f);
		}
		*words[i] = was;
	}
}
END_TEST

START_TEST(test_this_program)
{
	ck_assert(elf_file_open(&f, "/proc/self/exe", &why));
	ck_assert(f.native);
	ck_assert_ptr_nonnull(f.interpreter);
	ck_assert(elf_dynamic_needs(&f, "libc.so.6"));
	ck_assert_int_eq(elf_dynamic_symbol(&f, "fopen"), ELF_SYMBOL_WANTED);
	ck_assert_int_eq(elf_dynamic_symbol(&f, "main_of_nobody"),
			 ELF_SYMBOL_NONE);
}
END_TEST

static Suite *elf_file_suite(void)
{
	Suite *s = suite_create("elf_file");
	TCase *core = suite_case(s, "core", NULL);
	TCase *damage = suite_case(s, "damage", NULL);

	tcase_add_checked_fixture(core, setup, teardown);
	tcase_add_checked_fixture(damage, setup, teardown);
	tcase_add_test(core, test_a_sound_file);
	tcase_add_test(core, test_gnu_hash_counts_the_symbols);
	tcase_add_test(core, test_no_hash_at_all);
	tcase_add_test(core, test_local_symbols_are_nobodys);
	tcase_add_test(core, test_go_leaves_a_note);
	tcase_add_test(core, test_a_static_program_has_no_interpreter);
	tcase_add_test(core, test_other_machines);
	tcase_add_test(core, test_this_program);
	tcase_add_test(damage, test_what_is_no_elf_file);
	tcase_add_test(damage, test_no_more_segments_than_the_kernel_loads);
	tcase_add_test(damage, test_truncated_at_every_length);
	tcase_add_loop_test(damage, test_damaged_at_every_byte, 0, 5);
	tcase_add_test(damage, test_wide_numbers_do_not_wrap);
	return s;
}

int main(void)
{
	return suite_run(elf_file_suite());
}
