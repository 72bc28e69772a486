/* SPDX-License-Identifier: MIT */
/*
 * unit/check_remote.c - objects of other stripes on their way home
 */
#include "slab/remote.h"
#include "support/heap.h"
#include "support/suite.h"

#include <signal.h>

static struct remote_buffer remote;
static unsigned sc;

static void setup(void)
{
	heap_setup_256m();
	for (int i = 0; i < 3; i++)
		stripe_slabs_open(stripe_join()->id);
	ck_assert_uint_eq(stripes_open(), 3);
	sc = size_class_of(64);
}

static void *take(unsigned stripe, unsigned class)
{
	struct object out;

	ck_assert_uint_eq(slabs_refill(stripe, class, &out, 1), 1);
	return out.address;
}

static uint64_t nr_out(unsigned stripe, unsigned class)
{
	return load_relaxed(&slabs_of(stripe, class)->nr_out);
}

START_TEST(test_add_collects)
{
	for (uint32_t i = 1; i <= 5; i++) {
		remote_add(&remote, take(1, sc), 64);
		ck_assert_uint_eq(load_relaxed(&remote.n), i);
		ck_assert_uint_eq(load_relaxed(&remote.bytes), 64 * i);
	}
	ck_assert_uint_eq(nr_out(1, sc), 5);
	remote_flush(&remote);
	ck_assert_uint_eq(load_relaxed(&remote.n), 0);
	ck_assert_uint_eq(load_relaxed(&remote.bytes), 0);
	ck_assert_uint_eq(nr_out(1, sc), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_full_buffer_is_flushed)
{
	for (unsigned i = 0; i < REMOTE_OBJECTS; i++) {
		ck_assert_uint_eq(load_relaxed(&remote.n), i);
		remote_add(&remote, take(1, sc), 64);
	}
	ck_assert_uint_eq(load_relaxed(&remote.n), 0);
	ck_assert_uint_eq(nr_out(1, sc), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_buffer_is_bounded_in_bytes)
{
	unsigned largest = NR_CLASSES - 1;

	for (int i = 0; i < 20; i++) {
		remote_add(&remote, take(2, largest), OBJECT_MAX);
		ck_assert_uint_lt(load_relaxed(&remote.bytes), REMOTE_BYTES);
	}
	remote_flush(&remote);
	ck_assert_uint_eq(nr_out(2, largest), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_each_object_goes_to_its_own_slab)
{
	static const size_t sizes[] = { 16, 64, 1000, 5000 };
	void *object[48];
	unsigned n = 0;

	for (unsigned i = 0; i < 48; i++)
		object[n++] = take(i % 3, size_class_of(sizes[i / 3 % 4]));
	objects_put_home(object, n);
	for (unsigned stripe = 0; stripe < 3; stripe++)
		for (unsigned i = 0; i < 4; i++)
			ck_assert_uint_eq(
				nr_out(stripe, size_class_of(sizes[i])), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_put_home_of_more_than_a_batch)
{
	void *object[3 * BATCH_MAX];

	for (unsigned i = 0; i < 3 * BATCH_MAX; i++)
		object[i] = take(1, sc);
	objects_put_home(object, 3 * BATCH_MAX);
	ck_assert_uint_eq(nr_out(1, sc), 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_flush_of_nothing)
{
	remote_flush(&remote);
	objects_put_home(NULL, 0);
	ck_heap_sound();
}
END_TEST

START_TEST(test_second_free_of_an_object_whose_slab_is_gone)
{
	unsigned per_slab = size_classes[sc].nr_objs;
	void *object[2 * SLAB_OBJECTS_MAX];

	/* Of two slabs that become empty one is kept. */
	for (unsigned i = 0; i < 2 * per_slab; i++)
		object[i] = take(1, sc);
	for (unsigned i = 0; i < 2 * per_slab; i++)
		objects_put_home(&object[i], 1);
	for (unsigned i = 0; i < 2 * per_slab; i++)
		if (!load_relaxed(&chunk_of(object[i])->home))
			objects_put_home(&object[i], 1);
}
END_TEST

static Suite *remote_suite(void)
{
	Suite *s = suite_create("remote");
	TCase *core = suite_case(s, "core", setup);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *corruption = suite_case(s, "corruption", setup);

	tcase_add_test(core, test_add_collects);
	tcase_add_test(core, test_full_buffer_is_flushed);
	tcase_add_test(core, test_each_object_goes_to_its_own_slab);
	tcase_add_test(limits, test_buffer_is_bounded_in_bytes);
	tcase_add_test(limits, test_put_home_of_more_than_a_batch);
	tcase_add_test(limits, test_flush_of_nothing);
	tcase_add_test_raise_signal(
		corruption, test_second_free_of_an_object_whose_slab_is_gone,
		SIGABRT);
	return s;
}

int main(void)
{
	return suite_run(remote_suite());
}
