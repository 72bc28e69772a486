/* SPDX-License-Identifier: MIT */
/* Once started, the heap asks the kernel for memory and futexes only. */
#include "filter.h"
#include <pthread.h>

static const int allowed[] = {
	SYS_mmap,  SYS_munmap,	   SYS_mprotect, SYS_madvise, SYS_mremap,
	SYS_futex, SYS_exit_group, SYS_exit,	 SYS_write,
};

enum { NR_ALLOWED = sizeof(allowed) / sizeof(allowed[0]) };

static pthread_barrier_t ready, start, finish;

/* Load the number; return "allow" for each known one, "kill" at the end. */
static void close_the_gate(void)
{
	struct sock_filter code[2 * NR_ALLOWED + 2];
	size_t n = 0;

	code[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < NR_ALLOWED; i++) {
		code[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)allowed[i], 0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
							 SECCOMP_RET_ALLOW);
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						 SECCOMP_RET_KILL_PROCESS);
	set_filter(code, n);
}

static void work(uint32_t seed)
{
	void *p[200] = { NULL };

	for (int i = 0; i < 30000; i++) {
		size_t slot = next_random(&seed) % ARRAY_SIZE(p);
		size_t size = next_random(&seed) % 2000;

		if (i % 50 == 0)
			size *= 50;
		if (i % 1000 == 0)
			size = 6 * MIB;
		if (i % 3)
			p[slot] = realloc(opaque(p[slot]), size + 1);
		else {
			free(p[slot]);
			p[slot] = i % 2 ? malloc(size) : calloc(1, size);
		}
		EXPECT(p[slot] != NULL);
		memset(p[slot], 1, size);
	}
	malloc_trim(0);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		free(p[i]);
	malloc_trim(0);
}

/* The thread's first malloc comes when the gate is closed. */
static void *in_thread(void *unused)
{
	pthread_barrier_wait(&ready);
	pthread_barrier_wait(&start);
	work(2);
	pthread_barrier_wait(&finish);
	for (;;)
		pthread_barrier_wait(&finish);
	return unused;
}

int main(void)
{
	pthread_t thread;

	if (!under_libbuddy())
		skip("the C library's malloc uses brk as well");
	free(opaque(malloc(100)));
	pthread_barrier_init(&ready, NULL, 2);
	pthread_barrier_init(&start, NULL, 2);
	pthread_barrier_init(&finish, NULL, 2);
	EXPECT(pthread_create(&thread, NULL, in_thread, NULL) == 0);
	pthread_barrier_wait(&ready);
	close_the_gate();
	pthread_barrier_wait(&start);
	work(1);
	pthread_barrier_wait(&finish);
	_exit(0);
}
