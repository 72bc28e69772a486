/* SPDX-License-Identifier: MIT */
/*
 * unit/check_size_class.c - every size, and every offset in every slab
 */
#include "slab/size_class.h"
#include "slab/slab.h"
#include "slab/stripe_slabs.h"
#include "support/suite.h"

static size_t slab_bytes(unsigned sc)
{
	return (size_t)PAGE_BYTES << size_classes[sc].slab_order;
}

START_TEST(test_classes_ascend_in_steps)
{
	ck_assert_uint_eq(size_classes[0].size, OBJECT_STEP);
	ck_assert_uint_eq(size_classes[NR_CLASSES - 1].size, OBJECT_MAX);
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		must(is_aligned(size_classes[sc].size, OBJECT_STEP));
		must(!sc || size_classes[sc].size > size_classes[sc - 1].size);
	}
}
END_TEST

START_TEST(test_every_size_maps_to_the_smallest_class_that_fits)
{
	for (size_t size = 1; size <= OBJECT_MAX; size++) {
		unsigned sc = size_class_of(size);

		must(sc < NR_CLASSES);
		must(size_classes[sc].size >= size);
		must(!sc || size_classes[sc - 1].size < size);
	}
}
END_TEST

START_TEST(test_every_power_of_two_is_a_class)
{
	for (size_t size = OBJECT_STEP; size <= OBJECT_MAX; size *= 2)
		ck_assert_uint_eq(size_classes[size_class_of(size)].size, size);
}
END_TEST

START_TEST(test_waste_is_bounded)
{
	/* Eight sizes per doubling. */
	for (unsigned sc = 1; sc < NR_CLASSES; sc++) {
		uint32_t below = size_classes[sc - 1].size;
		uint32_t gap = size_classes[sc].size - below;

		must(gap == OBJECT_STEP || gap * 8 <= below);
	}
}
END_TEST

START_TEST(test_slabs_hold_what_fits)
{
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		const struct size_class *c = &size_classes[sc];

		must(c->nr_objs == slab_bytes(sc) / c->size);
		must(c->nr_objs >= 2 && c->nr_objs <= SLAB_OBJECTS_MAX);
		must(c->slab_order >= CHUNK_ORDER && c->slab_order <= 6);
		must(c->cache_max >= 1 && (c->cache_max + 1) / 2 <= BATCH_MAX);
	}
}
END_TEST

START_TEST(test_slabs_are_no_larger_than_they_need_to_be)
{
	enum { MANY = 16, FEW = 8 };

	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		const struct size_class *c = &size_classes[sc];

		must(c->nr_objs >= FEW);
		must(c->slab_order == CHUNK_ORDER || c->nr_objs < 2 * MANY);
	}
}
END_TEST

/* A chunk record as it would be for a slab at that address. */
static struct chunk chunk_for(unsigned sc, uintptr_t slab)
{
	return (struct chunk){
		.start = (uint32_t)slab,
		.stack_offset = (uint64_t)sc * STACK_BYTES,
		.recip = size_classes[sc].recip,
	};
}

START_TEST(test_reciprocal_division_is_exact_at_every_offset)
{
	/* The low half of the address may be anything aligned. */
	uintptr_t base = UINT64_C(0x7f12fffc0000) & ~(uintptr_t)0x3ffff;
	unsigned sc = (unsigned)_i;
	struct chunk c = chunk_for(sc, base);
	uint32_t size = size_classes[sc].size;

	ck_assert_uint_eq(chunk_class(&c), sc);
	for (size_t d = 0; d < slab_bytes(sc); d++) {
		const void *p = (void *)(base + d);

		must(object_index(&c, p) == d / size);
		must(object_is_start(&c, p) ==
		     (d % size == 0 && d / size < size_classes[sc].nr_objs));
	}
}
END_TEST

static unsigned naive_aligned(size_t size, size_t align)
{
	unsigned sc = 0;

	while (sc < NR_CLASSES &&
	       (size_classes[sc].size < size || size_classes[sc].size % align))
		sc++;
	return sc;
}

START_TEST(test_aligned_class_is_the_smallest_that_serves)
{
	for (size_t align = 1; align <= 4 * OBJECT_MAX; align *= 2)
		for (size_t size = 1; size <= OBJECT_MAX + 100; size += 3)
			must(size_class_aligned(size, align) ==
			     naive_aligned(size, align));
}
END_TEST

START_TEST(test_aligned_class_at_its_limits)
{
	ck_assert_uint_eq(size_class_aligned(0, 1), 0);
	ck_assert_uint_eq(size_classes[size_class_aligned(0, 4096)].size, 4096);
	ck_assert_uint_eq(size_class_aligned(OBJECT_MAX, 1), NR_CLASSES - 1);
	ck_assert_uint_eq(size_class_aligned(OBJECT_MAX, OBJECT_MAX),
			  NR_CLASSES - 1);
	ck_assert_uint_eq(size_class_aligned(1, 2 * OBJECT_MAX), NR_CLASSES);
	ck_assert_uint_eq(size_class_aligned(OBJECT_MAX + 1, 1), NR_CLASSES);
	ck_assert_uint_eq(size_class_aligned(SIZE_MAX, 1), NR_CLASSES);
	ck_assert_uint_eq(size_class_aligned(1, (size_t)1 << 63), NR_CLASSES);
}
END_TEST

static Suite *size_class_suite(void)
{
	Suite *s = suite_create("size_class");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_classes_ascend_in_steps);
	tcase_add_test(core,
		       test_every_size_maps_to_the_smallest_class_that_fits);
	tcase_add_test(core, test_every_power_of_two_is_a_class);
	tcase_add_test(core, test_waste_is_bounded);
	tcase_add_test(core, test_slabs_hold_what_fits);
	tcase_add_test(core, test_slabs_are_no_larger_than_they_need_to_be);
	tcase_add_loop_test(core,
			    test_reciprocal_division_is_exact_at_every_offset,
			    0, NR_CLASSES);
	tcase_add_test(core, test_aligned_class_is_the_smallest_that_serves);
	tcase_add_test(limits, test_aligned_class_at_its_limits);
	return s;
}

int main(void)
{
	return suite_run(size_class_suite());
}
