/* SPDX-License-Identifier: MIT */
/* libbuddy.so can be opened fifty times over, with or without the preload. */
#include "../expect.h"
#include <pthread.h>

typedef void *malloc_fn(size_t);
typedef void free_fn(void *);
typedef size_t usable_size_fn(const void *);
typedef int check_fn(void);

static malloc_fn *allocate;
static free_fn *release;

static void use(void)
{
	void *p[100];

	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = allocate(i * 700);
		EXPECT(p[i] != NULL);
		memset(p[i], 1, i * 700);
	}
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		release(p[i]);
}

static void *use_in_thread(void *unused)
{
	use();
	return unused;
}

static void *open_library(void)
{
	void *library = dlopen(getenv("TEST_LIBBUDDY"), RTLD_NOW | RTLD_LOCAL);

	if (!library)
		expect_failed(__FILE__, __LINE__, dlerror());
	allocate = (malloc_fn *)dlsym(library, "buddy_malloc");
	release = (free_fn *)dlsym(library, "buddy_free");
	EXPECT(allocate != NULL && release != NULL);
	return library;
}

/* Every stripe was used by then, and the free memory has its share. */
enum { WARM = 20 };

static void fifty_times(void)
{
	size_t warm = 0;

	for (int i = 0; i < 50; i++) {
		void *library = open_library();
		pthread_t thread;

		use();
		EXPECT(pthread_create(&thread, NULL, use_in_thread, NULL) == 0);
		EXPECT(pthread_join(thread, NULL) == 0);
		EXPECT(dlclose(library) == 0);
		if (i == WARM)
			warm = rss_kib();
	}
	EXPECT(rss_kib() < warm + 1024);
}

static pthread_barrier_t loaded, closed;

static void *outlive(void *unused)
{
	pthread_barrier_wait(&loaded);
	use();
	pthread_barrier_wait(&closed);
	return unused;
}

/* The thread's caches are given up after the last dlclose. */
static void thread_exits_after_dlclose(void)
{
	pthread_t thread;
	void *library;

	pthread_barrier_init(&loaded, NULL, 2);
	pthread_barrier_init(&closed, NULL, 2);
	EXPECT(pthread_create(&thread, NULL, outlive, NULL) == 0);
	library = open_library();
	pthread_barrier_wait(&loaded);
	use();
	EXPECT(dlclose(library) == 0);
	pthread_barrier_wait(&closed);
	EXPECT(pthread_join(thread, NULL) == 0);
}

static void opened_heap_is_sound(void)
{
	void *library = open_library();
	check_fn *check = (check_fn *)dlsym(library, "buddy_check");

	use();
	EXPECT(check != NULL);
	EXPECT(check() == 0);
}

int main(void)
{
	static const struct row rows[] = {
		{ "dlopen of libbuddy.so, fifty times", fifty_times,
		  ROW_COMMON },
		{ "a thread exits after dlclose", thread_exits_after_dlclose,
		  ROW_COMMON },
		{ "buddy_check of an opened library", opened_heap_is_sound,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
