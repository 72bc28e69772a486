/* SPDX-License-Identifier: MIT */
/*
 * tools/check_core.c - core files, sound, cut off and damaged
 */
#include "read/core.h"
#include "support/suite.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/procfs.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the made-up process had its memory. */
enum { MEMORY = 0x10000, UNTOUCHED = 0x20000, MAPPED = 0x30000, PAGE = 4096 };
enum { NR_SEGMENTS = 4 };

static char path[] = "core-test-XXXXXX", mapped[] = "core-file-XXXXXX";

static struct file {
	Elf64_Ehdr header;
	Elf64_Phdr segment[NR_SEGMENTS];
	struct __attribute__((packed)) {
		Elf64_Nhdr head;
		char name[8];
		prpsinfo_t info;
	} program;
	struct __attribute__((packed)) {
		Elf64_Nhdr head;
		char name[8];
		uint64_t count, page, start, end, offset;
		char path[32];
	} files;
	char memory[PAGE];
} file;

static struct failure why;

static Elf64_Phdr segment(uint64_t address, uint64_t offset, uint64_t bytes)
{
	return (Elf64_Phdr){ .p_type = PT_LOAD,
			     .p_vaddr = address,
			     .p_offset = offset,
			     .p_filesz = bytes,
			     .p_memsz = PAGE };
}

static void write_file(const char *name, const void *data, size_t bytes)
{
	int fd = open(name, O_WRONLY | O_TRUNC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, data, bytes), bytes);
	close(fd);
}

static void make_notes(void)
{
	file.program.head = (Elf64_Nhdr){ 5, sizeof(prpsinfo_t), NT_PRPSINFO };
	strcpy(file.program.info.pr_fname, "made up");
	file.files.head = (Elf64_Nhdr){ 5, 5 * 8 + 32, NT_FILE };
	file.files.count = 1;
	file.files.page = PAGE;
	file.files.start = MAPPED;
	file.files.end = MAPPED + PAGE;
	file.files.offset = 1;
	strcpy(file.files.path, mapped);
}

static void setup(void)
{
	static char two_pages[2 * PAGE];

	close(mkstemp(path));
	close(mkstemp(mapped));
	memset(two_pages + PAGE, 'f', PAGE);
	write_file(mapped, two_pages, sizeof(two_pages));
	file.header = (Elf64_Ehdr)
	{
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB },
		.e_type = ET_CORE,
#if defined(__x86_64__)
		.e_machine = EM_X86_64,
#else
		.e_machine = EM_AARCH64,
#endif
		.e_phoff = offsetof(struct file, segment),
		.e_phnum = NR_SEGMENTS,
	};
	make_notes();
	file.segment[0] = (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = offsetof(struct file, program),
		.p_filesz = offsetof(struct file, memory) -
			    offsetof(struct file, program),
	};
	file.segment[1] = segment(MEMORY, offsetof(struct file, memory), PAGE);
	file.segment[2] = segment(UNTOUCHED, 0, 0);
	file.segment[3] = segment(MAPPED, 0, 0);
	memset(file.memory, 'm', PAGE);
	write_file(path, &file, sizeof(file));
}

static void teardown(void)
{
	unlink(path);
	unlink(mapped);
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	memcpy(mapped + sizeof(mapped) - 7, "XXXXXX", 6);
}

static struct core *sound(void)
{
	struct core *c = core_open(path, &why);

	ck_assert_msg(c != NULL, "%s", why.text);
	return c;
}

static bool reads(struct core *c, uint64_t address, size_t bytes, char byte)
{
	char buffer[PAGE];
	struct piece piece = { address, buffer, bytes };

	memset(buffer, '?', sizeof(buffer));
	if (!core_read(c, &piece, &why))
		return false;
	for (size_t i = 0; i < bytes; i++)
		must(buffer[i] == byte);
	return true;
}

START_TEST(test_memory_and_names)
{
	struct core *c = sound();

	ck_assert_str_eq(core_name(c), "made up");
	ck_assert_str_eq(core_mapping(c, 0)->path, mapped);
	ck_assert_uint_eq(core_mapping(c, 0)->offset, PAGE);
	ck_assert_ptr_null(core_mapping(c, 1));
	ck_assert(reads(c, MEMORY, PAGE, 'm'));
	ck_assert(reads(c, MEMORY + 100, 7, 'm'));
	core_close(c);
}
END_TEST

/* Whatever is wrong, the answer is an error or what the file says. */
static void survive(void)
{
	char buffer[PAGE];
	struct core *c = core_open(path, &why);

	if (!c)
		return;
	for (size_t i = 0; core_mapping(c, i); i++)
		must(strlen(core_mapping(c, i)->path) < PAGE);
	for (uint64_t at = 0; at < MAPPED + 2 * PAGE; at += PAGE / 2) {
		struct piece piece = { at, buffer, PAGE };

		core_read(c, &piece, &why);
	}
	core_close(c);
}

/* Their number is elsewhere, and not where a processor would like it. */
START_TEST(test_very_many_segments)
{
	Elf64_Shdr section = { .sh_info = NR_SEGMENTS };
	struct core *c;

	file.header.e_phnum = PN_XNUM;
	file.header.e_shoff = offsetof(struct file, memory) + 1;
	memcpy(file.memory + 1, &section, sizeof(section));
	write_file(path, &file, sizeof(file));
	c = sound();
	ck_assert(reads(c, MEMORY + PAGE / 2, PAGE / 2, 'm'));
	core_close(c);
	file.header.e_shoff = sizeof(file);
	write_file(path, &file, sizeof(file));
	survive();
}
END_TEST

START_TEST(test_what_was_never_touched_is_zero)
{
	struct core *c = sound();

	ck_assert(reads(c, UNTOUCHED, PAGE, 0));
	ck_assert(!reads(c, UNTOUCHED + PAGE - 1, 2, 0));
	core_close(c);
}
END_TEST

START_TEST(test_a_mapped_file_is_read_itself)
{
	struct core *c = sound();

	ck_assert(reads(c, MAPPED, PAGE, 'f'));
	ck_assert(!reads(c, MAPPED + PAGE - 1, 2, 'f'));
	unlink(mapped);
	ck_assert(!reads(c, MAPPED, 1, 'f'));
	core_close(c);
}
END_TEST

/* Someone who waits for a reader of the pipe would wake up. */
START_TEST(test_a_mapped_file_that_is_none_is_not_opened)
{
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct inotify_event event;
	struct core *c = sound();

	must(!unlink(mapped) && !mkfifo(mapped, 0600));
	ck_assert_int_ge(inotify_add_watch(watch, mapped, IN_OPEN), 0);
	ck_assert(!reads(c, MAPPED, 1, 'f'));
	ck_assert_int_lt(read(watch, &event, sizeof(event)), 0);
	ck_assert_int_eq(errno, EAGAIN);
	close(watch);
	core_close(c);
}
END_TEST

START_TEST(test_what_is_not_there_is_refused)
{
	struct core *c = sound();

	ck_assert(!reads(c, 0, 1, 0));
	ck_assert(!reads(c, MEMORY + PAGE - 1, 2, 'm'));
	ck_assert(!reads(c, UINT64_MAX - 1, 1, 0));
	ck_assert_int_eq(why.status, STATUS_TORN);
	ck_assert_ptr_null(strstr(why.text, "cut off"));
	core_close(c);
}
END_TEST

START_TEST(test_a_core_that_is_cut_off_says_so)
{
	struct core *c;

	must(!truncate(path, offsetof(struct file, memory) + 1));
	c = core_open(path, &why);
	ck_assert_ptr_nonnull(c);
	ck_assert(!reads(c, MEMORY, PAGE, 'm'));
	ck_assert_ptr_nonnull(strstr(why.text, "cut off"));
	core_close(c);
}
END_TEST

START_TEST(test_every_length)
{
	for (size_t bytes = 0; bytes < sizeof(file); bytes++) {
		must(!truncate(path, 0));
		write_file(path, &file, bytes);
		survive();
	}
}
END_TEST

START_TEST(test_every_byte_damaged)
{
	unsigned char *byte = (unsigned char *)&file;

	for (size_t i = 0; i < offsetof(struct file, memory); i++) {
		byte[i] ^= 0xff;
		write_file(path, &file, sizeof(file));
		survive();
		byte[i] ^= 0xff;
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("core");
	TCase *c = suite_case(s, "core", NULL);

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, test_memory_and_names);
	tcase_add_test(c, test_very_many_segments);
	tcase_add_test(c, test_what_was_never_touched_is_zero);
	tcase_add_test(c, test_a_mapped_file_is_read_itself);
	tcase_add_test(c, test_a_mapped_file_that_is_none_is_not_opened);
	tcase_add_test(c, test_what_is_not_there_is_refused);
	tcase_add_test(c, test_a_core_that_is_cut_off_says_so);
	tcase_add_test(c, test_every_length);
	tcase_add_test(c, test_every_byte_damaged);
	return suite_run(s);
}
