/* SPDX-License-Identifier: MIT */
/*
 * fuzz/fuzz.h - what a fuzz target is
 *
 * A target runs one input, which may be anything, against a promise: a model
 * of what must come out, or that nothing outside is touched, in bounded time.
 * The inputs below corpus/TARGET were found to reach something of their own.
 *
 *   make check               runs those of each target, in every build
 *   scripts/fuzz             looks for others, with libFuzzer
 *   scripts/fuzz --afl ...   ... with AFL++
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Runs an input.  Returns 0; a broken promise stops the program. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define expect(x)                                                      \
	do {                                                           \
		if (!(x)) {                                            \
			fprintf(stderr, "%s:%d: broken promise: %s\n", \
				__FILE__, __LINE__, #x);               \
			abort();                                       \
		}                                                      \
	} while (0)

#endif /* FUZZ_FUZZ_H */
