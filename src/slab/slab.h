/* SPDX-License-Identifier: MIT */
/*
 * slab/slab.h - equal objects in a naturally aligned block of pages
 *
 * What describes a slab lies outside it, in two parts.  The chunk record is
 * found from an address by arithmetic, and free reads it; but for `home` it is
 * constant while the slab lives.  struct slab changes under the lock of its
 * class in its stripe, and is followed in memory by
 *
 *     free_bits  a bit per object, 1: free and in the slab
 *     state      a byte per object, enum object_state, for its user, and one
 *                for the slack behind the last object
 *     wanted     two bytes per object: what its user asked for.  Only where
 *                canaries stand behind it
 *
 * Objects at or above `fresh` were never handed out: their bits are 0 and
 * their pages may never have been touched.  They are handed out in address
 * order, so a slab with one object costs one page.
 *
 * Invariant O1: an object is in exactly one of: user, a thread's stack, remote
 * buffer or quarantine, its slab's free bits (or fresh), lost in fork.
 * Invariant O2: all chunks of a slab name the stripe that owns it; the stripes'
 * counts of objects handed out sum up to those that are out of their slabs.
 */
#ifndef SLAB_SLAB_H
#define SLAB_SLAB_H

#include "base/list.h"
#include "buddy/arena.h"
#include "harden/harden.h"
#include "slab/size_class.h"

/* Size of a struct stack, which struct thread has one of for each class. */
enum { STACK_BYTES = 16 };

struct chunk {
	/* Stripe id + 1 of the slab's owner; 0: no slab here.  Atomic, since
	 * a wrong pointer may lead here at any time.  While the slab lives it
	 * changes under the class locks of the old and the new owner: what is
	 * read without the owner's lock may be out of date. */
	_Atomic uint32_t home;
	uint32_t start;	       /* low half of the slab's address */
	uint64_t stack_offset; /* of the class's stack in struct thread */
	uint64_t recip;	       /* of the class; below 2^32 */
	uint8_t *state;	       /* of the slab's objects */
};
static_assert(sizeof(struct chunk) == CHUNK_RECORD_BYTES, "room in the arena");

/*
 * Who holds an object, as free sees it.  A byte written with plain stores by
 * the object's one holder; two racing frees of one object both pass here and
 * are caught by the free bits.
 */
enum object_state {
	OBJECT_FREE,
	OBJECT_USER,
	OBJECT_POISONED /* free, and overwritten */
};

/* Whether malloc and free keep the state bytes; a build option. */
enum { OBJECT_CHECK = BUDDY_OBJECT_CHECK };

/*
 * An object outside its slab, with the address of its state byte: computed
 * once, when it leaves the slab or is freed, so that malloc need not.
 */
struct object {
	void *address;
	uint8_t *state;
};

struct slab {
	struct list link; /* partial slabs of the class; class lock */
	pfn_t pfn;	  /* const */
	uint16_t sc;	  /* const */
	/* class lock */
	uint16_t stripe;      /* the owner */
	uint16_t nr_free;     /* in free_bits, and fresh */
	uint16_t fresh;	      /* index of the first never handed out */
	uint16_t first_word;  /* free_bits below this word are 0 */
	bool spare;	      /* kept although empty */
	bool populated;	      /* its pages were all made resident */
	bool guarded;	      /* the page behind it is inaccessible; const */
	uint8_t record_class; /* whose size the record has; const */
	uint64_t free_bits[];
};

static always_inline struct chunk *chunk_at(size_t index)
{
	return (struct chunk *)(arena_chunks + (index << CHUNK_RECORD_SHIFT));
}

/* p lies in the arena. */
static always_inline struct chunk *chunk_of(const void *p)
{
	return (struct chunk *)(arena_chunk_bias +
				((uintptr_t)p >>
				 CHUNK_SHIFT << CHUNK_RECORD_SHIFT));
}

static inline unsigned chunk_class(const struct chunk *c)
{
	return (unsigned)(c->stack_offset / STACK_BYTES);
}

/* Pages of a slab, with the one that guards its end. */
uint32_t slab_pages(unsigned sc);

/* From a slab's record to the states of its objects. */
static inline size_t slab_state_offset(unsigned sc)
{
	return sizeof(struct slab) + BITMAP_WORDS(size_classes[sc].nr_objs) * 8;
}

/* ... and to what was asked for of each. */
static inline size_t slab_wanted_offset(unsigned sc)
{
	return align_up(slab_state_offset(sc) + size_classes[sc].nr_objs + 1u,
			sizeof(uint16_t));
}

/* The slab of a chunk that has one, of that class. */
static inline struct slab *chunk_slab_of(const struct chunk *c, unsigned sc)
{
	return (struct slab *)(void *)(c->state - slab_state_offset(sc));
}

/* The slab of a chunk that has one. */
static inline struct slab *chunk_slab(const struct chunk *c)
{
	return chunk_slab_of(c, chunk_class(c));
}

/*
 * State bytes: relaxed stores, so that a validator may look from elsewhere;
 * only the object's holder writes, and may load plainly.
 */
static always_inline void state_store(uint8_t *state, enum object_state value)
{
	__atomic_store_n(state, (uint8_t)value, __ATOMIC_RELAXED);
}

static inline enum object_state state_load(const uint8_t *state)
{
	return (enum object_state)__atomic_load_n(state, __ATOMIC_RELAXED);
}

/* Distance from the slab's start times 2^32 / size; see size_class.h. */
static always_inline uint64_t object_scaled(const struct chunk *c,
					    const void *p)
{
	return (uint64_t)((uint32_t)(uintptr_t)p - c->start) * c->recip;
}

static inline unsigned object_index(const struct chunk *c, const void *p)
{
	return (unsigned)(object_scaled(c, p) >> 32);
}

/* Whether p is the first byte of an object that the slab has room for. */
static inline bool object_is_start(const struct chunk *c, const void *p)
{
	uint64_t scaled = object_scaled(c, p);

	return (uint32_t)scaled < c->recip &&
	       scaled >> 32 < size_classes[chunk_class(c)].nr_objs;
}

/* The chunk of an object in use at p, or NULL.  p lies in the arena. */
static inline const struct chunk *object_chunk(const void *p)
{
	const struct chunk *c = chunk_of(p);

	if (!load_relaxed(&c->home) || !object_is_start(c, p))
		return NULL;
	if (OBJECT_CHECK &&
	    state_load(&c->state[object_index(c, p)]) != OBJECT_USER)
		return NULL;
	return c;
}

static inline size_t object_size(const struct chunk *c)
{
	return size_classes[chunk_class(c)].size;
}

/*
 * A new slab, owned by a stripe and on no list; NULL without memory.  populate:
 * its pages are made resident, since they will be used soon.
 */
struct slab *slab_create(unsigned sc, unsigned stripe, bool populate);

/* Makes a stripe the owner.  Class locks of the old and the new one. */
void slab_set_owner(struct slab *slab, unsigned stripe);

/* Invariant O2, for the validator.  Class lock. */
bool slab_has_one_owner(const struct slab *slab);

/* Gives an empty slab that is on no list back to the page layer. */
void slab_destroy(struct slab *slab);

/*
 * Takes up to n objects out of the slab: those that came back, lowest address
 * first, then fresh ones, at most a page of them; or any, by chance.  They are
 * written downwards from `end`, so that a stack of them pops the lowest address
 * first.  Returns how many.  Class lock.
 */
unsigned slab_take(struct slab *slab, struct object *end, unsigned n);

/* Puts an object back; stops the program if it is there.  Class lock. */
static inline void slab_put(struct slab *slab, const void *object);
_Noreturn void slab_put_twice(const struct slab *slab, const void *object);

static inline void slab_put(struct slab *slab, const void *object)
{
	unsigned i = object_index(chunk_of(object), object);

	if (unlikely(bit_test(slab->free_bits, i) || i >= slab->fresh))
		slab_put_twice(slab, object);
	bit_set(slab->free_bits, i);
	if (i / WORD_BITS < slab->first_word)
		slab->first_word = (uint16_t)(i / WORD_BITS);
	slab->nr_free++;
	count_line(slab);
	count_line(&slab->free_bits[i / WORD_BITS]);
}

/* Pages in use at the slab's start; the others may never have been touched. */
static inline uint32_t slab_used_pages(const struct slab *slab)
{
	const struct size_class *c = &size_classes[slab->sc];

	if (slab->populated)
		return 1u << c->slab_order;
	return (uint32_t)bytes_to_pages((size_t)slab->fresh * c->size);
}

static inline uint32_t slab_unused_pages(const struct slab *slab)
{
	return (1u << size_classes[slab->sc].slab_order) -
	       slab_used_pages(slab);
}

static inline bool slab_empty(const struct slab *slab)
{
	return slab->nr_free == size_classes[slab->sc].nr_objs;
}

#endif /* SLAB_SLAB_H */
