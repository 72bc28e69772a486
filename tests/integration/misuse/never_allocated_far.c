/* SPDX-License-Identifier: MIT */
/*
 * An address at the far end of the arena is freed.
 * stops: free: ADDRESS was never allocated; pages
 */
#include "misuse.h"

int main(void)
{
	int (*snapshot)(struct buddy_info *, size_t) =
		(int (*)(struct buddy_info *, size_t))need("buddy_info");
	struct buddy_info info;

	EXPECT(snapshot(&info, sizeof(info)) == 0);
	free_again(
		(void *)(uintptr_t)(info.arena_base + info.arena_bytes - 4096));
	return 0;
}
