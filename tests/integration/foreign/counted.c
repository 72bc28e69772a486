/* SPDX-License-Identifier: MIT */
/* Ignored foreign frees are counted, once for each. */
#include "address.h"
#include <buddy/buddy.h>

typedef int buddy_info_fn(struct buddy_info *, size_t);

static uint64_t foreign_frees(void)
{
	buddy_info_fn *snapshot = (buddy_info_fn *)find("buddy_info");
	struct buddy_info info;

	EXPECT(snapshot != NULL);
	EXPECT(snapshot(&info, sizeof(info)) == 0);
	return info.foreign_frees;
}

int main(void)
{
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t before = foreign_frees();

	for (size_t i = 0; i < 100; i++)
		free(opaque(p + i * 64));
	free(opaque(NULL));
	free(malloc(10));
	EXPECT(foreign_frees() == before + 100);
	return 0;
}
