/* SPDX-License-Identifier: MIT */
/*
 * base/compiler.h - what the compiler is told beyond the language
 */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#include <config.h>

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/*
 * On a declaration: the definition is in this library.  The option of the
 * build says so of definitions only, and without it a variable is reached
 * through a table.
 */
#define hidden __attribute__((visibility("hidden")))

#define noinline __attribute__((noinline))
#define always_inline inline __attribute__((always_inline))

/* The line that two threads should not share. */
enum { CACHE_LINE = 64 };
#define cacheline_aligned __attribute__((aligned(CACHE_LINE)))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Relaxed accesses: counters with one writer, and hints that a lock repeats. */
#define load_relaxed(p) atomic_load_explicit(p, memory_order_relaxed)
#define store_relaxed(p, v) atomic_store_explicit(p, v, memory_order_relaxed)
#define add_relaxed(p, v) atomic_fetch_add_explicit(p, v, memory_order_relaxed)
#define sub_relaxed(p, v) atomic_fetch_sub_explicit(p, v, memory_order_relaxed)

/*
 * Adds to a word that one thread writes; on x86-64 in one instruction, which
 * it would not be as an atomic load and store.  Others may read it: it is
 * aligned, so what they see is an old value or a new one.
 */
#if defined(__SANITIZE_THREAD__)
#define add_single_writer(p, n) __atomic_fetch_add(p, n, __ATOMIC_RELAXED)
#else
#define add_single_writer(p, n) ((void)(*(p) += (n)))
#endif

#endif /* BASE_COMPILER_H */
