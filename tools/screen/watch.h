/* SPDX-License-Identifier: MIT */
/*
 * screen/watch.h - a set of processes that are looked at again and again
 *
 * A process stays open from sample to sample.  It may appear, end, be replaced
 * by another of the same pid, run another program, or refuse to be read: that
 * ends nothing, its entry says so.
 */
#ifndef SCREEN_WATCH_H
#define SCREEN_WATCH_H

#include "read/heap.h"
#include "read/process.h"
#include "screen/history.h"
#include "screen/rates.h"

/* Where heaps come from. */
struct watch_source {
	struct target *(*open)(pid_t pid, struct failure *why);
	void (*close)(struct target *t);
	bool (*find)(struct layout *l, struct target *t, struct failure *why);
	bool (*read)(struct heap *h, struct target *t, const struct layout *l,
		     struct failure *why);
	void (*release)(struct heap *h);
};
extern const struct watch_source watch_live;

/* What there is a history of: the rates come first. */
enum series { SERIES_USED = NR_RATES, SERIES_RSS, SERIES_FREE, NR_SERIES };

struct watched {
	struct process process;
	struct target *target; /* NULL while it is not open */
	struct layout layout;
	unsigned missed; /* samples since it ended */
	bool readable;	 /* the last sample succeeded; else `why` */
	struct failure why;
	unsigned nr_samples; /* that succeeded */
	/* Valid after the first sample that did; `before` after the second. */
	struct heap heap, before;
	struct moment moment;
	struct rates rates; /* since the start, at the first sample */
	struct history history[NR_SERIES];
};

struct watch {
	const struct watch_source *source;
	struct watched **of; /* in any order: callers may sort */
	size_t nr, room;
	pid_t kept; /* stays here after its end; 0: none */
};

void watch_init(struct watch *w, const struct watch_source *source);
void watch_exit(struct watch *w);

/*
 * Takes a sample of each process of the list.  Those that are not in it any
 * more have ended, and are forgotten some samples later.
 */
void watch_sample(struct watch *w, const struct process *list, size_t nr);

/* NULL if there is none. */
struct watched *watch_find(const struct watch *w, pid_t pid);

#endif /* SCREEN_WATCH_H */
