/* SPDX-License-Identifier: MIT */
/*
 * fuzz/file.h - an input as a file
 */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <stddef.h>
#include <stdint.h>

/* The path of a file in memory with these bytes, until the next call. */
const char *file_of(const uint8_t *data, size_t bytes);

#endif /* FUZZ_FILE_H */
