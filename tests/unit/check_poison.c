/* SPDX-License-Identifier: MIT */
/*
 * unit/check_poison.c - the contents of free blocks
 */
#include "harden/poison.h"
#include "support/suite.h"

#include <string.h>

enum { MOST = 300, OTHER = 0x11 };

static uint8_t room[MOST + 2];

START_TEST(test_fill_keeps_to_its_bytes)
{
	for (size_t n = 0; n <= MOST; n++) {
		memset(room, OTHER, sizeof(room));
		poison_fill(room + 1, n);
		must(room[0] == OTHER && room[n + 1] == OTHER);
		must(poison_whole(room + 1, n) == n);
		must(poison_whole(room + 1, n + 1) == n);
	}
}
END_TEST

START_TEST(test_each_change_of_each_byte_is_found)
{
	poison_fill(room, MOST);
	for (size_t i = 0; i < MOST; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			room[i] ^= (uint8_t)(1 << bit);
			must(poison_whole(room, MOST) == i);
			must(poison_whole(room, i) == i);
			room[i] = POISON_BYTE;
		}
	}
	room[20] = room[30] = 0;
	ck_assert_uint_eq(poison_whole(room, MOST), 20);
}
END_TEST

/* What a program finds in a free block is nothing that it can use. */
START_TEST(test_poison_is_no_pointer_and_no_count)
{
	uintptr_t address;
	int32_t count;

	poison_fill(room, MOST);
	memcpy(&address, room, sizeof(address));
	memcpy(&count, room, sizeof(count));
	/* Neither a user's nor the kernel's, of 57 bits at most. */
	ck_assert_uint_gt(address, UINTPTR_MAX >> 8);
	ck_assert_uint_lt(address, ~(UINTPTR_MAX >> 8));
	ck_assert_int_lt(count, 0);
}
END_TEST

static Suite *poison_suite(void)
{
	Suite *s = suite_create("poison");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_test(core, test_fill_keeps_to_its_bytes);
	tcase_add_test(core, test_each_change_of_each_byte_is_found);
	tcase_add_test(core, test_poison_is_no_pointer_and_no_count);
	return s;
}

int main(void)
{
	return suite_run(poison_suite());
}
