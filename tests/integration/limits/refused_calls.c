/* SPDX-License-Identifier: MIT */
/* A kernel that refuses a call costs memory or time, never data or the heap. */
#include "filter.h"

enum { SLOTS = 200, ROUNDS = 6000 };

static unsigned char *block[SLOTS];
static size_t length[SLOTS];

/* From now on the call fails with this error; a second filter adds another. */
static void refuse(int call, int error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K,
			 SECCOMP_RET_ERRNO | ((uint32_t)error & 0xffff)),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	set_filter(code, ARRAY_SIZE(code));
}

static size_t some_size(uint32_t *seed)
{
	uint32_t kind = next_random(seed) % 200;
	uint32_t value = next_random(seed);

	if (kind == 0)
		return MIB + value % (4 * MIB);
	if (kind < 10)
		return 4096 + value % 200000;
	return value % 3000;
}

static void replace(size_t at, unsigned char *p, size_t size)
{
	errno = 4711;
	free(block[at]);
	EXPECT(errno == 4711);
	block[at] = p;
	length[at] = p ? size : 0;
}

/* A large block is resized, the others are replaced; NULL is an answer. */
static void change(size_t at, size_t size, bool zeroed)
{
	unsigned char *p;

	EXPECT(all_bytes_are(block[at], (int)at, length[at]));
	errno = 0;
	if (length[at] > 100000) {
		size_t kept = length[at] < size ? length[at] : size;

		p = realloc(opaque(block[at]), size + 1);
		if (p) {
			EXPECT(all_bytes_are(p, (int)at, kept));
			block[at] = p;
			length[at] = size;
		}
	} else {
		p = zeroed ? calloc(1, size + 1) : malloc(size + 1);
		if (p && zeroed)
			EXPECT(all_bytes_are(p, 0, size));
		if (p)
			replace(at, p, size);
	}
	if (!p)
		EXPECT(errno == ENOMEM);
	if (p)
		memset(p, (int)at, size);
}

static void work(uint32_t seed, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		size_t at = next_random(&seed) % SLOTS;

		change(at, some_size(&seed), i % 3 == 0);
		if (i % 2000 == 0)
			malloc_trim(0);
	}
}

/* Blocks behind each one keep it from growing where it is. */
static void grow_elsewhere(void)
{
	enum { NR = 8 };
	unsigned char *p[NR];
	size_t size = 2 * MIB;

	for (int i = 0; i < NR; i++) {
		p[i] = malloc(size);
		if (p[i])
			memset(p[i], i, size);
	}
	for (int i = 0; i < NR; i++) {
		unsigned char *q = realloc(opaque(p[i]), 3 * size);

		EXPECT(q != NULL || errno == ENOMEM);
		if (!q)
			q = p[i];
		else
			memset(q + size, i, 2 * size);
		EXPECT(!p[i] || all_bytes_are(q, i, size));
		p[i] = q;
	}
	for (int i = 0; i < NR; i++)
		free(p[i]);
}

static void warm_up(void)
{
	work(1, ROUNDS);
	grow_elsewhere();
}

static void go_on(void)
{
	work(2, ROUNDS);
	grow_elsewhere();
	grow_elsewhere();
	EXPECT(heap_is_sound());
	for (size_t at = 0; at < SLOTS; at++)
		replace(at, NULL, 0);
	malloc_trim(0);
	EXPECT(heap_is_sound());
	/* What was freed can be had, whatever is refused. */
	block[0] = malloc(MIB);
	EXPECT(block[0] != NULL);
	replace(0, NULL, 0);
}

#define ROW(name, call, error)       \
	static void name(void)       \
	{                            \
		warm_up();           \
		refuse(call, error); \
		go_on();             \
	}

ROW(no_mprotect, SYS_mprotect, ENOMEM)
ROW(forbidden_mprotect, SYS_mprotect, EACCES)
ROW(no_mmap, SYS_mmap, ENOMEM)
ROW(no_munmap, SYS_munmap, ENOMEM)
ROW(no_mremap, SYS_mremap, ENOMEM)
ROW(faulting_mremap, SYS_mremap, EFAULT)
ROW(invalid_mremap, SYS_mremap, EINVAL)
ROW(unknown_mremap, SYS_mremap, ENOSYS)
ROW(invalid_madvise, SYS_madvise, EINVAL)
ROW(no_madvise, SYS_madvise, ENOMEM)
ROW(unknown_madvise, SYS_madvise, ENOSYS)
ROW(forbidden_madvise, SYS_madvise, EPERM)

static void everything(void)
{
	static const int calls[] = { SYS_mprotect, SYS_mmap, SYS_munmap,
				     SYS_mremap, SYS_madvise };

	warm_up();
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		refuse(calls[i], ENOMEM);
	go_on();
}

/* The first block of all may be the one that cannot be had. */
static void from_the_start(void)
{
	refuse(SYS_mprotect, ENOMEM);
	refuse(SYS_mmap, ENOMEM);
	for (size_t size = 1; size < 64 * MIB; size *= 5) {
		void *p = malloc(size);

		if (!p)
			EXPECT(errno == ENOMEM);
		free(p);
	}
}

/* What is asked about the machine may be refused as well. */
static void nothing_is_told(void)
{
	refuse(SYS_sched_getaffinity, EPERM);
	refuse(SYS_getrandom, EPERM);
	refuse(SYS_openat, EPERM);
	refuse(SYS_prctl, EPERM);
	warm_up();
	go_on();
}

int main(void)
{
	static const struct row rows[] = {
		{ "mprotect: ENOMEM", no_mprotect, ROW_COMMON },
		{ "mprotect: EACCES", forbidden_mprotect, ROW_OURS },
		{ "mmap: ENOMEM", no_mmap, ROW_COMMON },
		{ "munmap: ENOMEM", no_munmap, ROW_COMMON },
		{ "mremap: ENOMEM", no_mremap, ROW_COMMON },
		{ "mremap: EFAULT", faulting_mremap, ROW_COMMON },
		{ "mremap: EINVAL", invalid_mremap, ROW_COMMON },
		{ "mremap: ENOSYS", unknown_mremap, ROW_COMMON },
		{ "madvise: EINVAL", invalid_madvise, ROW_COMMON },
		{ "madvise: ENOMEM", no_madvise, ROW_COMMON },
		{ "madvise: ENOSYS", unknown_madvise, ROW_COMMON },
		{ "madvise: EPERM", forbidden_madvise, ROW_COMMON },
		{ "every memory call: ENOMEM", everything, ROW_OURS },
		{ "mmap and mprotect refused from the start", from_the_start,
		  ROW_COMMON },
		{ "nothing is told of the machine", nothing_is_told,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
