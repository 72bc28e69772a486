/* SPDX-License-Identifier: MIT */
/*
 * harden/secret.c - what an attacker cannot foretell
 */
#include "harden/secret.h"

#include "os/seed.h"

static struct secret_key key; /* const after init */

/* Changes in the child of a fork, when no other thread runs. */
static uint64_t process;

/* Relaxed: a counter. */
static _Atomic uint64_t nr_threads;

/* What a thread draws its next number from; 0 before the first. */
static _Thread_local uint64_t next;

static uint64_t rotate(uint64_t n, unsigned left)
{
	return n << left | n >> (64 - left);
}

static void mix(uint64_t v[4], unsigned rounds)
{
	while (rounds--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32) + v[3];
		v[2] += v[1];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

uint64_t secret_hash_with(const struct secret_key *k, uint64_t word)
{
	/* The message's length, eight bytes, ends it. */
	const uint64_t blocks[] = { word, UINT64_C(8) << 56 };
	/* The constants spell "somepseudorandomlygeneratedbytes". */
	uint64_t v[4] = {
		k->half[0] ^ UINT64_C(0x736f6d6570736575),
		k->half[1] ^ UINT64_C(0x646f72616e646f6d),
		k->half[0] ^ UINT64_C(0x6c7967656e657261),
		k->half[1] ^ UINT64_C(0x7465646279746573),
	};

	for (unsigned i = 0; i < ARRAY_SIZE(blocks); i++) {
		v[3] ^= blocks[i];
		mix(v, 2);
		v[0] ^= blocks[i];
	}
	v[2] ^= 0xff;
	mix(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void secret_init(void)
{
	os_seed(key.half);
}

void secret_after_fork(uint64_t pid)
{
	process = secret_hash(process + pid);
	next = 0;
}

uint64_t secret_hash(uint64_t word)
{
	return secret_hash_with(&key, word);
}

/* Threads start far apart, by chance; also one where another has ended. */
static uint64_t next_word(void)
{
	if (unlikely(!next))
		next = secret_hash(process + add_relaxed(&nr_threads, 1));
	return next++;
}

uint32_t secret_below(uint32_t n)
{
	/* A high part of the product: no division, and next to no bias. */
	return (uint32_t)((secret_hash(next_word()) >> 32) * n >> 32);
}
