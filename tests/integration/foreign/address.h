/* SPDX-License-Identifier: MIT */
/*
 * tests/integration/foreign/address.h - announce an address before its misuse
 *
 * The script compares the address on stdout with the one that the library
 * names on stderr.
 */
#ifndef TESTS_ADDRESS_H
#define TESTS_ADDRESS_H

#include "../expect.h"

static inline void announce(const void *address)
{
	char text[64];

	snprintf(text, sizeof(text), "address 0x%lx\n",
		 (unsigned long)(uintptr_t)address);
	expect_say(text);
}

/* Free the address; the C library's warnings are not asked. */
static inline void free_announced(const void *address)
{
	announce(address);
	errno = 4711;
	free(opaque(address));
	EXPECT(errno == 4711);
}

#endif /* TESTS_ADDRESS_H */
