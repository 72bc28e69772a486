/* SPDX-License-Identifier: MIT */
/*
 * tools/check_html.c - the picture as a page that answers, and films
 */
#include "picture/html.h"
#include "picture/palette.h"
#include "support/suite.h"
#include "tools/picture.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static char *page;
static struct film film;
static struct failure why;

static void add(uint32_t pages, unsigned seed)
{
	struct scene s;

	picture_scene(&s, 100, pages, seed);
	ck_assert(film_add(&film, &s, &why));
}

/* Writes the page, and takes the film's object out of it again. */
static json_t *shown(bool rows)
{
	static const char start[] = "id=\"data\">";
	size_t bytes;
	FILE *out = open_memstream(&page, &bytes);
	char *from, *to;

	ck_assert_ptr_nonnull(out);
	ck_assert(film_write(out, &film, rows, &why));
	fclose(out);
	film_free(&film);
	from = strstr(page, start);
	ck_assert_ptr_nonnull(from);
	from += strlen(start);
	to = strstr(from, "</script>");
	ck_assert_ptr_nonnull(to);
	/* Names cannot end the script, nor start a comment in it. */
	ck_assert_ptr_null(memchr(from, '<', (size_t)(to - from)));
	return json_loadb(from, (size_t)(to - from), 0, NULL);
}

static const json_t *constant(const json_t *data, const char *name)
{
	return json_object_get(json_object_get(data, "film"), name);
}

START_TEST(test_the_page_is_whole)
{
	json_t *data;

	add(2000, 1);
	data = shown(true);
	ck_assert_ptr_nonnull(data);
	ck_assert_ptr_eq(strstr(page, "<!doctype html>"), page);
	ck_assert_str_eq(page + strlen(page) - 8, "</html>\n");
	ck_assert_ptr_null(strstr(page, "://"));
	ck_assert_ptr_null(strstr(page, "src="));
	ck_assert_ptr_null(strstr(page, "@FILM@"));
	json_decref(data);
	free(page);
}
END_TEST

START_TEST(test_constants)
{
	json_t *data;

	add(2000, 1);
	data = shown(true);
	ck_assert_str_eq(json_string_value(constant(data, "title")),
			 "a<b&c? (42)");
	ck_assert_str_eq(json_string_value(constant(data, "base")),
			 "0x7f0000000000");
	ck_assert(json_is_true(constant(data, "rows")));
	ck_assert(json_is_true(constant(data, "residency")));
	ck_assert_uint_eq(json_array_size(constant(data, "sizes")), 4);
	ck_assert_uint_eq(
		json_array_size(json_array_get(constant(data, "palettes"), 1)),
		NR_COLOURS);
	json_decref(data);
	free(page);
}
END_TEST

START_TEST(test_frames)
{
	json_t *data, *frames, *frame;
	size_t first, second;

	add(2000, 1);
	add(2000, 1);
	add(3000, 2);
	data = shown(false);
	frames = json_object_get(data, "frames");
	ck_assert_uint_eq(json_array_size(frames), 3);
	frame = json_array_get(frames, 0);
	ck_assert(json_is_true(json_object_get(frame, "key")));
	first = json_string_length(json_object_get(frame, "data"));
	frame = json_array_get(frames, 1);
	ck_assert(json_is_false(json_object_get(frame, "key")));
	second = json_string_length(json_object_get(frame, "data"));
	ck_assert_uint_lt(second, first / 10);
	frame = json_array_get(
		json_object_get(json_array_get(frames, 2), "areas"), 2);
	ck_assert_int_eq(json_integer_value(json_object_get(frame, "cells")),
			 3000);
	json_decref(data);
	free(page);
}
END_TEST

START_TEST(test_keys_come_again)
{
	json_t *data;
	unsigned keys = 0;

	for (unsigned i = 0; i < 60; i++)
		add(10, i);
	data = shown(false);
	for (unsigned i = 0; i < 60; i++)
		keys += json_is_true(json_object_get(
			json_array_get(json_object_get(data, "frames"), i),
			"key"));
	ck_assert_uint_eq(keys, 3);
	json_decref(data);
	free(page);
}
END_TEST

START_TEST(test_a_heap_that_grows_large)
{
	json_t *data, *frame;

	add(1000, 1);
	add(3 << 20, 2);
	data = shown(false);
	frame = json_array_get(json_object_get(data, "frames"), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(frame, "shift")),
			 1);
	ck_assert(json_is_true(json_object_get(frame, "key")));
	json_decref(data);
	free(page);
}
END_TEST

static Suite *html_suite(void)
{
	Suite *suite = suite_create("html");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_test(core, test_the_page_is_whole);
	tcase_add_test(core, test_constants);
	tcase_add_test(core, test_frames);
	tcase_add_test(core, test_keys_come_again);
	tcase_add_test(core, test_a_heap_that_grows_large);
	return suite;
}

int main(void)
{
	return suite_run(html_suite());
}
