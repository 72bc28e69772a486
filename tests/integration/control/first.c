/* SPDX-License-Identifier: MIT */
/*
 * With control:true the first malloc makes the thread, for which the C library
 * allocates too: both are counted, also where they are of one size.
 */
#include "../expect.h"

#include <buddy/buddy.h>
#include <sys/wait.h>

static int (*info_of)(struct buddy_info *info, size_t size);

/* What is counted after the first malloc of a process. */
static int first_allocs(size_t size)
{
	struct buddy_info info;
	int status;
	pid_t pid = fork();

	if (!pid) {
		EXPECT(opaque(malloc(size)) != NULL);
		EXPECT(info_of(&info, sizeof(info)) == 0);
		_exit((int)info.allocs);
	}
	EXPECT(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

int main(void)
{
	int expected;

	info_of = (int (*)(struct buddy_info *, size_t))find("buddy_info");
	EXPECT(info_of != NULL);
	expected = first_allocs(16);
	for (size_t size = 32; size <= 1024; size += 16)
		EXPECT(first_allocs(size) == expected);
	return 0;
}
