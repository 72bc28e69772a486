/* SPDX-License-Identifier: MIT */
/*
 * tools/programs/figures.c - a heap of some shape, and its own figures
 *
 *     figures SHAPE
 *
 * Makes the heap, writes what buddy_info() says of it to stdout, "NAME NUMBER"
 * a line, then "end", and sleeps until its stdin is closed.  Shape `core`
 * aborts instead of sleeping; `fork` does all of it in the child of a process
 * whose other threads were inside the allocator, `headless` in a process whose
 * first thread has ended.
 */
#include <buddy/buddy.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OBJECTS = 20000, RUNS = 200, THREADS = 3 };

static void *object[OBJECTS], *run[RUNS];

static void *touched(void *p, size_t size)
{
	return p ? memset(p, 1, size) : NULL;
}

/* Objects and runs of many sizes, every third of them freed again. */
static void make_mixed(void)
{
	for (int i = 0; i < OBJECTS; i++)
		object[i] = touched(malloc(16 + i % 3000), 16 + i % 3000);
	for (int i = 0; i < RUNS; i++)
		run[i] = touched(malloc(10000 + i * 997), 10000 + i * 997);
	for (int i = 0; i < OBJECTS; i += 3)
		free(object[i]);
	for (int i = 0; i < RUNS; i += 3)
		free(run[i]);
}

/* Tables that are never touched, touched in part, and longer than a block. */
static void make_sparse(void)
{
	for (int i = 0; i < 40; i++)
		touched(calloc(1, 3 << 20), i << 12);
	touched(malloc(23 << 20), 9 << 20);
	free(touched(malloc(17 << 20), 17 << 20));
}

/* Reads what was never written: the system's zero page, all over. */
static void make_read_only(void)
{
	volatile const char *p = malloc(32 << 20);
	int sum = 0;

	for (int i = 0; p && i < 32 << 20; i += 4096)
		sum += p[i];
	make_mixed();
	if (sum)
		abort();
}

static pthread_barrier_t barrier;

/* Ends up waiting with objects and pages in its caches. */
static void *hold(void *arg)
{
	void *p[100];

	(void)arg;
	for (int i = 0; i < 100; i++)
		p[i] = touched(malloc(64 + 200 * (i % 60)), 64);
	for (int i = 0; i < 100; i++)
		free(p[i]);
	pthread_barrier_wait(&barrier);
	pause();
	return NULL;
}

static void make_threads(void)
{
	pthread_t t;

	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t, NULL, hold, NULL))
			abort();
	make_mixed();
	pthread_barrier_wait(&barrier);
}

static void *spin(void *arg)
{
	(void)arg;
	/* A prime: it never becomes 0. */
	for (size_t size = 1; size; size = size * 5 % 3000017)
		free(malloc(size));
	return NULL;
}

/* The parent waits for its child and ends as it did. */
static void make_fork(void)
{
	pthread_t t;
	int status;
	pid_t child;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t, NULL, spin, NULL))
			abort();
	make_mixed();
	child = fork();
	if (!child) {
		prctl(PR_SET_PDEATHSIG, 9);
		return;
	}
	close(0);
	waitpid(child, &status, 0);
	_exit(!WIFEXITED(status) || WEXITSTATUS(status));
}

static bool dump_core;

static void make_core(void)
{
	make_mixed();
	dump_core = true;
}

static void make_private(void)
{
	make_mixed();
	prctl(PR_SET_DUMPABLE, 0);
}

static void print_zone(const struct buddy_zone_info *z)
{
	printf("present %lu\n", z->present_pages);
	printf("free %lu\n", z->free_pages);
	printf("dirty %lu\n", z->dirty_pages);
	printf("low %lu\n", z->watermark_low);
	printf("protection %lu\n", z->protection[2]);
	for (int o = 0; o < BUDDY_INFO_ORDERS; o++) {
		printf("nr_free %lu\n", z->nr_free[o]);
		printf("index %d\n", z->fragmentation_index[o]);
		printf("unusable %d\n", z->unusable_free_index[o]);
	}
}

static void print_figures(const struct buddy_info *i)
{
	printf("pid %d\n", (int)getpid());
	for (int z = 0; z < BUDDY_INFO_ZONES; z++)
		print_zone(&i->zone[z]);
	printf("base %lu\n", i->arena_base);
	printf("bytes %lu\n", i->arena_bytes);
	printf("stripes %lu\n", i->nr_stripes);
	printf("threads %lu\n", i->nr_threads);
	printf("slab %lu\n", i->slab_pages);
	printf("run %lu\n", i->run_pages);
	printf("pcp %lu\n", i->pcp_pages);
	printf("cached %lu\n", i->cached_bytes);
	printf("limit %lu\n", i->cached_limit);
	printf("lost %lu\n", i->lost_bytes);
	printf("user %lu\n", i->user_bytes);
	printf("metadata %lu\n", i->metadata_bytes);
	printf("foreign %lu\n", i->foreign_frees);
	printf("purged %lu\n", i->purged_pages);
	printf("allocs %lu\n", i->allocs);
	printf("frees %lu\n", i->frees);
	printf("splits %lu\n", i->splits);
	printf("merges %lu\n", i->merges);
	printf("in_flight %ld\n", i->in_flight_pages);
	printf("limited %lu\n", i->limit_bytes);
	printf("charged %lu\n", i->charged_bytes);
	printf("end\n");
	fflush(stdout);
}

static int tell_and_wait(void)
{
	struct buddy_info info;
	char c;

	if (buddy_info(&info, sizeof(info)))
		return 1;
	print_figures(&info);
	if (dump_core)
		abort();
	return read(0, &c, 1) != 0;
}

/* The first thread ends, another goes on. */
static void *go_on(void *arg)
{
	pthread_join(*(pthread_t *)arg, NULL);
	_exit(tell_and_wait());
}

static void make_headless(void)
{
	static pthread_t first;
	pthread_t t;

	first = pthread_self();
	make_mixed();
	if (pthread_create(&t, NULL, go_on, &first))
		abort();
	pthread_exit(NULL);
}

static const struct shape {
	const char *name;
	void (*make)(void);
} shapes[] = {
	{ "mixed", make_mixed },     { "sparse", make_sparse },
	{ "read", make_read_only },  { "threads", make_threads },
	{ "fork", make_fork },	     { "core", make_core },
	{ "private", make_private }, { "headless", make_headless },
};

int main(int argc, char **argv)
{
	static char buffer[1 << 16];

	/* The C library's own buffer would change what is printed in it. */
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	for (unsigned i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (argc == 2 && !strcmp(argv[1], shapes[i].name))
			shapes[i].make();
	return tell_and_wait();
}
