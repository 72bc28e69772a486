/* SPDX-License-Identifier: MIT */
/* Where no memory may become executable, the heap has no need of it. */
#include "filter.h"

/* From now on mmap and mprotect with PROT_EXEC end the process. */
static void forbid_execution(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
		/* Both have the protection as their third argument. */
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	set_filter(code, ARRAY_SIZE(code));
}

static void map_executable(void)
{
	forbid_execution();
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	     0);
}

static bool is_forbidden(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		map_executable();
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP)
		skip("no seccomp filters here");
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

int main(void)
{
	void *p[64] = { NULL };
	uint32_t seed = 5;

	EXPECT(is_forbidden());
	forbid_execution();
	for (int i = 0; i < 20000; i++) {
		size_t slot = next_random(&seed) % ARRAY_SIZE(p);
		size_t size = next_random(&seed) % (i % 100 ? 4000 : 8 * MIB);

		p[slot] = realloc(opaque(p[slot]), size + 1);
		EXPECT(p[slot] != NULL);
	}
	malloc_trim(0);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
	EXPECT(heap_is_sound());
	return 0;
}
