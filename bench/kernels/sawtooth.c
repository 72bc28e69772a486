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
#include "kernel.h"

#include "resident.h"
#include "spread.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	PHASE_BYTES = 64 << 20,
	NR_CHAINS = 1024,
	NR_PARTS = 4,	    /* a phase is sampled between them */
	REPLACE_EVERY = 4,  /* one new record in so many replaces another */
	SURVIVOR_OF = 100,  /* one record in so many, if any, survives */
	SLEEP_MS = 10000,   /* in the full run */
	SLEEP_SAMPLES = 20, /* so one each half second */
	FIRST_FIGURE = 2,   /* the sample after 1 s */
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
struct saw {
	uint64_t start_ms;	      /* const */
	_Atomic(uint64_t) live_bytes; /* of the survivors */
};

/* A thread's own; copies where the worker's fields share cache lines. */
struct teeth {
	const struct worker *worker;
	struct saw *saw;
	struct random random;
	uint64_t checksum;
	uint32_t survivor_of; /* one record in so many survives; 0: none */
	uint64_t live_bytes;  /* of the records in chains and survivors */
	struct record *survivors;
	struct record *chains[NR_CHAINS];
};

static void saw_setup(struct team *team)
{
	struct saw *saw = table_new(sizeof(*saw));

	saw->start_ms = now_ms();
	team->shared = saw;
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

static void record_new(struct teeth *teeth, struct spread sizes)
{
	struct random *random = &teeth->random;
	uint32_t bytes = spread_draw(sizes, random);
	struct record *record = block_new(bytes);

	record->bytes = bytes;
	block_write(record->data, bytes - offsetof(struct record, data), bytes);
	push(&teeth->chains[random_below(random, NR_CHAINS)], record);
	teeth->live_bytes += bytes;
}

static void record_free(struct teeth *teeth, struct record *record)
{
	size_t bytes = record->bytes - offsetof(struct record, data);

	teeth->checksum += block_read(record->data, bytes);
	teeth->live_bytes -= record->bytes;
	free(record);
}

static void sample(const struct teeth *teeth, unsigned phase, const char *what)
{
	char label[LABEL_BYTES];

	if (teeth->worker->index > 0)
		return;
	snprintf(label, sizeof(label), "phase %u %s", phase + 1, what);
	resident_sample(teeth->saw->start_ms, label);
}

/* sample_all - when every thread has come here, and before any goes on */
static void sample_all(struct teeth *teeth, unsigned phase, const char *what)
{
	struct team *team = teeth->worker->team;

	pthread_barrier_wait(&team->barrier);
	sample(teeth, phase, what);
	pthread_barrier_wait(&team->barrier);
}

static void fill(struct teeth *teeth, unsigned phase)
{
	struct random *random = &teeth->random;
	uint64_t part_bytes =
		scaled(teeth->worker->team, PHASE_BYTES) / NR_PARTS;
	uint64_t full_bytes = teeth->live_bytes;

	for (unsigned part = 0; part < NR_PARTS; part++) {
		full_bytes += part_bytes;
		while (teeth->live_bytes < full_bytes) {
			struct record *old = NULL;

			if (random_below(random, REPLACE_EVERY) == 0)
				old = pop(&teeth->chains[random_below(
					random, NR_CHAINS)]);
			if (old)
				record_free(teeth, old);
			record_new(teeth, phases[phase]);
		}
		if (part + 1 < NR_PARTS)
			sample(teeth, phase, "filling");
	}
}

static void tear_down(struct teeth *teeth, unsigned phase)
{
	struct random *random = &teeth->random;

	for (unsigned i = 0; i < NR_CHAINS; i++) {
		struct record *record;

		while ((record = pop(&teeth->chains[i]))) {
			if (teeth->survivor_of &&
			    random_below(random, teeth->survivor_of) == 0)
				push(&teeth->survivors, record);
			else
				record_free(teeth, record);
		}
		if (i > 0 && i % (NR_CHAINS / NR_PARTS) == 0)
			sample(teeth, phase, "freeing");
	}
}

/* sleep_and_sample - a shorter run sleeps less, under the same labels */
static void sleep_and_sample(const struct teeth *teeth)
{
	uint64_t ms = scaled(teeth->worker->team, SLEEP_MS);
	uint64_t from = now_ms();

	report("asleep\n");
	for (unsigned i = 1; i <= SLEEP_SAMPLES; i++) {
		const char *label = i == FIRST_FIGURE  ? "1 s later" :
				    i == SLEEP_SAMPLES ? "10 s later" :
							 "asleep";
		uint64_t kb;

		sleep_until(from + ms * i / SLEEP_SAMPLES);
		kb = resident_sample(teeth->saw->start_ms, label);
		if (i == FIRST_FIGURE)
			report("figure rss_1s_kb %" PRIu64 "\n", kb);
		if (i == SLEEP_SAMPLES)
			report("figure rss_10s_kb %" PRIu64 "\n", kb);
	}
}

/* rest - the first thread looks on; the others sleep until it is done */
static void rest(const struct teeth *teeth)
{
	struct team *team = teeth->worker->team;
	struct saw *saw = teeth->saw;

	atomic_fetch_add_explicit(&saw->live_bytes, teeth->live_bytes,
				  memory_order_relaxed);
	pthread_barrier_wait(&team->barrier);
	if (teeth->worker->index == 0) {
		uint64_t busy_ms = now_ms() - saw->start_ms;
		uint64_t live = atomic_load_explicit(&saw->live_bytes,
						     memory_order_relaxed);

		report("figure seconds %u.%03u\n", (unsigned)(busy_ms / 1000),
		       (unsigned)(busy_ms % 1000));
		report("figure live_kb %" PRIu64 "\n", live / 1024);
		sleep_and_sample(teeth);
		table_free(saw, sizeof(*saw));
	}
	pthread_barrier_wait(&team->barrier);
}

static void sawtooth(struct worker *worker, uint32_t survivor_of)
{
	struct teeth *teeth = table_new(sizeof(*teeth));
	struct record *record;

	teeth->worker = worker;
	teeth->saw = worker->team->shared;
	teeth->random = worker->random;
	teeth->survivor_of = survivor_of;
	for (unsigned phase = 0; phase < NR_PHASES; phase++) {
		fill(teeth, phase);
		sample_all(teeth, phase, "full");
		tear_down(teeth, phase);
		sample_all(teeth, phase, "freed");
	}
	rest(teeth);
	while ((record = pop(&teeth->survivors)))
		record_free(teeth, record);
	worker->checksum = teeth->checksum;
	table_free(teeth, sizeof(*teeth));
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
	.setup = saw_setup,
	.run = sawtooth_whole_run,
};

const struct kernel kernel_sawtooth_scattered = {
	.name = "sawtooth_scattered",
	.stands_for = "phases of changing sizes, 1 % of each stays, then sleep",
	.setup = saw_setup,
	.run = sawtooth_scattered_run,
};
