/* SPDX-License-Identifier: MIT */
/*
 * buddy/buddy.h - the public interface of libbuddy
 *
 * libbuddy is a malloc whose memory is one reserved arena, divided into the
 * zones of a kernel's page allocator and managed by a buddy heap of 4 KiB
 * pages.  Linking with -lbuddy, or preloading libbuddy.so, replaces malloc,
 * free and their family for the whole program.  This header adds what the C
 * library has no name for: pages by order and zone, the state of a page, the
 * figures of /proc/buddyinfo, and the validator.
 *
 * Every function may be called from any thread at any time, except from a
 * signal handler.  Functions that return a pointer return NULL and set errno
 * on failure; functions that return int return 0, or -1 with errno set.
 * Functions that free keep errno.  Sizes are bytes unless a name says pages.
 * A page is always 4 KiB, whatever the system's page size is.
 */
#ifndef BUDDY_BUDDY_H
#define BUDDY_BUDDY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BUDDY_VERSION_MAJOR 0
#define BUDDY_VERSION_MINOR 1
#define BUDDY_VERSION_PATCH 0

#define BUDDY_API __attribute__((visibility("default")))

/*
 * Flags of buddy_alloc_pages and buddy_alloc_pages_exact.  Without a zone
 * flag a request prefers ZONE_NORMAL and falls back to DMA32 and to DMA, as
 * far as each zone's reserve permits.
 */
enum buddy_flags {
	BUDDY_DMA = 0x1u,	  /* arena offset below 16 MiB */
	BUDDY_DMA32 = 0x4u,	  /* arena offset below 4 GiB */
	BUDDY_ZERO = 0x100u,	  /* the pages read as zero */
	BUDDY_NOFALLBACK = 0x200u /* the preferred zone or nothing */
};

/* ---- pages ---------------------------------------------------------- */

/*
 * buddy_alloc_pages - allocate 2^order pages, aligned to their own size
 *
 * order: 0 to the top order of the build (10, 4 MiB, unless configured).
 * EINVAL: unknown flags, both zone flags, or an order above the top one.
 * ENOMEM: no zone that the request may use has a large enough block.
 */
BUDDY_API void *buddy_alloc_pages(unsigned flags, unsigned order);

/*
 * buddy_free_pages - free what buddy_alloc_pages returned, with its order
 *
 * NULL is ignored.  An address or an order that was not allocated so stops
 * the program with a message.
 */
BUDDY_API void buddy_free_pages(void *addr, unsigned order);

/*
 * buddy_alloc_pages_exact - allocate bytes rounded up to whole pages
 *
 * The block is contiguous and page aligned; it may exceed the top order.
 * What the next power of two would have wasted stays free.
 * EINVAL: unknown flags, or bytes is 0.  ENOMEM: as buddy_alloc_pages.
 */
BUDDY_API void *buddy_alloc_pages_exact(unsigned flags, size_t bytes);

/* buddy_free_pages_exact - free it, with the size it was allocated with */
BUDDY_API void buddy_free_pages_exact(void *addr, size_t bytes);

/*
 * buddy_page_offset - the distance of addr from the arena's first byte
 *
 * A block from BUDDY_DMA has an offset below 2^24, one from BUDDY_DMA32 below
 * 2^32: a pointer compressed to 24 or 32 bits.  (size_t)-1 when addr does not
 * lie in the arena.
 */
BUDDY_API size_t buddy_page_offset(const void *addr);

/* Flags of a page, as buddy_page_info reports them. */
enum buddy_page_flags {
	BUDDY_PG_BUDDY = 0x01,	   /* in a free block of the buddy heap */
	BUDDY_PG_HEAD = 0x02,	   /* first page of its block or run */
	BUDDY_PG_SLAB = 0x04,	   /* holds small objects */
	BUDDY_PG_RUN = 0x08,	   /* allocated as a run of whole pages */
	BUDDY_PG_PCP = 0x10,	   /* parked in a thread's page cache */
	BUDDY_PG_DIRTY = 0x20,	   /* may hold data; a clean page is zero */
	BUDDY_PG_RESERVED = 0x40,  /* address space only: not present yet */
	BUDDY_PG_QUARANTINE = 0x80 /* freed, and kept from reuse for a while */
};

struct buddy_page {
	uint64_t pfn;	   /* index of the page in the arena */
	uint64_t head_pfn; /* first page of the block it belongs to */
	uint64_t nr_pages; /* length of that block */
	uint32_t flags;	   /* enum buddy_page_flags */
	uint32_t order;	   /* of the block: log2 of nr_pages, rounded up */
	uint32_t zone;	   /* index into buddy_info.zone */
	char zone_name[12];
	char flag_names[64]; /* "buddy,head,dirty": for people */
};

/*
 * buddy_page_info - describe the page that holds addr
 *
 * size is sizeof(struct buddy_page) as the caller was compiled; shorter and
 * longer structures are served as far as they reach.  The answer is exact for
 * memory that the caller holds, and a snapshot of any other.
 * EINVAL: addr lies outside the arena, or size is 0.
 */
BUDDY_API int buddy_page_info(const void *addr, struct buddy_page *page,
			      size_t size);

/* ---- objects: the malloc family under names of its own ----------------- */

/* These are the C library's functions of the same name, and may be mixed
 * with them: buddy_free accepts what malloc returned. */
BUDDY_API void *buddy_malloc(size_t size);
BUDDY_API void *buddy_calloc(size_t nmemb, size_t size);
BUDDY_API void *buddy_realloc(void *ptr, size_t size);
BUDDY_API void *buddy_aligned_alloc(size_t alignment, size_t size);
BUDDY_API void buddy_free(void *ptr);
BUDDY_API size_t buddy_usable_size(const void *ptr);

/* ---- upkeep ----------------------------------------------------------- */

/*
 * buddy_trim - give free memory back to the system
 *
 * Flushes the calling thread's caches, asks every other thread to flush its
 * own at its next slow path, drains the page caches, releases empty slabs and
 * purges all free pages but the last `pad` bytes of them.
 * Returns 1 if memory was given back, 0 if there was none to give.
 */
BUDDY_API int buddy_trim(size_t pad);

/*
 * buddy_check - walk the whole heap and verify its invariants
 *
 * Takes the heap's locks, so other threads wait meanwhile.  Returns the number
 * of violations, 0 for a sound heap, and writes a line for each to stderr.
 * What a running thread changes without these locks (its own object stacks,
 * slabs that come and go) is verified exactly only while no other thread
 * allocates.
 */
BUDDY_API int buddy_check(void);

/* ---- figures ---------------------------------------------------------- */

#define BUDDY_INFO_ORDERS 16 /* room for the widest build */
#define BUDDY_INFO_ZONES 3

enum buddy_zone_index { BUDDY_ZONE_DMA, BUDDY_ZONE_DMA32, BUDDY_ZONE_NORMAL };

struct buddy_zone_info {
	char name[12];
	uint64_t start_pfn;
	uint64_t spanned_pages; /* the zone's whole range */
	uint64_t present_pages; /* the part below its frontier */
	uint64_t managed_pages; /* present pages in the buddy's care */
	uint64_t free_pages;	/* in free blocks; page caches excluded */
	uint64_t dirty_pages;	/* free pages that may hold data */
	uint64_t watermark_min; /* pages, for the zone's whole range */
	uint64_t watermark_low;
	uint64_t watermark_high;
	uint64_t protection[BUDDY_INFO_ZONES]; /* lowmem_reserve, pages */
	uint64_t nr_free[BUDDY_INFO_ORDERS];   /* free blocks of each order */
	/* Thousandths.  -1000: a request of that order would succeed; towards
	 * 0 it fails for lack of memory, towards 1000 for fragmentation. */
	int32_t fragmentation_index[BUDDY_INFO_ORDERS];
	/* Thousandths of the free memory that the order cannot use. */
	int32_t unusable_free_index[BUDDY_INFO_ORDERS];
};

struct buddy_info {
	uint32_t nr_orders; /* orders 0 .. nr_orders - 1 are valid */
	uint32_t nr_zones;
	uint64_t arena_base; /* address of pfn 0 */
	uint64_t arena_bytes;
	uint64_t nr_stripes;   /* opened so far */
	uint64_t nr_threads;   /* with caches attached */
	uint64_t slab_pages;   /* in slabs */
	uint64_t run_pages;    /* in runs, pages by order and huge blocks */
	uint64_t pcp_pages;    /* parked in threads' page caches */
	uint64_t cached_bytes; /* free blocks that threads keep */
	uint64_t cached_limit; /* the most that one thread's may hold */
	uint64_t lost_bytes; /* left behind by a fork, or kept by the kernel */
	uint64_t user_bytes; /* handed out and not freed */
	uint64_t metadata_bytes; /* committed for the allocator itself */
	uint64_t foreign_frees;	 /* pointers that were not ours, ignored */
	uint64_t purged_pages;	 /* given back to the system so far */
	struct buddy_zone_info zone[BUDDY_INFO_ZONES];
	/* Since the start. */
	uint64_t allocs; /* objects and runs handed out */
	uint64_t frees;	 /* and taken back */
	uint64_t splits; /* free parts left when larger ones were cut */
	uint64_t merges; /* pairs of free buddies that became one part */
	/* Present pages that are in no account: in the hands of threads.  Below
	 * 0 if pages were counted twice while threads moved them. */
	int64_t in_flight_pages;
	uint64_t limit_bytes; /* the most that the heap may cost; 0: no limit */
	uint64_t charged_bytes; /* what it costs: in use, dirty, metadata */
};

/*
 * buddy_info - take a snapshot of the heap's figures
 *
 * size is sizeof(struct buddy_info) as the caller was compiled.  Figures are
 * read as they are, without a lock on the heap: they are consistent when no
 * other thread allocates, and nearly so when one does.
 * EINVAL: info is NULL or size is 0.
 */
BUDDY_API int buddy_info(struct buddy_info *info, size_t size);

/*
 * buddy_info_print - write /proc/buddyinfo's picture of this heap to fd
 *
 * One line for each populated zone, in the kernel's own format.  Allocates
 * nothing.  Errors: as write(2).
 */
BUDDY_API int buddy_info_print(int fd);

/* ---- numbers by name --------------------------------------------------- */

/*
 * buddy_ctl - read a number of the heap, or set one
 *
 * Names are those of buddy_ctl_name:
 *   heap.*, zone.*  figures, as buddy_info gives them; a snapshot each
 *   purge.*, populate, limit  what the options of that name set; may be changed
 *   trim            buddy_trim(*value); *old: its result
 *   check           buddy_check(), whatever *value is; *old: its result
 *   opt.*           the options that the heap was made with
 * *old, unless old is NULL, becomes the number as it was before; the number
 * becomes *value, unless value is NULL.
 * ENOENT: there is no such name.  EPERM: it cannot be set.  EINVAL: name is
 * NULL, nothing was asked, *value is out of range, or an action has no value.
 * Then nothing has changed.
 */
BUDDY_API int buddy_ctl(const char *name, uint64_t *old, const uint64_t *value);

/* buddy_ctl_name - the i-th name, from 0; NULL past the last */
BUDDY_API const char *buddy_ctl_name(unsigned i);

#ifdef __cplusplus
}
#endif

#endif /* BUDDY_BUDDY_H */
