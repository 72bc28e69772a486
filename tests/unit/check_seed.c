/* SPDX-License-Identifier: MIT */
/*
 * unit/check_seed.c - randomness from the kernel, and where it gives none
 */
#include "os/seed.h"
#include "support/capture.h"
#include "support/suite.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct seed {
	uint64_t half[2];
};

static struct seed draw(void)
{
	struct seed seed = { { 0, 0 } };

	os_seed(seed.half);
	return seed;
}

/* In a child that says something only if it finds something wrong. */
static void expect(bool ok, const char *words)
{
	if (!ok)
		(void)!write(STDERR_FILENO, words, strlen(words));
}

static void ck_quiet(void (*fn)(void *arg))
{
	struct capture c = capture(fn, NULL);

	ck_assert(capture_exited(&c));
	ck_assert_str_eq(c.text, "");
}

START_TEST(test_all_bytes_are_drawn)
{
	struct seed seen = { { 0, 0 } };

	/* A byte that is drawn is 0 each time once in 2^160. */
	for (int i = 0; i < 20; i++) {
		struct seed now = draw();

		seen.half[0] |= now.half[0];
		seen.half[1] |= now.half[1];
	}
	ck_assert_ptr_null(memchr(&seen, 0, sizeof(seen)));
}
END_TEST

START_TEST(test_no_two_are_the_same)
{
	struct seed seed[32];

	for (unsigned i = 0; i < ARRAY_SIZE(seed); i++) {
		seed[i] = draw();
		for (unsigned j = 0; j < i; j++)
			must(seed[i].half[0] != seed[j].half[0] &&
			     seed[i].half[1] != seed[j].half[1]);
	}
}
END_TEST

START_TEST(test_errno_is_kept)
{
	errno = ERANGE;
	draw();
	ck_assert_int_eq(errno, ERANGE);
}
END_TEST

/* getrandom fails from now on; false where filters cannot be set. */
static bool refuse_getrandom(int error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };
	char byte;

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) &&
	       syscall(SYS_getrandom, &byte, 1, 0) < 0;
}

static const int refusals[] = { EAGAIN, EPERM, ENOSYS };

/* The start's bytes, which others know too, are changed. */
static void draw_refused(void *arg)
{
	struct seed start, first, second;

	(void)arg;
	if (!refuse_getrandom(refusals[0]))
		return;
	memcpy(&start, (const void *)getauxval(AT_RANDOM), sizeof(start));
	errno = ERANGE;
	first = draw();
	/* The clock may be coarse. */
	do
		second = draw();
	while (!memcmp(&first, &second, sizeof(first)));
	expect(errno == ERANGE, "errno changed");
	expect(memcmp(&first, &start, sizeof(start)) != 0, "the start's");
	expect(first.half[0] >> 48 == start.half[0] >> 48, "not the start's");
}

START_TEST(test_refused_draws_differ)
{
	ck_quiet(draw_refused);
}
END_TEST

static int error;

/* Twice 64 bits of 0 would mean that nothing was drawn. */
static void draw_with_error(void *arg)
{
	struct seed seed;

	(void)arg;
	if (!refuse_getrandom(error))
		return;
	seed = draw();
	expect(seed.half[0] && seed.half[1], "nothing drawn");
}

START_TEST(test_any_refusal_is_survived)
{
	error = refusals[_i];
	ck_quiet(draw_with_error);
}
END_TEST

static Suite *seed_suite(void)
{
	Suite *s = suite_create("seed");
	TCase *core = suite_case(s, "core", NULL);
	TCase *limits = suite_case(s, "limits", NULL);

	tcase_add_test(core, test_all_bytes_are_drawn);
	tcase_add_test(core, test_no_two_are_the_same);
	tcase_add_test(core, test_errno_is_kept);
	tcase_add_test(limits, test_refused_draws_differ);
	tcase_add_loop_test(limits, test_any_refusal_is_survived, 0,
			    ARRAY_SIZE(refusals));
	return s;
}

int main(void)
{
	return suite_run(seed_suite());
}
