/* SPDX-License-Identifier: MIT */
/*
 * fuzz/input.c - an input as a source of decisions
 */
#include "fuzz/input.h"

uint64_t input_number(struct input *in, unsigned bytes)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < bytes && in->left; i++) {
		n |= (uint64_t)*in->at++ << (8 * i);
		in->left--;
	}
	return n;
}

uint64_t input_below(struct input *in, uint64_t n)
{
	unsigned bytes = 1;

	while (bytes < 8 && (n - 1) >> (8 * bytes))
		bytes++;
	return input_number(in, bytes) % n;
}

/* The first byte says how many bits the number has. */
uint64_t input_size(struct input *in, uint64_t most)
{
	unsigned bits = 1;
	uint64_t n;

	while (bits < 64 && most >> bits)
		bits++;
	bits = (unsigned)input_below(in, bits + 1);
	if (!bits)
		return 0;
	n = UINT64_C(1) << (bits - 1) | input_number(in, (bits + 6) / 8);
	n &= ~UINT64_C(0) >> (64 - bits);
	return n < most ? n : most;
}
