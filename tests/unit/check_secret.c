/* SPDX-License-Identifier: MIT */
/*
 * unit/check_secret.c - what an attacker cannot foretell
 */
#include "harden/secret.h"
#include "support/suite.h"
#include "support/threads.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Bytes as they stand in memory. */
struct vector {
	uint8_t key[16], message[8], hash[8];
};

/* The first is published with the function; the others are by another
 * implementation of it. */
static const struct vector vectors[] = {
	{ { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a,
	    0x0b, 0x0c, 0x0d, 0x0e, 0x0f },
	  { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07 },
	  { 0x62, 0x24, 0x93, 0x9a, 0x79, 0xf5, 0xf5, 0x93 } },
	{ { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a,
	    0x0b, 0x0c, 0x0d, 0x0e, 0x0f },
	  { 0 },
	  { 0xa7, 0x81, 0x76, 0xa0, 0x1c, 0x85, 0xd3, 0x39 } },
	{ { 0 }, { 0 }, { 0x67, 0x25, 0xfe, 0x6f, 0xbb, 0xe8, 0x49, 0xe8 } },
	{ { 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
	    0xfb, 0xfc, 0xfd, 0xfe, 0xff },
	  { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	  { 0x3d, 0x3f, 0xf0, 0x27, 0xf6, 0x9d, 0xfb, 0x43 } },
};

START_TEST(test_hash_is_the_published_one)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++) {
		struct secret_key key;
		uint64_t word, hash;

		memcpy(&key, vectors[i].key, sizeof(key));
		memcpy(&word, vectors[i].message, sizeof(word));
		hash = secret_hash_with(&key, word);
		ck_assert_mem_eq(&hash, vectors[i].hash, sizeof(hash));
	}
}
END_TEST

START_TEST(test_hash_is_the_same_for_the_same_word)
{
	uint64_t first = secret_hash(1);

	ck_assert_uint_ne(first, secret_hash(2));
	secret_below(7);
	ck_assert_uint_eq(first, secret_hash(1));
}
END_TEST

START_TEST(test_each_key_hashes_differently)
{
	uint64_t first = secret_hash(1);

	secret_init();
	ck_assert_uint_ne(first, secret_hash(1));
}
END_TEST

START_TEST(test_numbers_are_below_the_bound)
{
	for (uint32_t n = UINT32_MAX; n; n >>= 1)
		for (int i = 0; i < 200; i++)
			must(secret_below(n) < n);
	ck_assert_uint_eq(secret_below(1), 0);
}
END_TEST

/* Where each of n is expected 1000 times, eight deviations are 256. */
START_TEST(test_numbers_are_uniform)
{
	static const uint32_t bounds[] = { 2, 3, 64, 100, 1024 };
	enum { EACH = 1000, OFF = 256 };

	for (size_t b = 0; b < ARRAY_SIZE(bounds); b++) {
		unsigned seen[1024] = { 0 };
		uint32_t n = bounds[b];

		for (uint32_t i = 0; i < n * EACH; i++)
			seen[secret_below(n)]++;
		for (uint32_t i = 0; i < n; i++)
			must(seen[i] > EACH - OFF && seen[i] < EACH + OFF);
	}
}
END_TEST

/* Nor does a number tell the next. */
START_TEST(test_pairs_are_uniform)
{
	enum { N = 8, EACH = 1000, OFF = 256 };
	unsigned seen[N][N] = { { 0 } };
	uint32_t last = secret_below(N);

	for (unsigned i = 0; i < N * N * EACH; i++) {
		uint32_t next = secret_below(N);

		seen[last][next]++;
		last = next;
	}
	for (unsigned i = 0; i < N; i++)
		for (unsigned j = 0; j < N; j++)
			must(seen[i][j] > EACH - OFF &&
			     seen[i][j] < EACH + OFF);
}
END_TEST

enum { DRAWS = 8, THREADS = 16 };

struct draws {
	uint32_t n[DRAWS];
};

static void draw(void *draws)
{
	struct draws *d = draws;

	for (unsigned i = 0; i < DRAWS; i++)
		d->n[i] = secret_below(UINT32_MAX);
}

static void draw_each(void *draws, unsigned i)
{
	draw((struct draws *)draws + i);
}

static void ck_all_differ(const struct draws *d, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < i; j++)
			ck_assert_mem_ne(&d[i], &d[j], sizeof(*d));
}

START_TEST(test_threads_draw_differently)
{
	struct draws d[THREADS + 1];

	draw(&d[THREADS]);
	threads_run(THREADS, draw_each, d);
	ck_all_differ(d, THREADS + 1);
}
END_TEST

/* They may lie at the same address. */
START_TEST(test_successive_threads_draw_differently)
{
	struct draws d[THREADS];

	for (unsigned i = 0; i < THREADS; i++)
		thread_run(draw, &d[i]);
	ck_all_differ(d, THREADS);
}
END_TEST

START_TEST(test_each_key_draws_differently)
{
	struct draws d[2];

	for (unsigned i = 0; i < 2; i++) {
		secret_init();
		draw(&d[i]);
	}
	ck_all_differ(d, 2);
}
END_TEST

START_TEST(test_children_of_a_fork_draw_differently)
{
	uint64_t hash = secret_hash(1);
	struct draws d[8];

	/* The same start for all of them. */
	for (unsigned i = 0; i < 4; i++) {
		int fds[2];

		ck_assert_int_eq(pipe(fds), 0);
		if (!fork()) {
			secret_after_fork((uint64_t)getpid());
			draw(&d[0]);
			thread_run(draw, &d[1]);
			(void)!write(fds[1], d, 2 * sizeof(*d));
			_exit(secret_hash(1) != hash);
		}
		ck_assert_int_eq(read(fds[0], &d[2 * i], 2 * sizeof(*d)),
				 2 * sizeof(*d));
		close(fds[0]);
		close(fds[1]);
	}
	for (unsigned i = 0; i < 4; i++) {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_all_differ(d, 8);
}
END_TEST

static Suite *secret_suite(void)
{
	Suite *s = suite_create("secret");
	TCase *core = suite_case(s, "core", secret_init);
	TCase *concurrency = suite_case(s, "concurrency", secret_init);

	tcase_add_test(core, test_hash_is_the_published_one);
	tcase_add_test(core, test_hash_is_the_same_for_the_same_word);
	tcase_add_test(core, test_each_key_hashes_differently);
	tcase_add_test(core, test_numbers_are_below_the_bound);
	tcase_add_test(core, test_numbers_are_uniform);
	tcase_add_test(core, test_pairs_are_uniform);
	tcase_add_test(core, test_each_key_draws_differently);
	tcase_add_test(core, test_children_of_a_fork_draw_differently);
	tcase_add_test(concurrency, test_threads_draw_differently);
	tcase_add_test(concurrency, test_successive_threads_draw_differently);
	return s;
}

int main(void)
{
	return suite_run(secret_suite());
}
