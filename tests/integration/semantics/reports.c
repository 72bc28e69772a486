/* SPDX-License-Identifier: MIT */
/* mallopt, mallinfo, malloc_info and malloc_stats speak of the heap in use. */
#include "../expect.h"
#include <pthread.h>

static void mallopt_accepts(void)
{
	EXPECT(mallopt(M_TRIM_THRESHOLD, 1 << 20) == 1);
	EXPECT(mallopt(M_MMAP_THRESHOLD, 1 << 20) == 1);
	EXPECT(mallopt(M_ARENA_MAX, 2) == 1);
	EXPECT(mallopt(12345, 1) == 1);
	EXPECT(mallopt(-12345, 1) == 1);
	free(malloc(100));
}

static void mallinfo2_sees_blocks(void)
{
	struct mallinfo2 before = mallinfo2();
	char *p = malloc(64 * MIB);
	struct mallinfo2 during, after;

	memset(p, 1, 64 * MIB);
	during = mallinfo2();
	free(p);
	after = mallinfo2();
	EXPECT(during.uordblks + during.hblkhd >=
	       before.uordblks + before.hblkhd + 64 * MIB);
	EXPECT(after.uordblks + after.hblkhd <
	       before.uordblks + before.hblkhd + MIB);
}

static void mallinfo2_sees_small_blocks(void)
{
	enum { NR = 20000 };
	static void *p[NR];
	size_t before = mallinfo2().uordblks, during, after;

	for (int i = 0; i < NR; i++)
		p[i] = malloc(200);
	during = mallinfo2().uordblks;
	for (int i = 0; i < NR; i++)
		free(p[i]);
	after = mallinfo2().uordblks;
	EXPECT(during >= before + NR * 200 * 9 / 10);
	/* What the calling thread still caches may count as in use. */
	EXPECT(after < before + 2 * MIB);
}

static void mallinfo_agrees(void)
{
	char *p = malloc(10 * MIB);
	struct mallinfo2 wide = mallinfo2();
	struct mallinfo narrow;

	memset(p, 1, 10 * MIB);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	narrow = mallinfo();
#pragma GCC diagnostic pop
	EXPECT(narrow.uordblks >= 0);
	EXPECT((size_t)narrow.uordblks + (size_t)narrow.hblkhd >=
	       wide.uordblks + wide.hblkhd - MIB);
	free(p);
}

static void malloc_info_writes_xml(void)
{
	static char text[1 << 20];
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");

	EXPECT(out != NULL);
	EXPECT(malloc_info(0, out) == 0);
	EXPECT(fclose(out) == 0);
	EXPECT(strncmp(text, "<malloc", 7) == 0);
	EXPECT(strstr(text, "</malloc>") != NULL);
}

static void malloc_info_options(void)
{
	static char text[1 << 16];
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");

	EXPECT(malloc_info(1, out) == EINVAL);
	EXPECT(malloc_info(-1, out) == EINVAL);
	fclose(out);
	EXPECT(text[0] == '\0');
}

static size_t stats_into(char *text, size_t size)
{
	int pipe_fd[2], saved = dup(STDERR_FILENO);
	size_t length = 0;
	ssize_t n;

	EXPECT(pipe(pipe_fd) == 0);
	EXPECT(dup2(pipe_fd[1], STDERR_FILENO) >= 0);
	close(pipe_fd[1]);
	malloc_stats();
	dup2(saved, STDERR_FILENO);
	close(saved);
	while ((n = read(pipe_fd[0], text + length, size - 1 - length)) > 0)
		length += (size_t)n;
	close(pipe_fd[0]);
	text[length] = '\0';
	return length;
}

static void malloc_stats_writes_stderr(void)
{
	static char first[65536], second[65536];
	void *p;

	EXPECT(stats_into(first, sizeof(first)) > 0);
	p = malloc(50 * MIB);
	memset(p, 1, 50 * MIB);
	EXPECT(stats_into(second, sizeof(second)) > 0);
	EXPECT(strcmp(first, second) != 0);
	free(p);
}

static void malloc_stats_shows_this_heap(void)
{
	static char text[65536];

	free(opaque(malloc(1)));
	stats_into(text, sizeof(text));
	EXPECT(strstr(text, "Arena 0:") == NULL);
	EXPECT(strstr(text, "Node 0, zone") != NULL);
}

static void *stats_then_return(void *unused)
{
	(void)unused;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_cancel(pthread_self());
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	malloc_stats();
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	return (void *)1;
}

/* A pending cancellation must not strike inside, with locks held. */
static void malloc_stats_is_no_cancellation_point(void)
{
	pthread_t thread;
	void *result = NULL;
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	EXPECT(pthread_create(&thread, NULL, stats_then_return, NULL) == 0);
	EXPECT(pthread_join(thread, &result) == 0);
	EXPECT(result == (void *)1);
}

int main(void)
{
	static const struct row rows[] = {
		{ "mallopt returns 1, known option or not", mallopt_accepts,
		  ROW_COMMON },
		{ "mallinfo2 sees a large block come and go",
		  mallinfo2_sees_blocks, ROW_COMMON },
		{ "mallinfo2 sees small blocks come and go",
		  mallinfo2_sees_small_blocks, ROW_COMMON },
		{ "mallinfo agrees with mallinfo2", mallinfo_agrees,
		  ROW_COMMON },
		{ "malloc_info writes XML", malloc_info_writes_xml,
		  ROW_COMMON },
		{ "malloc_info(1, f): EINVAL", malloc_info_options,
		  ROW_COMMON },
		{ "malloc_stats writes to stderr", malloc_stats_writes_stderr,
		  ROW_COMMON },
		{ "malloc_stats shows this heap", malloc_stats_shows_this_heap,
		  ROW_OURS },
		{ "malloc_stats is no cancellation point",
		  malloc_stats_is_no_cancellation_point, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
