/* SPDX-License-Identifier: MIT */
/*
 * kernels/expression.c - derivatives of random formulas, as trees
 *
 * A formula is a tree of nodes of one size, with a string at each variable.
 * Deriving copies parts of the tree, simplifying drops parts of it, and a
 * tree is freed node by node, children first: what compilers and computer
 * algebra do.  Some second derivatives are kept, so that short-lived trees
 * are cut out of what older ones left.
 */
#include "kernels/kernel.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	NR_FORMULAS = 36 * 1000,
	NR_KEPT = 200,
	DEPTH = 5,	 /* of a formula; its second derivative is larger */
	MOST_NUMBER = 4, /* small ones, so that 0 and 1 turn up to simplify */
	HASH_FACTOR = 31,
	RIGHT_FACTOR = 37, /* tells the right child from the left */
};

enum op { NUMBER, VARIABLE, SINE, COSINE, ADD, MULTIPLY, NR_OPS };

struct expr {
	enum op op;
	uint32_t number;    /* of a NUMBER */
	char *name;	    /* of a VARIABLE: a block of its own */
	struct expr *left;  /* from SINE on */
	struct expr *right; /* of ADD and MULTIPLY */
};

/* Lengths from 1 to 26, as names in programs have. */
static const char *const names[] = {
	"x",	    "dx",	 "mass",
	"velocity", "charge_0",	 "angle_of_incidence",
	"delay",    "threshold", "mean_free_path_of_a_photon",
};

enum { NR_NAMES = sizeof(names) / sizeof(names[0]) };

static struct expr *expr_new(enum op op, struct expr *left, struct expr *right)
{
	struct expr *expr = block_new(sizeof(*expr));

	expr->op = op;
	expr->number = 0;
	expr->name = NULL;
	expr->left = left;
	expr->right = right;
	return expr;
}

static struct expr *number_new(uint32_t number)
{
	struct expr *expr = expr_new(NUMBER, NULL, NULL);

	expr->number = number;
	return expr;
}

static struct expr *variable_new(const char *name)
{
	struct expr *expr = expr_new(VARIABLE, NULL, NULL);

	expr->name = block_new(strlen(name) + 1);
	memcpy(expr->name, name, strlen(name) + 1);
	return expr;
}

static void expr_free(struct expr *expr)
{
	if (!expr)
		return;
	expr_free(expr->left);
	expr_free(expr->right);
	free(expr->name);
	free(expr);
}

static struct expr *expr_copy(const struct expr *expr)
{
	if (!expr)
		return NULL;
	if (expr->op == NUMBER)
		return number_new(expr->number);
	if (expr->op == VARIABLE)
		return variable_new(expr->name);
	return expr_new(expr->op, expr_copy(expr->left),
			expr_copy(expr->right));
}

static struct expr *expr_random(struct random *random, uint32_t depth)
{
	enum op op = (enum op)random_below(random, NR_OPS);
	struct expr *left;

	if (depth == 0)
		op = random_below(random, 4) ? VARIABLE : NUMBER;
	else if (op < SINE)
		op = random_below(random, 2) ? ADD : MULTIPLY;
	switch (op) {
	case NUMBER:
		return number_new(random_below(random, MOST_NUMBER));
	case VARIABLE:
		return variable_new(names[random_below(random, NR_NAMES)]);
	case SINE:
	case COSINE:
		return expr_new(op, expr_random(random, depth - 1), NULL);
	default:
		/* One after the other: the order of arguments is not fixed. */
		left = expr_random(random, depth - 1);
		return expr_new(op, left, expr_random(random, depth - 1));
	}
}

/* expr_derive - a new tree, not simplified; numbers count modulo 2^32 */
static struct expr *expr_derive(const struct expr *expr, const char *by)
{
	struct expr *inner;

	switch (expr->op) {
	case NUMBER:
		return number_new(0);
	case VARIABLE:
		return number_new(strcmp(expr->name, by) == 0);
	case SINE:
		inner = expr_new(COSINE, expr_copy(expr->left), NULL);
		return expr_new(MULTIPLY, inner, expr_derive(expr->left, by));
	case COSINE:
		inner = expr_new(SINE, expr_copy(expr->left), NULL);
		inner = expr_new(MULTIPLY, number_new(UINT32_MAX), inner);
		return expr_new(MULTIPLY, inner, expr_derive(expr->left, by));
	case ADD:
		return expr_new(ADD, expr_derive(expr->left, by),
				expr_derive(expr->right, by));
	default:
		inner = expr_new(MULTIPLY, expr_copy(expr->left),
				 expr_derive(expr->right, by));
		return expr_new(ADD,
				expr_new(MULTIPLY, expr_derive(expr->left, by),
					 expr_copy(expr->right)),
				inner);
	}
}

static bool is_number(const struct expr *expr, uint32_t number)
{
	return expr->op == NUMBER && expr->number == number;
}

/* keep - one child in the place of its parent, which is freed */
static struct expr *keep(struct expr *parent, struct expr **child)
{
	struct expr *kept = *child;

	*child = NULL;
	expr_free(parent);
	return kept;
}

/* expr_simplify - of the tree that is given up, what is left of it */
static struct expr *expr_simplify(struct expr *expr)
{
	uint32_t neutral = expr->op == MULTIPLY;

	if (expr->op < SINE)
		return expr;
	expr->left = expr_simplify(expr->left);
	if (expr->op < ADD)
		return expr;
	expr->right = expr_simplify(expr->right);
	if (is_number(expr->left, neutral))
		return keep(expr, &expr->right);
	if (is_number(expr->right, neutral))
		return keep(expr, &expr->left);
	if (expr->op == MULTIPLY && is_number(expr->left, 0))
		return keep(expr, &expr->left);
	if (expr->op == MULTIPLY && is_number(expr->right, 0))
		return keep(expr, &expr->right);
	return expr;
}

/* expr_hash - of the structure, the numbers and the names */
static uint64_t expr_hash(const struct expr *expr)
{
	uint64_t hash;

	if (!expr)
		return 1;
	hash = (uint64_t)expr->op + expr->number;
	for (const char *c = expr->name; c && *c; c++)
		hash = hash * HASH_FACTOR + (uint64_t)*c;
	hash += HASH_FACTOR * expr_hash(expr->left);
	return hash + RIGHT_FACTOR * expr_hash(expr->right);
}

static struct expr *second_derivative(struct random *random)
{
	const char *by = names[random_below(random, NR_NAMES)];
	struct expr *formula = expr_random(random, DEPTH);
	struct expr *first = expr_simplify(expr_derive(formula, by));
	struct expr *second = expr_simplify(expr_derive(first, by));

	expr_free(formula);
	expr_free(first);
	return second;
}

static void expression_run(struct worker *worker)
{
	struct expr **kept = table_new(NR_KEPT * sizeof(struct expr *));
	uint32_t nr_formulas = scaled(worker->team, NR_FORMULAS);

	for (uint32_t i = 0; i < nr_formulas; i++) {
		struct expr **place =
			&kept[random_below(&worker->random, NR_KEPT)];

		worker->checksum += expr_hash(*place);
		expr_free(*place);
		*place = second_derivative(&worker->random);
	}
	for (uint32_t i = 0; i < NR_KEPT; i++) {
		worker->checksum += expr_hash(kept[i]);
		expr_free(kept[i]);
	}
	table_free(kept, NR_KEPT * sizeof(struct expr *));
}

const struct kernel kernel_expression = {
	.name = "expression",
	.stands_for = "computer algebra: trees copied, cut and freed",
	.run = expression_run,
};
