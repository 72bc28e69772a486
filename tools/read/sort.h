/* SPDX-License-Identifier: MIT */
/*
 * read/sort.h - the pages of one block, sorted by what they are used for
 */
#ifndef READ_SORT_H
#define READ_SORT_H

#include "read/pages.h"

/* Copies of a block's own record, and of its pages' and chunks'. */
struct block_records {
	const struct buddy_abi *abi;
	uint32_t pfn; /* of its first page */
	const char *block, *pages, *chunks;
};

/* Fills in the views of all pages of the block. */
void sort_block(struct page_view *view, const struct block_records *r);

#endif /* READ_SORT_H */
