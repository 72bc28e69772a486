/* SPDX-License-Identifier: MIT */
/*
 * model/checker.h - all interleavings of a small model, one by one
 *
 * A model is a protocol of src in the small: two or three threads, a few
 * objects or pages, and what the threads do as a table of steps.  A step is
 * what no other thread can see the middle of: one access to what is shared.
 * It names the function of src that it is part of.
 *
 * The checker visits every state that can be reached, the nearest first, and
 * wants of each that the model's invariants hold and that some thread can go
 * on unless all have ended.  If not, it shows the shortest way there.
 *
 * A mutation is a model with a step left out or done in another order.  Each
 * must be found, by the invariant that it names: that shows that the model
 * can tell, and that the step is needed.
 *
 * Steps interleave; they are not reordered as a processor may.  Which atomics
 * pair is said beside them in src.
 */
#ifndef MODEL_CHECKER_H
#define MODEL_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each model has its own.  It starts with the number of each thread's next
 * step, a byte each; ENDED: there is none. */
struct state;
enum { MOST_THREADS = 4, ENDED = 0 };

/*
 * One step of a thread.  It changes the state and sets the thread's next step;
 * or it returns false, and the thread waits until the state is another one.
 */
typedef bool step_fn(struct state *s, unsigned thread);

struct step {
	const char *function; /* of src */
	step_fn *run;
};

struct mutation {
	const char *name;     /* what is not as it should be */
	const char *violates; /* how the message starts that it must cause */
};

struct model {
	const char *name;
	size_t state_bytes; /* all of them count: no padding */
	unsigned nr_threads;
	const struct step *steps; /* by number; [ENDED] is not one */
	unsigned nr_steps;
	void (*start)(struct state *s);	      /* sets up a state of zeros */
	void (*check)(const struct state *s); /* calls violates if something is
					       */
	void (*forget)(struct state *s, unsigned thread); /* or NULL */
	const struct mutation *mutations; /* by number; [0] is none */
	unsigned nr_mutations;
};

/* Whether the model is to behave in that mutated way. */
bool mutated(unsigned mutation);

/*
 * Sets the thread's next step, for step functions to return.  Then the model
 * forgets what the thread no longer needs: it would only tell equal states
 * apart.
 */
bool go(struct state *s, unsigned thread, unsigned pc);

/* One of the numbers below n, n > 0; the checker tries all.  Once a step. */
unsigned choose(unsigned n);

/* An invariant, named first in the message, does not hold. */
void violates(const char *message);

/*
 * Checks the model and its mutations and reports each in TAP, or with the
 * number of a mutation as the argument shows how it fails.  For main.
 */
int model_main(const struct model *m, int argc, char **argv);

/* Sets are bits. */
static inline unsigned nr_in(unsigned set)
{
	return (unsigned)__builtin_popcount(set);
}

/* The main of a model whose parts are named as these. */
#define MODEL_MAIN(title, forgets)                           \
	int main(int argc, char **argv)                      \
	{                                                    \
		static const struct model model = {          \
			.name = title,                       \
			.state_bytes = sizeof(struct state), \
			.nr_threads = THREADS,               \
			.steps = steps,                      \
			.nr_steps = NR_STEPS,                \
			.start = start,                      \
			.check = check,                      \
			.forget = forgets,                   \
			.mutations = mutations,              \
			.nr_mutations = NR_MUTATIONS,        \
		};                                           \
                                                             \
		return model_main(&model, argc, argv);       \
	}

#endif /* MODEL_CHECKER_H */
