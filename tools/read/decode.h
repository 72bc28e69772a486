/* SPDX-License-Identifier: MIT */
/*
 * read/decode.h - from records to figures
 */
#ifndef READ_DECODE_H
#define READ_DECODE_H

#include "read/heap.h"
#include "read/raw.h"

/* Fills in *h, which is empty, from one reading. */
bool decode(struct heap *h, const struct raw *raw, const struct layout *l,
	    struct failure *why);

#endif /* READ_DECODE_H */
