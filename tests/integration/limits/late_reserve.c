/* SPDX-License-Identifier: MIT */
/* A heap that starts under mlockall, or under a limit, starts small. */
#include "../expect.h"
#include <sys/resource.h>

typedef void *malloc_fn(size_t);
typedef void free_fn(void *);

/* Open libbuddy.so in a process that has not been preloaded, and use it. */
static void open_and_use(void)
{
	void *library = dlopen(getenv("TEST_LIBBUDDY"), RTLD_NOW | RTLD_LOCAL);
	malloc_fn *allocate;
	free_fn *release;

	if (!library)
		expect_failed(__FILE__, __LINE__, dlerror());
	allocate = (malloc_fn *)dlsym(library, "buddy_malloc");
	release = (free_fn *)dlsym(library, "buddy_free");
	for (size_t size = 1; size < MIB; size *= 3) {
		void *p = allocate(size);

		EXPECT(p != NULL);
		memset(p, 1, size);
		release(p);
	}
	EXPECT(allocate(opaque_size(PTRDIFF_MAX)) == NULL);
	EXPECT(errno == ENOMEM);
}

static void after_mlockall(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	if (setrlimit(RLIMIT_MEMLOCK, &limit) ||
	    mlockall(MCL_CURRENT | MCL_FUTURE))
		skip("locking memory is not permitted");
	open_and_use();
	EXPECT(rss_kib() < 512 * KIB);
}

static void under_limit(size_t bytes)
{
	struct rlimit limit;

	EXPECT(getrlimit(RLIMIT_AS, &limit) == 0);
	limit.rlim_cur = bytes;
	EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
	open_and_use();
	/* The program keeps a part of its address space for itself. */
	EXPECT(mmap(NULL, bytes / 8, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0) != MAP_FAILED);
}

static void under_64m(void)
{
	under_limit(64 * MIB);
}

static void under_1g(void)
{
	under_limit(GIB);
}

static void under_1t(void)
{
	under_limit(KIB * GIB);
}

/* Nothing can be reserved: malloc says so, and nothing crashes. */
static void nothing_left(void)
{
	void *library = dlopen(getenv("TEST_LIBBUDDY"), RTLD_NOW | RTLD_LOCAL);
	struct rlimit limit;
	malloc_fn *allocate;
	free_fn *release;

	EXPECT(library != NULL);
	allocate = (malloc_fn *)dlsym(library, "buddy_malloc");
	release = (free_fn *)dlsym(library, "buddy_free");
	EXPECT(getrlimit(RLIMIT_AS, &limit) == 0);
	limit.rlim_cur = MIB;
	EXPECT(setrlimit(RLIMIT_AS, &limit) == 0);
	errno = 0;
	if (allocate(100))
		skip("the heap had been started by then");
	EXPECT(errno == ENOMEM);
	release(NULL);
}

int main(void)
{
	static const struct row rows[] = {
		{ "started after mlockall", after_mlockall, ROW_COMMON },
		{ "started with 64 MiB of address space", under_64m,
		  ROW_COMMON },
		{ "started with 1 GiB of address space", under_1g, ROW_COMMON },
		{ "started with 1 TiB of address space", under_1t, ROW_COMMON },
		{ "started with no address space", nothing_left, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
