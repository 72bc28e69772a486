/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/limits/fill.h - take all the memory that there is
 */
#ifndef TESTS_LIMITS_FILL_H
#define TESTS_LIMITS_FILL_H

#include "../expect.h"

struct block {
	struct block *next;
};

/*
 * Takes blocks of that size, writes to all of them, and adds them to a list,
 * until there are no more, which is before `most` bytes; how many were taken.
 */
static inline size_t fill(struct block **list, size_t size, size_t most)
{
	size_t total = 0;
	struct block *block;

	errno = 0;
	while ((block = malloc(size)) != NULL) {
		EXPECT(total < most);
		memset((void *)block, 'x', size);
		block->next = *list;
		*list = block;
		total += size;
	}
	EXPECT(errno == ENOMEM);
	return total;
}

static inline void give_all(struct block *list)
{
	while (list) {
		struct block *next = list->next;

		free(list);
		list = next;
	}
}

#endif /* TESTS_LIMITS_FILL_H */
