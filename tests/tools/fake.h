/* SPDX-License-Identifier: MIT */
/*
 * tools/fake.h - processes and heaps that are made up
 */
#ifndef TOOLS_FAKE_H
#define TOOLS_FAKE_H

#include "screen/watch.h"

/* What a made-up process is like; tests change it between samples. */
struct fake {
	struct process process;
	enum status refuses; /* to be opened; STATUS_OK: it does not */
	enum status torn;    /* why it cannot be read */
	unsigned fail_reads; /* so many times, then it can */
	uint64_t user_bytes, allocs;
	unsigned nr_stripes, nr_threads;
	double taken;
};

enum { NR_FAKES = 4 };
extern struct fake fakes[NR_FAKES];
extern int fake_open;	/* targets that are open */
extern int fake_opened; /* so far */
extern int fake_heaps;	/* that were not released */
extern const struct watch_source fake_source;

/* Four of them, of pids 101 to 104. */
void fake_setup(void);

/* A sample of the first nr of them. */
void fake_sample(struct watch *w, size_t nr);

/* The heap of a process in which every figure has a value. */
void fake_heap(struct heap *h, const struct fake *f);

/* What a canvas shows; to be freed. */
struct canvas;
char *fake_text(const struct canvas *c);

#endif /* TOOLS_FAKE_H */
