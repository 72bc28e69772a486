/* SPDX-License-Identifier: MIT */
/* mlockall neither fails for the arena's sake nor locks all of it. */
#include "../expect.h"
#include <sys/resource.h>

#define LIMIT (64 * MIB)

static void churn(size_t largest)
{
	for (int round = 0; round < 20; round++)
		for (size_t size = 16; size <= largest; size *= 2) {
			char *p = malloc(size);

			EXPECT(p != NULL);
			memset(p, 0xa5, size);
			free(p);
			p = calloc(1, size);
			EXPECT(p != NULL && all_bytes_are(p, 0, size));
			p = realloc(opaque(p), 2 * size);
			EXPECT(p != NULL && all_bytes_are(p, 0, size));
			memset(p, 0xa5, 2 * size);
			free(p);
		}
	malloc_trim(0);
}

static void lock_all(int flags)
{
	if (mlockall(flags) == 0)
		return;
	if (errno == EPERM)
		skip("locking memory is not permitted");
	EXPECT(!"mlockall succeeds");
}

static void unlimited(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	if (setrlimit(RLIMIT_MEMLOCK, &limit))
		skip("RLIMIT_MEMLOCK cannot be raised");
}

static void privileged(void)
{
	unlimited();
	free(opaque(malloc(100)));
	lock_all(MCL_CURRENT | MCL_FUTURE);
	churn(256 * KIB);
	EXPECT(rss_kib() < 256 * KIB);
}

static void current_only(void)
{
	unlimited();
	churn(256 * KIB);
	lock_all(MCL_CURRENT);
	churn(256 * KIB);
	EXPECT(munlockall() == 0);
	churn(256 * KIB);
}

static void future_only(void)
{
	unlimited();
	free(opaque(malloc(100)));
	lock_all(MCL_FUTURE);
	churn(256 * KIB);
	EXPECT(rss_kib() < 256 * KIB);
}

static void data_is_kept(void)
{
	char *p = malloc(3 * MIB);

	unlimited();
	memset(p, 7, 3 * MIB);
	lock_all(MCL_CURRENT | MCL_FUTURE);
	EXPECT(all_bytes_are(p, 7, 3 * MIB));
	p = realloc(opaque(p), 12 * MIB);
	EXPECT(p != NULL && all_bytes_are(p, 7, 3 * MIB));
	free(p);
	p = calloc(1, 12 * MIB);
	EXPECT(p != NULL && all_bytes_are(p, 0, 12 * MIB));
	free(p);
}

static void be_unprivileged(size_t bytes)
{
	struct rlimit limit;

	EXPECT(getrlimit(RLIMIT_MEMLOCK, &limit) == 0);
	if (limit.rlim_max < bytes)
		skip("RLIMIT_MEMLOCK is lower");
	limit.rlim_cur = bytes;
	EXPECT(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
	if (geteuid() == 0)
		EXPECT(setresuid(65534, 65534, 65534) == 0);
}

/* A limit that holds a small program and some room: the reservation goes. */
static void unprivileged(void)
{
	be_unprivileged(LIMIT);
	free(opaque(malloc(100)));
	lock_all(MCL_CURRENT | MCL_FUTURE);
	churn(32 * KIB);
	EXPECT(munlockall() == 0);
	churn(256 * KIB);
}

/* A program that tries, and goes on when it may not, has all its memory. */
static void refused(void)
{
	char *p = malloc(100 * KIB);

	be_unprivileged(256 * KIB);
	memset(p, 7, 100 * KIB);
	EXPECT(mlockall(MCL_CURRENT | MCL_FUTURE) == -1);
	EXPECT(errno == ENOMEM || errno == EPERM);
	EXPECT(all_bytes_are(p, 7, 100 * KIB));
	free(p);
	churn(256 * KIB);
	p = malloc(50 * MIB);
	EXPECT(p != NULL);
	memset(p, 7, 50 * MIB);
	free(p);
}

int main(void)
{
	static const struct row rows[] = {
		{ "mlockall of current and future memory", privileged,
		  ROW_COMMON },
		{ "mlockall of current memory, then munlockall", current_only,
		  ROW_COMMON },
		{ "mlockall of future memory", future_only, ROW_COMMON },
		{ "mlockall keeps data", data_is_kept, ROW_COMMON },
		{ "mlockall within 64 MiB, unprivileged", unprivileged,
		  ROW_COMMON },
		{ "mlockall refused: malloc goes on", refused, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
