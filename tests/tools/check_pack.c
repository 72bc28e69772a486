/* SPDX-License-Identifier: MIT */
/*
 * tools/check_pack.c - a scene in few bytes, as a difference to the one before
 */
#include "picture/pack.h"
#include "support/suite.h"
#include "tools/picture.h"

#include <stdlib.h>
#include <string.h>

static const unsigned char *at, *end;

static uint32_t get(void)
{
	uint32_t n = 0;

	for (unsigned shift = 0;; shift += 7) {
		must(at < end);
		n |= (uint32_t)(*at & 0x7f) << shift;
		if (!(*at++ & 0x80))
			return n;
	}
}

static void read_parts(struct area *a)
{
	for (uint32_t i = 0; i < a->nr_cells;) {
		i += get();
		for (uint32_t n = get(); n; n--) {
			uint8_t kind = (uint8_t)get();
			uint16_t stripe = (uint16_t)(get() - 1);
			uint32_t length = get();

			must(length && i + length <= a->nr_cells);
			for (uint32_t j = 0; j < length; j++, i++) {
				struct cell *c = &a->cell[i];

				c->kind = kind;
				c->stripe = stripe;
				c->flags &= (uint8_t)~CELL_HEAD;
				c->flags |= j ? 0 : CELL_HEAD;
			}
		}
	}
}

static void read_flag(struct area *a, uint8_t flag)
{
	bool turn = false;

	for (uint32_t i = 0; i < a->nr_cells; turn = !turn)
		for (uint32_t n = get(); n; n--, i++) {
			must(i < a->nr_cells);
			a->cell[i].flags ^= turn ? flag : 0;
		}
}

/* What a player would have after `before`, or nothing, and the bytes. */
static void unpack(struct scene *to, const struct scene *like,
		   const struct scene *before)
{
	*to = *like;
	for (unsigned i = 0; i < NR_AREAS; i++) {
		struct area *a = &to->area[i];
		uint32_t n = before ? before->area[i].nr_cells : 0;

		a->cell = calloc(a->nr_cells + 1, sizeof(*a->cell));
		ck_assert_ptr_nonnull(a->cell);
		n = n < a->nr_cells ? n : a->nr_cells;
		if (n)
			memcpy(a->cell, before->area[i].cell,
			       n * sizeof(*a->cell));
		read_parts(a);
		read_flag(a, CELL_RESIDENT);
		read_flag(a, CELL_SWAPPED);
	}
}

static size_t round_trip(const struct scene *s, const struct scene *before)
{
	struct scene t;
	char *bytes = NULL;
	size_t nr = 0;
	FILE *out = open_memstream(&bytes, &nr);

	ck_assert_ptr_nonnull(out);
	pack_scene(out, s, before);
	fclose(out);
	at = (const unsigned char *)bytes;
	end = at + nr;
	unpack(&t, s, before);
	ck_assert_ptr_eq(at, end);
	for (unsigned i = 0; i < NR_AREAS; i++)
		ck_assert(picture_same(&t.area[i], &s->area[i]));
	scene_free(&t);
	free(bytes);
	return nr;
}

START_TEST(test_a_scene_comes_back)
{
	static const uint32_t sizes[] = { 0, 1, 2, 127, 128, 5000, 40000 };
	struct scene s;

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		picture_scene(&s, sizes[i] / 3, sizes[i], i + 1);
		round_trip(&s, NULL);
		scene_free(&s);
	}
}
END_TEST

START_TEST(test_a_difference_comes_back)
{
	static const uint32_t from[] = { 0, 300, 5000, 4096, 4096 };
	static const uint32_t to[] = { 300, 0, 4096, 5000, 4096 };
	struct scene a, b;

	for (unsigned i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		picture_scene(&a, 10, from[i], i);
		picture_scene(&b, 20, to[i], i + 1);
		round_trip(&b, &a);
		scene_free(&a);
		scene_free(&b);
	}
}
END_TEST

START_TEST(test_a_small_difference_is_small)
{
	struct scene a, b;

	picture_scene(&a, 0, 40000, 1);
	picture_scene(&b, 0, 40000, 1);
	ck_assert_uint_lt(round_trip(&b, &a), 64);
	b.area[2].cell[2000].stripe = 77;
	b.area[2].cell[2000].flags |= CELL_HEAD;
	b.area[2].cell[2001].flags |= CELL_HEAD;
	b.area[2].cell[3000].flags ^= CELL_RESIDENT;
	ck_assert_uint_lt(round_trip(&b, &a), 200);
	scene_free(&a);
	scene_free(&b);
}
END_TEST

/* The first cell that is neither the head nor the end of its part. */
static uint32_t middle(const struct area *a)
{
	uint32_t i = 1;

	while (a->cell[i].flags & CELL_HEAD || a->cell[i + 1].flags & CELL_HEAD)
		i++;
	return i;
}

START_TEST(test_only_a_border_differs)
{
	struct scene a, b;

	picture_scene(&a, 0, 5000, 1);
	picture_scene(&b, 0, 5000, 1);
	b.area[2].cell[middle(&b.area[2])].flags |= CELL_HEAD;
	round_trip(&b, &a);
	round_trip(&a, &b);
	scene_free(&a);
	scene_free(&b);
}
END_TEST

START_TEST(test_base64)
{
	static const char *const text[] = { "", "TQ==", "TWE=", "TWFu" };
	char *out = NULL;
	size_t nr;

	for (size_t i = 0; i < 4; i++) {
		FILE *f = open_memstream(&out, &nr);

		pack_base64(f, (const unsigned char *)"Man", i);
		fclose(f);
		ck_assert_str_eq(out, text[i]);
		free(out);
	}
}
END_TEST

static Suite *pack_suite(void)
{
	Suite *suite = suite_create("pack");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_test(core, test_a_scene_comes_back);
	tcase_add_test(core, test_a_difference_comes_back);
	tcase_add_test(core, test_a_small_difference_is_small);
	tcase_add_test(core, test_only_a_border_differs);
	tcase_add_test(core, test_base64);
	return suite;
}

int main(void)
{
	return suite_run(pack_suite());
}
