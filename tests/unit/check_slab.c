/* SPDX-License-Identifier: MIT */
/*
 * unit/check_slab.c - one slab: its records, its objects, its end
 */
#include "slab/slab.h"
#include "os/mem.h"
#include "support/heap.h"
#include "support/inject.h"
#include "support/probe.h"
#include "support/random.h"
#include "support/suite.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

enum { STRIPE = 0 };

static struct slab *slab;
static const struct size_class *class;

static void make(unsigned sc)
{
	slab = slab_create(sc, STRIPE, false);
	ck_assert_ptr_nonnull(slab);
	class = &size_classes[sc];
}

static void setup(void)
{
	heap_setup_64m();
	make(size_class_of(64));
}

static char *start(void)
{
	return pfn_to_addr(slab->pfn);
}

/* Takes up to n objects; the first of them is out[0]. */
static unsigned take_some(struct object *out, unsigned n)
{
	static struct object taken[SLAB_OBJECTS_MAX];
	struct object *end = taken + SLAB_OBJECTS_MAX;
	unsigned got = slab_take(slab, end, n);

	for (unsigned i = 0; i < got; i++)
		out[i] = *--end;
	return got;
}

static char *take(void)
{
	struct object object;

	ck_assert_uint_eq(take_some(&object, 1), 1);
	return object.address;
}

/* Takes all that is left, in order; returns how many. */
static unsigned take_all(struct object *out)
{
	unsigned got = 0, n;

	while ((n = take_some(out + got, SLAB_OBJECTS_MAX - got)))
		got += n;
	return got;
}

START_TEST(test_create_publishes_every_chunk)
{
	slab = slab_create((unsigned)_i, STRIPE, false);
	ck_assert_ptr_nonnull(slab);
	class = &size_classes[_i];
	ck_assert(slab_empty(slab));
	ck_assert(is_aligned((uintptr_t)start(),
			     (size_t)PAGE_BYTES << class->slab_order));
	for (size_t at = 0; at < (size_t)PAGE_BYTES << class->slab_order;
	     at += CHUNK_BYTES) {
		const struct chunk *c = chunk_of(start() + at);

		must(load_relaxed(&c->home) == STRIPE + 1);
		must(chunk_class(c) == (unsigned)_i);
		must(chunk_slab(c) == slab);
	}
	ck_assert_uint_eq(heap_page(start()).flags & BUDDY_PG_SLAB,
			  BUDDY_PG_SLAB);
	slab_destroy(slab);
	ck_pages_sound();
}
END_TEST

START_TEST(test_objects_start_free)
{
	const struct chunk *c = chunk_of(start());

	for (unsigned i = 0; i <= class->nr_objs; i++)
		must(state_load(&c->state[i]) == OBJECT_FREE);
}
END_TEST

START_TEST(test_take_is_in_address_order)
{
	static struct object out[SLAB_OBJECTS_MAX];
	unsigned n = take_all(out);

	ck_assert_uint_eq(n, class->nr_objs);
	ck_assert_uint_eq(slab->nr_free, 0);
	for (unsigned i = 0; i < n; i++) {
		must(out[i].address == start() + (size_t)i * class->size);
		must(object_is_start(chunk_of(out[i].address), out[i].address));
		if (OBJECT_CHECK)
			must(out[i].state == chunk_of(start())->state + i);
	}
}
END_TEST

START_TEST(test_take_hands_out_at_most_a_page_of_fresh_objects)
{
	static struct object out[SLAB_OBJECTS_MAX];

	ck_assert_uint_eq(take_some(out, SLAB_OBJECTS_MAX), PAGE_BYTES / 64);
	ck_assert_uint_eq(slab->fresh, PAGE_BYTES / 64);
}
END_TEST

START_TEST(test_take_prefers_what_came_back)
{
	static struct object out[SLAB_OBJECTS_MAX];

	ck_assert_uint_eq(take_some(out, 10), 10);
	slab_put(slab, out[7].address);
	slab_put(slab, out[2].address);
	ck_assert_uint_eq(slab->nr_free, class->nr_objs - 8);
	ck_assert_ptr_eq(take(), out[2].address);
	ck_assert_ptr_eq(take(), out[7].address);
	ck_assert_ptr_eq(take(), start() + (size_t)10 * 64);
}
END_TEST

START_TEST(test_stack_of_what_was_taken_pops_the_lowest_first)
{
	struct object out[4];

	ck_assert_uint_eq(slab_take(slab, out + 4, 4), 4);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_ptr_eq(out[3 - i].address, start() + (size_t)i * 64);
	/* Only as many are written as there are. */
	slab->fresh = class->nr_objs - 1;
	slab->nr_free = 1;
	ck_assert_uint_eq(slab_take(slab, out + 4, 4), 1);
	ck_assert_ptr_eq(out[2].address, start() + 64);
}
END_TEST

/* ---- where places are random ------------------------------------------- */

static void setup_random(void)
{
	heap_make_hardened(256 * MIB, HARDEN_RANDOM);
	make(size_class_of(64));
}

static unsigned number_of(const struct object *object)
{
	return (unsigned)(((char *)object->address - start()) / 64);
}

START_TEST(test_random_objects_are_all_of_the_slab)
{
	static struct object out[SLAB_OBJECTS_MAX];
	static bool taken[SLAB_OBJECTS_MAX];
	unsigned up = 0, n;

	for (unsigned left = class->nr_objs; left; left -= n) {
		ck_assert_uint_eq(slab->nr_free, left);
		n = take_some(out, 7);
		must(n == (left < 7 ? left : 7));
		for (unsigned i = 0; i < n; i++) {
			must(object_is_start(chunk_of(start()),
					     out[i].address));
			must(number_of(&out[i]) < class->nr_objs);
			must(!taken[number_of(&out[i])]);
			taken[number_of(&out[i])] = true;
			if (OBJECT_CHECK)
				must(out[i].state ==
				     chunk_of(start())->state +
					     number_of(&out[i]));
			up += i && out[i].address > out[i - 1].address;
		}
	}
	ck_assert_uint_eq(take_some(out, 1), 0);
	/* Of 6 / 7 of them it could have been. */
	ck_assert_uint_gt(up, class->nr_objs / 5);
	ck_assert_uint_lt(up, class->nr_objs * 2 / 3);
}
END_TEST

/* Also of a few at the end, where each is expected 200 times. */
START_TEST(test_random_objects_are_uniform)
{
	enum { FEW = 8, EACH = 200, OFF = 120 };
	static struct object out[SLAB_OBJECTS_MAX];
	unsigned seen[FEW] = { 0 }, low = class->nr_objs - FEW;

	take_all(out);
	for (unsigned i = low; i < class->nr_objs; i++)
		slab_put(slab, start() + (size_t)i * 64);
	for (unsigned i = 0; i < FEW * EACH; i++) {
		must(take_some(out, 1) == 1 && number_of(out) >= low);
		seen[number_of(out) - low]++;
		slab_put(slab, out->address);
	}
	for (unsigned i = 0; i < FEW; i++)
		must(seen[i] > EACH - OFF && seen[i] < EACH + OFF);
}
END_TEST

enum { MODEL_OBJECTS = 256, MODEL_STEPS = 20000, MODEL_BATCH = 9 };

/* What each object is, in the model of a slab. */
static enum { FRESH, USED, RETURNED } model[MODEL_OBJECTS];

/* The object that must be taken next. */
static unsigned model_next(void)
{
	unsigned i = 0;

	while (i < MODEL_OBJECTS && model[i] != RETURNED)
		i++;
	if (i == MODEL_OBJECTS)
		for (i = 0; model[i] != FRESH; i++)
			;
	return i;
}

static void model_take(unsigned n)
{
	struct object out[MODEL_BATCH];

	n = take_some(out, n);
	for (unsigned k = 0; k < n; k++) {
		unsigned i = model_next();

		must(out[k].address == start() + (size_t)i * class->size);
		model[i] = USED;
	}
}

START_TEST(test_take_gives_the_lowest_of_what_came_back)
{
	struct rng rng = rng_seeded(__func__);

	ck_assert_uint_eq(class->nr_objs, MODEL_OBJECTS);
	for (int step = 0; step < MODEL_STEPS; step++) {
		unsigned i = (unsigned)rng_below(&rng, MODEL_OBJECTS);

		if (model[i] == USED) {
			slab_put(slab, start() + (size_t)i * class->size);
			model[i] = RETURNED;
		} else if (rng_below(&rng, 4) == 0) {
			model_take(1 + (unsigned)rng_below(&rng, MODEL_BATCH));
		}
		for (unsigned w = 0; w < slab->first_word; w++)
			must(!slab->free_bits[w]);
	}
}
END_TEST

START_TEST(test_slab_is_empty_when_all_came_back)
{
	static struct object out[SLAB_OBJECTS_MAX];
	unsigned n = take_all(out);

	for (unsigned i = 0; i < n; i++) {
		ck_assert(!slab_empty(slab));
		slab_put(slab, out[(i * 7 + 3) % n].address);
	}
	ck_assert(slab_empty(slab));
	ck_assert_uint_eq(take_all(out), n);
}
END_TEST

START_TEST(test_destroy_gives_the_pages_back)
{
	uint64_t before = zone_usage(zone_highest).free;
	char *object = take(), *first = start();

	slab_put(slab, object);
	slab_destroy(slab);
	ck_assert_uint_eq(load_relaxed(&chunk_of(first)->home), 0);
	ck_assert_uint_eq(zone_usage(zone_highest).free,
			  before + (1u << class->slab_order));
	ck_heap_sound();
}
END_TEST

START_TEST(test_Z1_destroy_marks_only_what_was_handed_out)
{
	char *object = take();

	memset(object, 1, 64);
	slab_put(slab, object);
	slab_destroy(slab);
	ck_assert_uint_eq(zone_usage(zone_highest).dirty, 1);
	ck_heap_sound();
}
END_TEST

/* Destroys the slab, one object of which was used. */
static void use_and_destroy(void)
{
	char *object = take();

	memset(object, 1, class->size);
	slab_put(slab, object);
	slab_destroy(slab);
}

/* The largest slabs cover a system page wherever any does. */
static void make_populated(void)
{
	slab_destroy(slab);
	class = &size_classes[NR_CLASSES - 1];
	slab = slab_create(NR_CLASSES - 1, STRIPE, true);
}

START_TEST(test_Z1_destroy_marks_all_of_a_populated_slab)
{
	uint32_t nr_pages;

	make_populated();
	/* A kernel without the call leaves the slab as it was. */
	if (!slab->populated)
		return;
	nr_pages = 1u << class->slab_order;
	ck_assert_uint_eq(probe_resident(start(), nr_pages << PAGE_SHIFT),
			  nr_pages);
	ck_assert_uint_eq(slab_unused_pages(slab), 0);
	use_and_destroy();
	ck_assert_uint_eq(zone_usage(zone_highest).dirty, nr_pages);
	ck_heap_sound();
}
END_TEST

START_TEST(test_Z1_failed_populate_changes_nothing)
{
	inject_fail(OS_POPULATE, 0, ALWAYS, EINVAL);
	make_populated();
	ck_assert_uint_eq(inject_seen(OS_POPULATE), 1);
	ck_assert(!slab->populated);
	ck_assert_uint_eq(slab_used_pages(slab), 0);
	use_and_destroy();
	ck_assert_uint_eq(zone_usage(zone_highest).dirty,
			  bytes_to_pages(class->size));
	ck_heap_sound();
}
END_TEST

START_TEST(test_dirty_pages_are_not_populated)
{
	char *object = take();

	memset(object, 1, class->size);
	slab_put(slab, object);
	inject_stop();
	make_populated();
	ck_assert(block_any_dirty(slab->pfn, 1u << class->slab_order));
	ck_assert_uint_eq(inject_seen(OS_POPULATE), 0);
	ck_assert(!slab->populated);
}
END_TEST

START_TEST(test_slab_within_a_system_page_is_not_populated)
{
	slab_destroy(slab);
	inject_stop();
	slab = slab_create(size_class_of(64), STRIPE, true);
	ck_assert_uint_eq(inject_seen(OS_POPULATE), 0);
	ck_assert(!slab->populated);
}
END_TEST

START_TEST(test_records_are_used_again)
{
	size_t before;

	slab_destroy(slab);
	before = arena_own_bytes();
	for (int i = 0; i < 5000; i++) {
		char *object;

		make(size_class_of(64));
		object = take();
		must(object == start());
		slab_put(slab, object);
		slab_destroy(slab);
	}
	ck_assert_uint_eq(arena_own_bytes(), before);
	ck_heap_sound();
}
END_TEST

START_TEST(test_create_without_memory)
{
	unsigned n = 0;

	/* What is committed already runs out first. */
	inject_fail(OS_COMMIT, 0, ALWAYS, ENOMEM);
	while (slab_create(size_class_of(64), STRIPE, false))
		n++;
	ck_assert_uint_lt(n, arena.bytes / CHUNK_BYTES);
	ck_pages_sound();
	inject_stop();
	ck_assert_ptr_nonnull(slab_create(size_class_of(64), STRIPE, false));
	ck_pages_sound();
}
END_TEST

START_TEST(test_put_twice_stops_the_program)
{
	char *object = take();

	slab_put(slab, object);
	slab_put(slab, object);
}
END_TEST

START_TEST(test_put_of_a_fresh_object_stops_the_program)
{
	slab_put(slab, take() + 64);
}
END_TEST

static Suite *slab_suite(void)
{
	Suite *s = suite_create("slab");
	TCase *classes = suite_case(s, "core", heap_setup_64m);
	TCase *core = suite_case(s, "core", setup);
	TCase *random = suite_case(s, "core", setup_random);
	TCase *limits = suite_case(s, "limits", setup);
	TCase *corruption = suite_case(s, "corruption", setup);

	tcase_add_loop_test(classes, test_create_publishes_every_chunk, 0,
			    NR_CLASSES);
	tcase_add_test(core, test_objects_start_free);
	tcase_add_test(core, test_take_is_in_address_order);
	tcase_add_test(core,
		       test_take_hands_out_at_most_a_page_of_fresh_objects);
	tcase_add_test(core, test_take_prefers_what_came_back);
	tcase_add_test(core,
		       test_stack_of_what_was_taken_pops_the_lowest_first);
	tcase_add_test(core, test_take_gives_the_lowest_of_what_came_back);
	tcase_add_test(core, test_slab_is_empty_when_all_came_back);
	tcase_add_test(core, test_destroy_gives_the_pages_back);
	tcase_add_test(core, test_Z1_destroy_marks_only_what_was_handed_out);
	if (probe_real_kernel())
		tcase_add_test(core,
			       test_Z1_destroy_marks_all_of_a_populated_slab);
	tcase_add_test(core, test_dirty_pages_are_not_populated);
	if (os_page_bytes() > CHUNK_BYTES)
		tcase_add_test(core,
			       test_slab_within_a_system_page_is_not_populated);
	tcase_add_test(core, test_records_are_used_again);
	tcase_add_test(random, test_random_objects_are_all_of_the_slab);
	tcase_add_test(random, test_random_objects_are_uniform);
	tcase_add_test(limits, test_Z1_failed_populate_changes_nothing);
	tcase_add_test(limits, test_create_without_memory);
	tcase_add_test_raise_signal(corruption,
				    test_put_twice_stops_the_program, SIGABRT);
	tcase_add_test_raise_signal(
		corruption, test_put_of_a_fresh_object_stops_the_program,
		SIGABRT);
	return s;
}

int main(void)
{
	return suite_run(slab_suite());
}
