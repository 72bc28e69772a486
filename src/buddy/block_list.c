/* SPDX-License-Identifier: MIT */
/*
 * buddy/block_list.c - the split blocks of a buddy heap, by what they offer
 */
#include "buddy/block_list.h"

/* Ranks of blocks that are clean where they are free. */
#define CLEAN_RANKS (~UINT32_C(0) << NR_BINS)

/* Links and heads are indexes plus 1. */
static struct block *block_at(uint32_t link)
{
	return &arena.blocks[link - 1];
}

static uint32_t link_to(const struct block *b)
{
	return (uint32_t)(b - arena.blocks) + 1;
}

/* A list got its first block or lost its last: the words follow. */
static void note_change(struct block_lists *lists, unsigned list)
{
	unsigned rank = list / MAX_ORDER;
	uint32_t bit = UINT32_C(1) << rank;

	lists->orders[rank] ^= (uint16_t)(1u << list % MAX_ORDER);
	if (lists->orders[rank])
		lists->ranks |= bit;
	else
		lists->ranks &= ~bit;
}

static void unlink_block(struct block_lists *lists, struct block *b)
{
	unsigned list = b->list - 1u;
	uint32_t self = link_to(b);

	if (b->next == self) {
		lists->head[list] = 0;
		note_change(lists, list);
		return;
	}
	block_at(b->next)->prev = b->prev;
	block_at(b->prev)->next = b->next;
	if (lists->head[list] == self)
		lists->head[list] = b->next;
}

static void link_block(struct block_lists *lists, struct block *b)
{
	unsigned list = b->list - 1u;
	uint32_t self = link_to(b), head = lists->head[list];

	lists->head[list] = self;
	if (!head) {
		b->next = b->prev = self;
		note_change(lists, list);
		return;
	}
	b->next = head;
	b->prev = block_at(head)->prev;
	block_at(b->prev)->next = self;
	block_at(head)->prev = self;
}

void block_list_move(struct block_lists *lists, struct block *b)
{
	if (b->list) {
		count_line(block_at(b->next));
		count_line(block_at(b->prev));
		unlink_block(lists, b);
	}
	b->list = (uint16_t)block_list_of(b, b->nr_free_dirty);
	if (b->list) {
		link_block(lists, b);
		count_line(&lists->head[b->list - 1u]);
		count_line(block_at(b->next));
		count_line(block_at(b->prev));
	}
}

/* The block of the lowest of some ranks, or NULL. */
static struct block *find_in(const struct block_lists *lists, uint32_t ranks,
			     unsigned order)
{
	for (ranks &= lists->ranks; ranks; ranks &= ranks - 1) {
		unsigned rank = lowest_bit(ranks);
		unsigned fits = lists->orders[rank] >> order;

		if (fits) {
			unsigned largest = order + lowest_bit(fits);

			return block_at(
				lists->head[rank * MAX_ORDER + largest]);
		}
	}
	return NULL;
}

struct block *block_list_find(struct block_lists *lists, unsigned order,
			      bool clean)
{
	struct block *b = clean ? find_in(lists, CLEAN_RANKS, order) : NULL;

	if (b)
		return b;
	for (;;) {
		b = find_in(lists, ~UINT32_C(0), order);
		if (!b || b->nr_free_dirty || b->list > NR_DIRTY_LISTS)
			return b;
		/* It has gone clean, and is not met here again. */
		block_list_move(lists, b);
	}
}

/* A search for the shortest stretch, so far. */
struct search {
	unsigned nr, looks;
	struct stretch best;
};

static bool search_ends(const struct search *s)
{
	return s->best.nr == s->nr || s->looks == BEST_LOOKS;
}

/* Goes on in one list. */
static void search_list(struct search *s, uint32_t head,
			struct stretch (*find)(const struct block *b,
					       unsigned nr))
{
	uint32_t at = head;

	do {
		struct stretch found = find(block_at(at), s->nr);

		if (found.nr && (!s->best.nr || found.nr < s->best.nr))
			s->best = found;
		at = block_at(at)->next;
		s->looks++;
	} while (at != head && !search_ends(s));
}

/* Goes on in the lists of some ranks that may have parts of that order. */
static void search_ranks(struct search *s, const struct block_lists *lists,
			 uint32_t ranks, unsigned order,
			 struct stretch (*find)(const struct block *b,
						unsigned nr))
{
	for (; ranks; ranks &= ranks - 1) {
		unsigned rank = lowest_bit(ranks);
		unsigned fits = lists->orders[rank] >> order << order;
		const uint32_t *head = &lists->head[rank * MAX_ORDER];

		for (; fits && !search_ends(s); fits &= fits - 1)
			search_list(s, head[lowest_bit(fits)], find);
	}
}

struct stretch
block_list_stretch(const struct block_lists *lists, unsigned nr, unsigned order,
		   struct stretch (*find)(const struct block *b, unsigned nr))
{
	/* Fuller blocks have fewer than nr pages free. */
	unsigned fullest = nr >> (MAX_ORDER - BIN_BITS);
	uint32_t dirty = lists->ranks & ~CLEAN_RANKS & ~UINT32_C(0) << fullest;
	uint32_t clean = lists->ranks & CLEAN_RANKS << fullest;
	struct search s = { .nr = nr };

	search_ranks(&s, lists, dirty, order, find);
	if (!s.best.nr)
		search_ranks(&s, lists, clean, order, find);
	return s.best;
}

/* Turns a list so that the block found is its head. */
static struct block *turn_to(uint32_t *head, unsigned order,
			     bool (*offers)(const struct block *b,
					    unsigned order))
{
	uint32_t at = *head;

	do {
		struct block *b = block_at(at);

		if (offers(b, order)) {
			*head = at;
			return b;
		}
		at = b->next;
	} while (at != *head);
	return NULL;
}

struct block *block_list_sweep(struct block_lists *lists, unsigned order,
			       bool (*offers)(const struct block *b,
					      unsigned order))
{
	for (unsigned n = 0; n < NR_DIRTY_LISTS; n++) {
		uint32_t *head = &lists->head[lists->sweep];
		struct block *b = NULL;

		if (*head && lists->sweep % MAX_ORDER >= order)
			b = turn_to(head, order, offers);
		if (b)
			return b;
		lists->sweep = (lists->sweep + 1) % NR_DIRTY_LISTS;
	}
	return NULL;
}
