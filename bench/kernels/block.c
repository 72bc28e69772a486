/* SPDX-License-Identifier: MIT */
/*
 * kernels/block.c - a block of the allocator under test
 */
#include "kernels/block.h"

#include <string.h>

enum {
	DENSE_BYTES = 1024, /* up to here every word is written */
	STRIDE_BYTES = 256  /* beyond it, one word in each of these */
};

void *block_new(size_t bytes)
{
	void *block = malloc(bytes);

	if (!block)
		stop("malloc returned NULL");
	return block;
}

void *block_zeroed(size_t bytes)
{
	void *block = calloc(1, bytes);

	if (!block)
		stop("calloc returned NULL");
	return block;
}

static size_t stride(size_t bytes)
{
	return bytes <= DENSE_BYTES ? sizeof(uint64_t) : STRIDE_BYTES;
}

void block_write(void *block, size_t bytes, uint64_t seed)
{
	char *byte = block;
	size_t step = stride(bytes);

	for (size_t at = 0; at + sizeof(seed) <= bytes; at += step) {
		uint64_t word = seed + at;

		memcpy(byte + at, &word, sizeof(word));
	}
	if (bytes)
		byte[bytes - 1] = (char)seed;
}

uint64_t block_read(const void *block, size_t bytes)
{
	const char *byte = block;
	size_t step = stride(bytes);
	uint64_t sum = bytes ? (unsigned char)byte[bytes - 1] : 0;

	for (size_t at = 0; at + sizeof(sum) <= bytes; at += step) {
		uint64_t word;

		memcpy(&word, byte + at, sizeof(word));
		sum += word;
	}
	return sum;
}
