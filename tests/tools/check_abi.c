/* SPDX-License-Identifier: MIT */
/*
 * tools/check_abi.c - a process that lies, or whose memory was overwritten
 */
#include "child.h"
#include "command/sections.h"
#include "read/abi.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct child child;
static struct target *target;
static struct layout layout;
static struct failure why;

static void setup(void)
{
	child_start_program(&child, "damaged", NULL);
	ck_assert_int_eq(fgetc(child.figures), '\n');
	target = target_open_process(child.pid, &why);
	ck_assert_msg(target != NULL, "%s", why.text);
	ck_assert_msg(layout_find(&layout, target, &why), "%s", why.text);
}

static void teardown(void)
{
	target_close(target);
	child_end(&child);
}

START_TEST(test_the_librarys_own_abi_fits)
{
	ck_assert(abi_fits(&layout.abi));
}
END_TEST

static bool fits_with_field(size_t at, uint16_t offset, uint16_t bytes)
{
	struct buddy_abi abi = layout.abi;
	struct buddy_abi_field f = { offset, bytes };

	memcpy((char *)&abi + at, &f, sizeof(f));
	return abi_fits(&abi);
}

/* Each field that a reader follows, moved behind its record. */
START_TEST(test_fields_lie_in_their_records)
{
	/* Behind the last record the structure may be padded. */
	size_t end = offsetof(struct buddy_abi, chunk) +
		     sizeof(struct buddy_abi_chunk);

	for (size_t at = offsetof(struct buddy_abi, arena_record); at < end;
	     at += sizeof(struct buddy_abi_field))
		ck_assert_msg(!fits_with_field(at, UINT16_MAX, UINT16_MAX),
			      "field at %zu", at);
}
END_TEST

static bool fits_with_number(size_t at, uint32_t n)
{
	struct buddy_abi abi = layout.abi;

	memcpy((char *)&abi + at, &n, sizeof(n));
	return abi_fits(&abi);
}

START_TEST(test_limits)
{
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, nr_zones), 4));
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, max_order), 16));
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, nr_classes),
				    ABI_MOST_CLASSES + 1));
	ck_assert(
		!fits_with_number(offsetof(struct buddy_abi, chunk_pages), 0));
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, chunk_pages),
				    1 << 20));
	ck_assert(!fits_with_number(
		offsetof(struct buddy_abi, thread.object_bytes), 0));
	ck_assert(
		!fits_with_number(offsetof(struct buddy_abi, page.bytes), 65));
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, chunk.bytes),
				    257));
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, zones.bytes),
				    layout.abi.zones.bytes - 1));
	ck_assert(!fits_with_number(offsetof(struct buddy_abi, classes.bytes),
				    1 << 30));
}
END_TEST

static void damage(uint64_t seed)
{
	ck_assert_int_eq(write(child.keep_alive, &seed, sizeof(seed)),
			 sizeof(seed));
	ck_assert_int_eq(fgetc(child.figures), 0);
}

/* Whatever it shows, it ends, and touches nothing that is not its own. */
START_TEST(test_damage_is_survived)
{
	FILE *nowhere = fopen("/dev/null", "w");
	const char *rounds = getenv("BUDDY_DAMAGES");
	uint64_t nr = rounds ? strtoull(rounds, NULL, 10) : 500;

	for (uint64_t seed = 1; seed <= nr; seed++) {
		struct view view;

		damage(seed);
		if (view_read(&view, target, true, &why)) {
			sections_show(nowhere, SECTION_ALL, &view);
			sections_show(nowhere, SECTION_JSON, &view);
			sections_show(nowhere, SECTION_PROMETHEUS, &view);
		} else {
			ck_assert_int_ne(why.status, STATUS_OK);
		}
		view_free(&view);
	}
	fclose(nowhere);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("abi");
	TCase *c = suite_case(s, "abi", NULL);

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, test_the_librarys_own_abi_fits);
	tcase_add_test(c, test_fields_lie_in_their_records);
	tcase_add_test(c, test_limits);
	tcase_add_test(c, test_damage_is_survived);
	return suite_run(s);
}
