/* SPDX-License-Identifier: MIT */
/*
 * kernels/sawtooth.c - phases of ever different sizes, then sleep
 *
 * Each phase fills 64 MiB with records of its own range of sizes, some
 * replaced on the way, then frees them: all, or all but 1 % scattered over
 * the whole.  What stays resident between the phases, and while the program
 * sleeps afterwards, is what the allocator does not give back.
 *
 * A phase's records hang in the chains of a hash table: they need no table
 * of pointers, which would count as resident too, and to free them chain by
 * chain is to free them in no order of addresses.
 */
#include "common/output.h"
#include "kernels/kernel.h"
#include "kernels/resident.h"
#include "kernels/spread.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	PHASE_BYTES = 64 << 20,
	NR_CHAINS = 1024,
	NR_PARTS = 4,	   /* a phase is sampled between them */
	REPLACE_EVERY = 4, /* one new record in so many replaces another */
	SURVIVOR_OF = 100, /* one record in so many, if any, survives */

	/* Asleep, in the full run: two samples are figures, too. */
	EARLY_S = 1,
	LATE_S = 10,
	SAMPLES_PER_S = 2,
	NR_SLEEP_SAMPLES = LATE_S * SAMPLES_PER_S,
	LABEL_BYTES = 32
};

/* Small and large in turn: no phase can live in its predecessor's holes. */
static const struct spread phases[] = {
	{ .least = 32, .doublings = 2 },	/* to 128 */
	{ .least = 8 << 10, .doublings = 3 },	/* to 64 KiB */
	{ .least = 128, .doublings = 2 },	/* to 512 */
	{ .least = 256 << 10, .doublings = 2 }, /* to 1 MiB */
	{ .least = 512, .doublings = 2 },	/* to 2 KiB */
	{ .least = 64 << 10, .doublings = 2 },	/* to 256 KiB */
	{ .least = 2 << 10, .doublings = 3 },	/* to 16 KiB */
	{ .least = 32, .doublings = 15 },	/* to 1 MiB: all of them */
};

enum { NR_PHASES = sizeof(phases) / sizeof(phases[0]) };

struct record {
	struct record *next;
	uint32_t bytes; /* of the block, this header included */
	unsigned char data[];
};

/* What the threads share. */
struct shared {
	uint64_t start_ns;	      /* const */
	_Atomic(uint64_t) live_bytes; /* of the survivors */
};

/* A thread's records. */
struct store {
	struct worker *worker;
	struct shared *shared;
	uint32_t survivor_of; /* one record in so many survives; 0: none */
	uint64_t live_bytes;  /* of the records in chains and survivors */
	struct record *survivors;
	struct record *chains[NR_CHAINS];
};

static void sawtooth_setup(struct team *team)
{
	struct shared *shared = table_new(sizeof(*shared));

	shared->start_ns = now_ns();
	team->shared = shared;
}

static void push(struct record **chain, struct record *record)
{
	record->next = *chain;
	*chain = record;
}

static struct record *pop(struct record **chain)
{
	struct record *record = *chain;

	if (record)
		*chain = record->next;
	return record;
}

static void record_new(struct store *store, struct spread sizes)
{
	struct random *random = &store->worker->random;
	uint32_t bytes = spread_draw(sizes, random);
	struct record *record = block_new(bytes);

	record->bytes = bytes;
	block_write(record->data, bytes - offsetof(struct record, data),
		    (uint32_t)random->state);
	push(&store->chains[random_below(random, NR_CHAINS)], record);
	store->live_bytes += bytes;
}

static void record_free(struct store *store, struct record *record)
{
	size_t bytes = record->bytes - offsetof(struct record, data);

	store->worker->checksum += block_read(record->data, bytes);
	store->live_bytes -= record->bytes;
	free(record);
}

static void sample(const struct store *store, unsigned phase, const char *what)
{
	char label[LABEL_BYTES];

	if (store->worker->index > 0)
		return;
	snprintf(label, sizeof(label), "phase %u %s", phase + 1, what);
	resident_sample(store->shared->start_ns, label);
}

/* sample_all - when every thread has come here, and before any goes on */
static void sample_all(struct store *store, unsigned phase, const char *what)
{
	struct team *team = store->worker->team;

	pthread_barrier_wait(&team->barrier);
	sample(store, phase, what);
	pthread_barrier_wait(&team->barrier);
}

static void fill(struct store *store, unsigned phase)
{
	struct random *random = &store->worker->random;
	uint64_t part_bytes =
		scaled(store->worker->team, PHASE_BYTES) / NR_PARTS;
	uint64_t full_bytes = store->live_bytes;

	for (unsigned part = 0; part < NR_PARTS; part++) {
		full_bytes += part_bytes;
		while (store->live_bytes < full_bytes) {
			struct record *old = NULL;

			if (random_below(random, REPLACE_EVERY) == 0)
				old = pop(&store->chains[random_below(
					random, NR_CHAINS)]);
			if (old)
				record_free(store, old);
			record_new(store, phases[phase]);
		}
		if (part + 1 < NR_PARTS)
			sample(store, phase, "filling");
	}
}

static void tear_down(struct store *store, unsigned phase)
{
	struct random *random = &store->worker->random;

	for (unsigned i = 0; i < NR_CHAINS; i++) {
		struct record *record;

		while ((record = pop(&store->chains[i]))) {
			if (store->survivor_of &&
			    random_below(random, store->survivor_of) == 0)
				push(&store->survivors, record);
			else
				record_free(store, record);
		}
		if (i > 0 && i % (NR_CHAINS / NR_PARTS) == 0)
			sample(store, phase, "freeing");
	}
}

/* sleep_and_sample - a shorter run sleeps less, under the same labels */
static void sleep_and_sample(const struct store *store)
{
	uint64_t from = now_ns();
	uint64_t ns = (uint64_t)NS_PER_MS *
		      scaled(store->worker->team, LATE_S * MS_PER_S);

	print_line("asleep");
	for (unsigned i = 1; i <= NR_SLEEP_SAMPLES; i++) {
		unsigned s = i / SAMPLES_PER_S;
		bool is_figure = i == EARLY_S * SAMPLES_PER_S ||
				 i == NR_SLEEP_SAMPLES;
		char label[LABEL_BYTES] = "asleep";
		uint64_t kb;

		if (is_figure)
			snprintf(label, sizeof(label), "%u s later", s);
		sleep_until(from + ns * i / NR_SLEEP_SAMPLES);
		kb = resident_sample(store->shared->start_ns, label);
		if (is_figure)
			print_line("figure rss_%us_kb %" PRIu64, s, kb);
	}
}

/* rest - the first thread looks on; the others sleep until it is done */
static void rest(const struct store *store)
{
	struct team *team = store->worker->team;
	struct shared *shared = store->shared;

	atomic_fetch_add_explicit(&shared->live_bytes, store->live_bytes,
				  memory_order_relaxed);
	pthread_barrier_wait(&team->barrier);
	if (store->worker->index == 0) {
		uint64_t live = atomic_load_explicit(&shared->live_bytes,
						     memory_order_relaxed);

		print_line("figure seconds %.3f",
			   ns_to_s(now_ns() - shared->start_ns));
		print_line("figure live_kb %" PRIu64, live / 1024);
		sleep_and_sample(store);
	}
	pthread_barrier_wait(&team->barrier);
}

static void sawtooth(struct worker *worker, uint32_t survivor_of)
{
	struct store *store = table_new(sizeof(*store));
	struct record *record;

	store->worker = worker;
	store->shared = worker->team->shared;
	store->survivor_of = survivor_of;
	for (unsigned phase = 0; phase < NR_PHASES; phase++) {
		fill(store, phase);
		sample_all(store, phase, "full");
		tear_down(store, phase);
		sample_all(store, phase, "freed");
	}
	rest(store);
	while ((record = pop(&store->survivors)))
		record_free(store, record);
	table_free(store, sizeof(*store));
}

static void sawtooth_whole_run(struct worker *worker)
{
	sawtooth(worker, 0);
}

static void sawtooth_scattered_run(struct worker *worker)
{
	sawtooth(worker, SURVIVOR_OF);
}

const struct kernel kernel_sawtooth_whole = {
	.name = "sawtooth_whole",
	.stands_for = "phases of changing sizes, each freed whole, then sleep",
	.setup = sawtooth_setup,
	.run = sawtooth_whole_run,
};

const struct kernel kernel_sawtooth_scattered = {
	.name = "sawtooth_scattered",
	.stands_for = "phases of changing sizes, 1 % of each stays, then sleep",
	.setup = sawtooth_setup,
	.run = sawtooth_scattered_run,
};
