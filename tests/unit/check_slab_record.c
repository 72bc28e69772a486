/* SPDX-License-Identifier: MIT */
/*
 * unit/check_slab_record.c - the memory of struct slab and of what follows it
 */
#include "slab/slab_record.h"
#include "support/heap.h"
#include "support/suite.h"

#include <string.h>

/* Nothing, each of the defences alone, and all. */
enum { NR_DEFENCES = 5, NR_FEATURE_SETS = NR_DEFENCES + 2 };

static void make_heap(int i)
{
	heap_make_hardened(256 * MIB,
			   i > NR_DEFENCES ? HARDEN_ALL : 1u << i >> 1);
}

/* Where the states end, and with canaries what was asked for. */
static size_t end_offset(unsigned sc)
{
	size_t nr = size_classes[sc].nr_objs;

	if (harden_on(HARDEN_CANARY))
		return slab_wanted_offset(sc) + nr * sizeof(uint16_t);
	return slab_state_offset(sc) + nr + 1;
}

static struct slab *make(unsigned sc)
{
	struct slab *slab = slab_record_alloc(sc);

	must(slab);
	slab->sc = (uint16_t)sc;
	return slab;
}

static bool is_clear(const struct slab *slab, unsigned sc)
{
	size_t from = offsetof(struct slab, free_bits);
	const char *p = (const char *)slab;

	for (size_t at = from;
	     at < slab_state_offset(sc) + size_classes[sc].nr_objs + 1; at++)
		if (p[at])
			return false;
	return true;
}

/* All that a slab of the class may leave in it when its objects are back. */
static void use(struct slab *slab)
{
	unsigned sc = slab->sc;
	size_t from = slab_state_offset(sc);
	char *p = (char *)slab;

	memset(slab->free_bits, 0xff,
	       BITMAP_WORDS(size_classes[sc].nr_objs) * 8);
	if (harden_on(HARDEN_POISON))
		memset(p + from, OBJECT_POISONED, size_classes[sc].nr_objs);
	if (harden_on(HARDEN_CANARY)) {
		from = slab_wanted_offset(sc);
		memset(p + from, 0xff, end_offset(sc) - from);
	}
}

START_TEST(test_records_have_the_room_and_lie_apart)
{
	static struct slab *slab[NR_CLASSES];

	make_heap(_i);
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		slab[sc] = make(sc);
		must(is_clear(slab[sc], sc));
		memset((char *)slab[sc] + sizeof(struct slab), (int)sc + 1,
		       end_offset(sc) - sizeof(struct slab));
	}
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		const char *p = (const char *)slab[sc];

		must(slab[sc]->sc == sc);
		must(p[sizeof(struct slab)] == (char)(sc + 1));
		must(!memcmp(p + sizeof(struct slab),
			     p + sizeof(struct slab) + 1,
			     end_offset(sc) - sizeof(struct slab) - 1));
	}
}
END_TEST

START_TEST(test_record_comes_back_clear)
{
	make_heap(_i);
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		struct slab *slab = make(sc), *again;

		use(slab);
		slab_record_free(slab);
		again = make(sc);
		must(again == slab && is_clear(slab, sc));
	}
}
END_TEST

/* Another class has its states elsewhere. */
START_TEST(test_record_comes_back_clear_for_any_class)
{
	struct slab *slab;

	make_heap(_i);
	slab = make(0);
	for (unsigned sc = 0; sc < NR_CLASSES; sc++) {
		use(slab);
		slab_record_free(slab);
		must(make(sc) == slab && is_clear(slab, sc));
	}
	/* And back to the class that it was made for. */
	use(slab);
	slab_record_free(slab);
	must(make(0) == slab && is_clear(slab, 0));
}
END_TEST

START_TEST(test_no_class_gets_too_small_a_record)
{
	make_heap(_i);
	for (unsigned from = 0; from < NR_CLASSES; from++)
		slab_record_free(make(from));
	for (int i = 0; i < 2 * NR_CLASSES; i++) {
		unsigned sc = (unsigned)(i * 37) % NR_CLASSES;
		struct slab *slab = make(sc);

		must(end_offset(sc) <=
		     align_up(end_offset(slab->record_class), CACHE_LINE));
		must(is_clear(slab, sc));
		use(slab);
		if (i % 2)
			slab_record_free(slab);
	}
}
END_TEST

static Suite *slab_record_suite(void)
{
	/* Defences need the objects' states. */
	const int n = OBJECT_CHECK ? NR_FEATURE_SETS : 1;
	Suite *s = suite_create("slab_record");
	TCase *core = suite_case(s, "core", NULL);

	tcase_add_loop_test(core, test_records_have_the_room_and_lie_apart, 0,
			    n);
	tcase_add_loop_test(core, test_record_comes_back_clear, 0, n);
	tcase_add_loop_test(core, test_record_comes_back_clear_for_any_class, 0,
			    n);
	tcase_add_loop_test(core, test_no_class_gets_too_small_a_record, 0, n);
	return s;
}

int main(void)
{
	return suite_run(slab_record_suite());
}
