/* SPDX-License-Identifier: MIT */
/* free of a block that a second C library's own malloc returned. */
#include "address.h"

typedef void *malloc_fn(size_t);

int main(void)
{
	void *libc = dlmopen(LM_ID_NEWLM, "libc.so.6", RTLD_NOW | RTLD_LOCAL);
	malloc_fn *allocate;
	char *p[20];

	if (!libc)
		skip("no second C library: dlmopen refuses");
	allocate = (malloc_fn *)dlsym(libc, "malloc");
	EXPECT(allocate != NULL && allocate != &malloc);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = allocate(100 + i * 1000);
		EXPECT(p[i] != NULL);
		memset(p[i], (int)i, 100);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		free_announced(p[i]);
		EXPECT(all_bytes_are(p[i], (int)i, 100));
	}
	return 0;
}
