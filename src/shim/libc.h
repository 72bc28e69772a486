/* SPDX-License-Identifier: MIT */
/*
 * shim/libc.h - prototypes of what this folder defines
 *
 * The C library's own headers declare most of these with attributes for the
 * caller's compiler; here they are only names.
 */
#ifndef SHIM_LIBC_H
#define SHIM_LIBC_H

#include "base/compiler.h"

#include <malloc.h>
#include <stdlib.h>

#define EXPORT __attribute__((visibility("default")))

/* Not in every version of the headers. */
void cfree(void *p);
void free_sized(void *p, size_t size);
void free_aligned_sized(void *p, size_t align, size_t size);

/* The C library exports these without declaring them. */
void *__libc_malloc(size_t size);
void __libc_free(void *p);
void *__libc_calloc(size_t nmemb, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t align, size_t size);
void *__libc_valloc(size_t size);
void *__libc_pvalloc(size_t size);
int __posix_memalign(void **out, size_t align, size_t size);

#endif /* SHIM_LIBC_H */
