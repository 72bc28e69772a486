/* SPDX-License-Identifier: MIT */
/*
 * info/options.h - BUDDY_CONF=key:value,key:value,...
 *
 *   arena:SIZE            bytes of the heap, as if that were the machine's RAM
 *   limit:SIZE            the most memory that the heap may cost; 0: no limit
 *   min_free:SIZE         free memory that watermarks keep
 *   reserve_ratio:A/B/C   lowmem_reserve_ratio of DMA, DMA32 and NORMAL
 *   stripes:N             at most so many stripes
 *   purge_floor:SIZE      dirty free memory that is not purged by size
 *   purge_share:PERCENT   ... nor is so much of what is in use
 *   purge_slack:N         it may exceed the peak of use by 1 / N of that
 *   purge_delay:MS        purge what stayed unused so long; 0: never
 *   populate:SIZE         classes so large get resident slabs; 0: none do
 *   cache:SIZE            the most that the stacks of a thread may hold
 *   thp:auto|always|never huge pages for the heap
 *   hardened:BOOL         all defences that harden names
 *   harden:NAME/NAME...   some: canary, poison, quarantine, random, guard
 *   foreign:auto|ignore|abort   pointers that were not allocated here
 *   stats_print:BOOL      write buddyinfo and a summary to stderr at exit
 *   stats_interval:SECONDS  ... and so often while pages are freed; 0: never
 *   stats_file:PATH       ... to the end of this file; %p: the pid, %%: a %
 *   control:BOOL          a thread answers requests on a local socket
 *   observe:BOOL          let any process of the user attach, as far as the
 *                         kernel leaves that to the process
 *   warn:BOOL             write a line to stderr for each bad pair
 *
 * Sizes take K, M, G and T.  A bad pair is skipped; nothing here is fatal.
 * A comma ends a pair, so a path cannot hold one.
 */
#ifndef INFO_OPTIONS_H
#define INFO_OPTIONS_H

#include "buddy/purge.h"
#include "buddy/zone.h"
#include "harden/harden.h"
#include "slab/misuse.h"
#include "slab/stack.h"
#include "slab/stripe_slabs.h"

/* Room for the path, with its terminator. */
enum { STATS_FILE_BYTES = 256 };

struct options {
	uint64_t arena_bytes;	 /* 0: as much as the limits allow */
	uint64_t limit_bytes;	 /* 0: none; below 4 MiB it is that */
	uint64_t min_free_bytes; /* 0: the formula's */
	uint64_t ratio[NR_ZONES];
	uint64_t stripes; /* 0: two per processor */
	uint64_t purge_floor_bytes;
	uint64_t purge_share;
	uint64_t purge_slack;
	uint64_t purge_delay_ms;
	uint64_t populate_bytes;
	uint64_t cache_bytes;
	uint64_t thp; /* enum thp_policy */
	uint64_t hardened;
	uint64_t harden;  /* enum harden, or-ed */
	uint64_t foreign; /* enum foreign_policy */
	uint64_t stats_print;
	uint64_t stats_interval;	   /* seconds */
	char stats_file[STATS_FILE_BYTES]; /* "": stderr */
	uint64_t control;
	uint64_t observe;
	uint64_t warn;
};

/* Those that the heap was made with, or was to be; all zero before. */
extern struct options options_in_force;

struct options options_default(void);

/*
 * Applies the pairs of text.  Returns the number of bad ones, and writes a
 * line for each to stderr if warn is among the good ones.
 */
unsigned options_parse(struct options *options, const char *text);

/*
 * The options whose value is one number, in order: "opt." and the key, NULL
 * past the last; and the value of an i that has a name.  Words are numbered as
 * their enums are.
 */
const char *options_number_name(unsigned i);
uint64_t options_number(const struct options *options, unsigned i);

#endif /* INFO_OPTIONS_H */
