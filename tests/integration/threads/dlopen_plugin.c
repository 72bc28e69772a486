/* SPDX-License-Identifier: MIT */
/* Libraries come and go; their blocks stay valid, and may be freed anywhere. */
#include "../expect.h"
#include <pthread.h>

typedef char *make_fn(size_t);
typedef void drop_fn(void *);

static const char *path;

static void come_and_go(void)
{
	char *left[20];

	for (size_t i = 0; i < ARRAY_SIZE(left); i++) {
		void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		make_fn *make;
		drop_fn *drop;
		char *mine = malloc(777);

		EXPECT(library != NULL);
		make = (make_fn *)dlsym(library, "plugin_make");
		drop = (drop_fn *)dlsym(library, "plugin_drop");
		EXPECT(make != NULL && drop != NULL);
		left[i] = make(300 + i * 1000);
		drop(mine);
		EXPECT(dlclose(library) == 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(left); i++) {
		EXPECT(all_bytes_are(left[i], 2, 300 + i * 1000));
		free(left[i]);
	}
}

static void *in_thread(void *unused)
{
	come_and_go();
	return unused;
}

static void many_times(void)
{
	size_t warm;

	come_and_go();
	warm = rss_kib();
	for (int i = 0; i < 50; i++)
		come_and_go();
	EXPECT(rss_kib() < warm + 2 * 1024);
}

static void in_threads(void)
{
	pthread_t thread[8];

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		EXPECT(pthread_create(&thread[i], NULL, in_thread, NULL) == 0);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		pthread_join(thread[i], NULL);
}

/* With RTLD_DEEPBIND the library has the C library's malloc, not ours.  Its
 * blocks are foreign here: freeing one is ignored. */
static void deep_bound(void)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_DEEPBIND);
	make_fn *make;
	char *block;

	EXPECT(library != NULL);
	make = (make_fn *)dlsym(library, "plugin_make");
	block = make(300);
	EXPECT(all_bytes_are(block, 2, 300));
	free(block);
	free(opaque(malloc(300)));
	dlclose(library);
}

int main(void)
{
	static const struct row rows[] = {
		{ "a library comes and goes", many_times, ROW_COMMON },
		{ "libraries come and go in threads", in_threads, ROW_COMMON },
		{ "free of a RTLD_DEEPBIND library's block", deep_bound,
		  ROW_COMMON },
	};

	path = getenv("TEST_PLUGIN");
	EXPECT(path != NULL);
	return run_rows(rows, ARRAY_SIZE(rows));
}
