/* SPDX-License-Identifier: MIT */
/*
 * kernels/bignum.c - digits of e, with every number a block of its own
 *
 * The convergents p/q of the continued fraction of e, 2; 1 2 1, 1 4 1,
 * 1 6 1, ... (Euler, 1737) are computed until q is large enough, and p/q is
 * divided out digit by digit.  Numbers never change: each operation makes a
 * new one and its operands are freed soon after, as in the arithmetic of
 * an interpreter, so nearly every free is of the youngest blocks.
 */
#include "kernels/kernel.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	NR_RUNS = 20 * 1000,
	LEAST_DIGITS = 40,
	MOST_DIGITS = 240,
	/*
	 * p/q is nearer to e than 1/q^2, and a limb of q is 32 * log10(2)
	 * = 9.6 digits.
	 */
	DIGITS_PER_LIMB = 19,
	SPARE_LIMBS = 2, /* the highest may be small, and digits to spare */
	HASH_FACTOR = 31,
};

struct bignum {
	uint32_t nr_limbs; /* 0 stands for zero; the last limb is not 0 */
	uint32_t limbs[];  /* lowest first */
};

static struct bignum *bignum_alloc(uint32_t nr_limbs)
{
	struct bignum *number =
		block_new(sizeof(*number) + nr_limbs * sizeof(uint32_t));

	number->nr_limbs = nr_limbs;
	return number;
}

static struct bignum *bignum_small(uint32_t value)
{
	struct bignum *number = bignum_alloc(value != 0);

	if (value)
		number->limbs[0] = value;
	return number;
}

static void bignum_trim(struct bignum *number)
{
	while (number->nr_limbs && !number->limbs[number->nr_limbs - 1])
		number->nr_limbs--;
}

static uint32_t limb(const struct bignum *number, uint32_t i)
{
	return i < number->nr_limbs ? number->limbs[i] : 0;
}

/* bignum_multiply_add - a * factor + b; b is not above a */
static struct bignum *bignum_multiply_add(const struct bignum *a,
					  uint32_t factor,
					  const struct bignum *b)
{
	struct bignum *result = bignum_alloc(a->nr_limbs + 1);
	uint64_t carry = 0;

	for (uint32_t i = 0; i < a->nr_limbs; i++) {
		carry += (uint64_t)a->limbs[i] * factor + limb(b, i);
		result->limbs[i] = (uint32_t)carry;
		carry >>= 32;
	}
	result->limbs[a->nr_limbs] = (uint32_t)carry;
	bignum_trim(result);
	return result;
}

static bool bignum_is_less(const struct bignum *a, const struct bignum *b)
{
	uint32_t i = a->nr_limbs;

	if (a->nr_limbs != b->nr_limbs)
		return a->nr_limbs < b->nr_limbs;
	while (i > 0 && a->limbs[i - 1] == b->limbs[i - 1])
		i--;
	return i > 0 && a->limbs[i - 1] < b->limbs[i - 1];
}

/* bignum_subtract - a - b; b is not above a */
static struct bignum *bignum_subtract(const struct bignum *a,
				      const struct bignum *b)
{
	struct bignum *result = bignum_alloc(a->nr_limbs);
	uint64_t borrow = 0;

	for (uint32_t i = 0; i < a->nr_limbs; i++) {
		uint64_t limbs = (uint64_t)a->limbs[i] - limb(b, i) - borrow;

		result->limbs[i] = (uint32_t)limbs;
		borrow = limbs >> 63;
	}
	bignum_trim(result);
	return result;
}

/* euler_term - term i of the continued fraction */
static uint32_t euler_term(uint32_t i)
{
	if (i == 0)
		return 2;
	return i % 3 == 2 ? 2 * (i / 3 + 1) : 1;
}

/* A sequence x[i] = term(i) * x[i - 1] + x[i - 2], as p and q are. */
struct sequence {
	struct bignum *last;
	struct bignum *before;
};

static void sequence_step(struct sequence *sequence, uint32_t term)
{
	struct bignum *next =
		bignum_multiply_add(sequence->last, term, sequence->before);

	free(sequence->before);
	sequence->before = sequence->last;
	sequence->last = next;
}

/* convergent - p and q, with q of at least so many limbs */
static void convergent(struct sequence *p, struct sequence *q,
		       uint32_t nr_limbs)
{
	p->before = bignum_small(1);
	p->last = bignum_small(euler_term(0));
	q->before = bignum_small(0);
	q->last = bignum_small(1);
	for (uint32_t i = 1; q->last->nr_limbs < nr_limbs; i++) {
		sequence_step(p, euler_term(i));
		sequence_step(q, euler_term(i));
	}
}

/* divide_digit - the quotient; the remainder takes the number's place */
static char divide_digit(struct bignum **number, const struct bignum *by)
{
	char digit = '0';

	while (!bignum_is_less(*number, by)) {
		struct bignum *less = bignum_subtract(*number, by);

		free(*number);
		*number = less;
		digit++;
	}
	return digit;
}

static char *euler_digits(uint32_t nr_digits)
{
	struct bignum *zero = bignum_small(0);
	char *digits = block_new(nr_digits + 1);
	struct sequence p;
	struct sequence q;

	convergent(&p, &q, nr_digits / DIGITS_PER_LIMB + SPARE_LIMBS);
	for (uint32_t i = 0; i < nr_digits; i++) {
		struct bignum *tenfold;

		digits[i] = divide_digit(&p.last, q.last);
		tenfold = bignum_multiply_add(p.last, 10, zero);
		free(p.last);
		p.last = tenfold;
	}
	digits[nr_digits] = '\0';
	free(p.last);
	free(p.before);
	free(q.last);
	free(q.before);
	free(zero);
	return digits;
}

static void bignum_run(struct worker *worker)
{
	static const char known[] = "2718281828459045235360287471352662497757";
	uint32_t nr_runs = scaled(worker->team, NR_RUNS);

	for (uint32_t i = 0; i < nr_runs; i++) {
		uint32_t nr_digits =
			LEAST_DIGITS + random_below(&worker->random,
						    MOST_DIGITS - LEAST_DIGITS);
		char *digits = euler_digits(nr_digits);

		if (strncmp(digits, known, LEAST_DIGITS) != 0)
			stop("e is not 2.718281828...");
		for (uint32_t j = 0; j < nr_digits; j++)
			worker->checksum = worker->checksum * HASH_FACTOR +
					   (uint64_t)digits[j];
		free(digits);
	}
}

const struct kernel kernel_bignum = {
	.name = "bignum",
	.stands_for = "arithmetic of large numbers: short-lived small blocks",
	.run = bignum_run,
};
