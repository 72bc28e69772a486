/* SPDX-License-Identifier: MIT */
/*
 * harden/secret.h - what an attacker cannot foretell
 *
 * One key, drawn when the heap is made; what it yields for a word tells
 * nothing about the key or about other words (SipHash-2-4: Aumasson and
 * Bernstein, 2012).
 */
#ifndef HARDEN_SECRET_H
#define HARDEN_SECRET_H

#include "base/compiler.h"

struct secret_key {
	uint64_t half[2];
};

/* The hash of the eight bytes of a word. */
uint64_t secret_hash_with(const struct secret_key *key, uint64_t word);

/* Draws the key.  Before other threads. */
void secret_init(void);

/*
 * In the child of a fork, which keeps the key: it draws other numbers than the
 * parent and its other children.
 */
void secret_after_fork(uint64_t pid);

/* The same for the same word, all through the process. */
uint64_t secret_hash(uint64_t word);

/* A number below n > 0, another at each call.  Any thread. */
uint32_t secret_below(uint32_t n);

#endif /* HARDEN_SECRET_H */
