/* SPDX-License-Identifier: MIT */
/*
 * model/checker.c - all interleavings of a small model, one by one
 *
 * Breadth first: the states are kept in the order in which they were found,
 * each with the one that it was reached from, and a hash table finds those
 * that were seen before.
 */
#include "model/checker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_STATES = 1 << 12,
	/* Above what any model here has; it would be too slow for a test. */
	MOST_STATES = 1 << 21,
	MOST_STEPS = 256 /* a step's number is a byte */
};

/* How a state was reached. */
struct origin {
	uint32_t state;
	uint8_t thread, choice;
};

struct search {
	const struct model *m;
	uint8_t *states;
	struct origin *origins;
	uint32_t n, room;
	uint32_t *table; /* 2 * room entries: a state's number plus 1, or 0 */
	uint8_t *next;	 /* where a step writes */
	bool reached[MOST_STEPS];
	/* Of the last state: where it went wrong, if anywhere. */
	const char *message;
	struct origin last;
};

/* Of the step that is being taken. */
static const struct model *model;
static unsigned mutation, choice, nr_choices;
static const char *violation;

bool mutated(unsigned number)
{
	return mutation == number;
}

bool go(struct state *s, unsigned thread, unsigned pc)
{
	((uint8_t *)s)[thread] = (uint8_t)pc;
	if (model->forget)
		model->forget(s, thread);
	return true;
}

unsigned choose(unsigned n)
{
	nr_choices = n;
	return choice;
}

void violates(const char *message)
{
	if (!violation)
		violation = message;
}

static void *get(size_t bytes)
{
	void *p = calloc(1, bytes);

	if (!p) {
		puts("Bail out! no memory");
		exit(EXIT_FAILURE);
	}
	return p;
}

static uint8_t *state_at(const struct search *s, uint32_t i)
{
	return s->states + (size_t)i * s->m->state_bytes;
}

static struct state *as_state(uint8_t *bytes)
{
	return (struct state *)(void *)bytes;
}

/* FNV-1a, 64 bits, with the high half folded in. */
static uint32_t hash(const uint8_t *state, size_t bytes)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < bytes; i++)
		h = (h ^ state[i]) * UINT64_C(0x100000001b3);
	return (uint32_t)(h ^ h >> 32);
}

/* Where the state is in the table, or would be. */
static uint32_t *find(const struct search *s, const uint8_t *state)
{
	size_t bytes = s->m->state_bytes;
	uint32_t mask = 2 * s->room - 1, at = hash(state, bytes) & mask;

	while (s->table[at] &&
	       memcmp(state_at(s, s->table[at] - 1), state, bytes))
		at = (at + 1) & mask;
	return &s->table[at];
}

static void make_room(struct search *s, uint32_t room)
{
	struct search old = *s;

	s->room = room;
	s->states = get((size_t)room * s->m->state_bytes);
	s->origins = get(room * sizeof(*s->origins));
	s->table = get((size_t)2 * room * sizeof(*s->table));
	if (!old.n)
		return;
	memcpy(s->states, old.states, (size_t)old.n * s->m->state_bytes);
	memcpy(s->origins, old.origins, old.n * sizeof(*s->origins));
	for (uint32_t i = 0; i < old.n; i++)
		*find(s, state_at(s, i)) = i + 1;
	free(old.states);
	free(old.origins);
	free(old.table);
}

/* Adds the state at `next` unless it is known. */
static void add(struct search *s, struct origin origin)
{
	uint32_t *entry = find(s, s->next);

	if (*entry)
		return;
	if (s->n == MOST_STATES) {
		puts("Bail out! the model is too large");
		exit(EXIT_FAILURE);
	}
	if (s->n == s->room) {
		make_room(s, 2 * s->room);
		entry = find(s, s->next);
	}
	memcpy(state_at(s, s->n), s->next, s->m->state_bytes);
	s->origins[s->n] = origin;
	*entry = ++s->n;
}

/* Takes a step from state i into `next`; false if the thread has to wait. */
static bool take_step(struct search *s, uint32_t i, struct origin by)
{
	unsigned pc = state_at(s, i)[by.thread];

	memcpy(s->next, state_at(s, i), s->m->state_bytes);
	s->reached[pc] = true;
	choice = by.choice;
	nr_choices = 1;
	return s->m->steps[pc].run(as_state(s->next), by.thread);
}

/* All steps that one thread can take from state i; how many there are. */
static unsigned follow(struct search *s, uint32_t i, unsigned thread)
{
	struct origin by = { .state = i, .thread = (uint8_t)thread };
	unsigned taken = 0;

	do {
		bool ok = take_step(s, i, by);

		if (ok && !violation)
			s->m->check(as_state(s->next));
		if (violation) {
			s->last = by;
			return 1;
		}
		if (ok) {
			add(s, by);
			taken++;
		}
	} while (++by.choice < nr_choices);
	return taken;
}

static void explore(struct search *s, uint32_t i)
{
	unsigned taken = 0, living = 0;

	for (unsigned t = 0; t < s->m->nr_threads && !violation; t++) {
		if (state_at(s, i)[t] == ENDED)
			continue;
		living++;
		taken += follow(s, i, t);
	}
	if (living && !taken) {
		violation = "deadlock: every thread waits";
		s->last = (struct origin){ .state = i, .thread = MOST_THREADS };
	}
}

/* Visits all states, or as many as it takes to find a violation. */
static struct search search(const struct model *m, unsigned number)
{
	struct search s = { .m = m };

	model = m;
	mutation = number;
	violation = NULL;
	s.next = get(m->state_bytes);
	make_room(&s, FIRST_STATES);
	m->start(as_state(s.next));
	add(&s, (struct origin){ 0 });
	for (uint32_t i = 0; i < s.n && !violation; i++)
		explore(&s, i);
	s.message = violation;
	return s;
}

static void search_end(struct search *s)
{
	free(s->states);
	free(s->origins);
	free(s->table);
	free(s->next);
}

static void print_step(const struct search *s, struct origin by)
{
	unsigned pc;

	if (by.thread == MOST_THREADS)
		return;
	pc = state_at(s, by.state)[by.thread];
	printf("# thread %u: %s, step %u", by.thread, s->m->steps[pc].function,
	       pc);
	if (by.choice)
		printf(", choice %u", by.choice);
	putchar('\n');
}

/* The steps from the first state to where it went wrong. */
static void print_way(const struct search *s)
{
	uint32_t *way = get(s->n * sizeof(*way)), n = 0;

	for (uint32_t i = s->last.state; i; i = s->origins[i].state)
		way[n++] = i;
	while (n)
		print_step(s, s->origins[way[--n]]);
	print_step(s, s->last);
	printf("# %s\n", s->message);
	free(way);
}

static bool report(bool ok, unsigned number, const char *text)
{
	printf("%sok %u - %s\n", ok ? "" : "not ", number, text);
	return ok;
}

/* The first step that no thread ever takes, or ENDED. */
static unsigned unreached(const struct search *s)
{
	for (unsigned pc = ENDED + 1; pc < s->m->nr_steps; pc++)
		if (!s->reached[pc])
			return pc;
	return ENDED;
}

static bool report_sound(const struct model *m)
{
	struct search s = search(m, 0);
	unsigned vain = unreached(&s);
	char text[128];
	bool ok;

	snprintf(text, sizeof(text), "%s: holds in all of %u states", m->name,
		 s.n);
	ok = report(!s.message, 1, text);
	if (!ok)
		print_way(&s);
	snprintf(text, sizeof(text), "%s: takes all of %u steps", m->name,
		 m->nr_steps - 1);
	if (!report(vain == ENDED, 2, text)) {
		printf("# never: step %u, %s\n", vain, m->steps[vain].function);
		ok = false;
	}
	search_end(&s);
	return ok;
}

static bool report_mutation(const struct model *m, unsigned number)
{
	const struct mutation *wrong = &m->mutations[number];
	struct search s = search(m, number);
	bool found = s.message && !strncmp(s.message, wrong->violates,
					   strlen(wrong->violates));
	char text[256];

	snprintf(text, sizeof(text), "%s: finds what violates %s: %s", m->name,
		 wrong->violates, wrong->name);
	report(found, 2 + number, text);
	if (!found)
		printf("# in %u states: %s\n", s.n,
		       s.message ? s.message : "nothing");
	search_end(&s);
	return found;
}

/* What `model N` prints. */
static int show(const struct model *m, unsigned number)
{
	struct search s = search(m, number);

	printf("# %s\n", number ? m->mutations[number].name : m->name);
	if (s.message)
		print_way(&s);
	printf("# %u states\n", s.n);
	search_end(&s);
	return EXIT_SUCCESS;
}

int model_main(const struct model *m, int argc, char **argv)
{
	unsigned number = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
	bool ok;

	if (argc > 1 && number < m->nr_mutations)
		return show(m, number);
	printf("1..%u\n", m->nr_mutations + 1);
	ok = report_sound(m);
	for (unsigned i = 1; i < m->nr_mutations; i++)
		ok = report_mutation(m, i) && ok;
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
