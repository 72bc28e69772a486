/* SPDX-License-Identifier: MIT */
/*
 * fuzz/input.h - an input as a source of decisions
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *at;
	size_t left;
};

/* The next number, of so many bytes, 8 at most; 0 bits where it has ended. */
uint64_t input_number(struct input *in, unsigned bytes);

/* One below n, n > 0. */
uint64_t input_below(struct input *in, uint64_t n);

/* In [0, most], as likely small as large. */
uint64_t input_size(struct input *in, uint64_t most);

#endif /* FUZZ_INPUT_H */
