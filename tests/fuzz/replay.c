/* SPDX-License-Identifier: MIT */
/*
 * fuzz/replay.c - runs a target on files, where no fuzzer brings a main
 *
 * Each argument is a file with one input.  So it does for afl-fuzz as well,
 * with @@ for the argument.
 */
#include "fuzz/fuzz.h"

#include <errno.h>
#include <string.h>

/* The whole file; NULL if it cannot be read. */
static uint8_t *load(const char *path, size_t *bytes)
{
	FILE *file = fopen(path, "r");
	char *data = NULL;
	FILE *copy;
	int c;

	if (!file)
		return NULL;
	copy = open_memstream(&data, bytes);
	while (copy && (c = getc(file)) != EOF)
		putc(c, copy);
	if (ferror(file) || !copy || fclose(copy)) {
		free(data);
		data = NULL;
	}
	fclose(file);
	return (uint8_t *)data;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		size_t bytes;
		uint8_t *data = load(argv[i], &bytes), *exact;

		if (!data) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
			return EXIT_FAILURE;
		}
		/* Of its very length, so that what is read behind it shows. */
		exact = malloc(bytes);
		memcpy(exact, data, bytes);
		LLVMFuzzerTestOneInput(exact, bytes);
		free(exact);
		free(data);
	}
	return EXIT_SUCCESS;
}
