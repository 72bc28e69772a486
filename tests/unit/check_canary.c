/* SPDX-License-Identifier: MIT */
/*
 * unit/check_canary.c - known bytes behind a block
 */
#include "harden/canary.h"
#include "harden/secret.h"
#include "support/suite.h"

#include <string.h>

enum { BLOCK = 96, MOST = 2 * BLOCK, OTHER = 0xa5 };

static uint8_t room[MOST + 1];

static void setup(void)
{
	secret_init();
	memset(room, OTHER, sizeof(room));
}

START_TEST(test_fill_keeps_to_its_bytes)
{
	for (size_t size = 0; size < BLOCK; size++)
		for (size_t n = 0; n < BLOCK; n++) {
			memset(room, OTHER, sizeof(room));
			canary_fill(room, size, n);
			for (size_t i = 0; i < size; i++)
				must(room[i] == OTHER);
			must(room[size + n] == OTHER);
			must(canary_whole(room, size, n) == n);
		}
}
END_TEST

/* Any other byte is found, and so is a terminator. */
START_TEST(test_each_change_of_each_byte_is_found)
{
	size_t size = 5, n = 3 * CANARY_LEAST;

	canary_fill(room, size, n);
	for (size_t i = 0; i < n; i++) {
		uint8_t was = room[size + i];

		ck_assert_uint_ne(was, 0);
		for (unsigned b = 0; b <= UINT8_MAX; b++) {
			room[size + i] = (uint8_t)b;
			must(canary_whole(room, size, n) == (b == was ? n : i));
		}
		room[size + i] = was;
	}
	ck_assert_uint_eq(canary_whole(room, size, n), n);
}
END_TEST

START_TEST(test_the_first_of_several_changes_is_told)
{
	canary_fill(room, 0, BLOCK);
	memset(room + 40, 0, 20);
	room[50] = 1;
	ck_assert_uint_eq(canary_whole(room, 0, BLOCK), 40);
	ck_assert_uint_eq(canary_whole(room, 0, 40), 40);
}
END_TEST

START_TEST(test_what_stands_before_and_behind_is_no_matter)
{
	canary_fill(room, 16, 16);
	memset(room, 1, 16);
	memset(room + 32, 1, 16);
	ck_assert_uint_eq(canary_whole(room, 16, 16), 16);
}
END_TEST

/* A canary that was read elsewhere, or copied along, is none. */
START_TEST(test_blocks_have_different_canaries)
{
	for (size_t at = 16; at < MOST - CANARY_LEAST; at += 16) {
		canary_fill(room, 0, CANARY_LEAST);
		memcpy(room + at, room, CANARY_LEAST);
		must(canary_whole(room + at, 0, CANARY_LEAST) < CANARY_LEAST);
	}
}
END_TEST

START_TEST(test_keys_have_different_canaries)
{
	canary_fill(room, 0, CANARY_LEAST);
	secret_init();
	ck_assert_uint_lt(canary_whole(room, 0, CANARY_LEAST), CANARY_LEAST);
}
END_TEST

START_TEST(test_no_byte_is_ever_zero)
{
	for (int i = 0; i < 2000; i++) {
		secret_init();
		canary_fill(room, 0, MOST);
		must(!memchr(room, 0, MOST));
	}
}
END_TEST

static Suite *canary_suite(void)
{
	Suite *s = suite_create("canary");
	TCase *core = suite_case(s, "core", setup);

	tcase_add_test(core, test_fill_keeps_to_its_bytes);
	tcase_add_test(core, test_each_change_of_each_byte_is_found);
	tcase_add_test(core, test_the_first_of_several_changes_is_told);
	tcase_add_test(core, test_what_stands_before_and_behind_is_no_matter);
	tcase_add_test(core, test_blocks_have_different_canaries);
	tcase_add_test(core, test_keys_have_different_canaries);
	tcase_add_test(core, test_no_byte_is_ever_zero);
	return s;
}

int main(void)
{
	return suite_run(canary_suite());
}
