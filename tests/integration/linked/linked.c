/* SPDX-License-Identifier: MIT */
/* A program linked with -lbuddy: malloc is ours, the environment is not
 * trusted across a change of privilege. */
#include "../expect.h"
#include <buddy/buddy.h>
#include <sys/auxv.h>

static void malloc_is_ours(void)
{
	size_t sizes[] = { 1, 100, 5000, 100000, 8 << 20 };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = malloc(sizes[i]);

		EXPECT(p != NULL);
		EXPECT(buddy_page_offset(p) != (size_t)-1);
		EXPECT(buddy_usable_size(p) >= sizes[i]);
		buddy_free(p);
	}
}

static void names_mix(void)
{
	char *p = buddy_malloc(100);

	memset(p, 1, 100);
	p = realloc(opaque(p), 10000);
	EXPECT(all_bytes_are(p, 1, 100));
	p = buddy_realloc(opaque(p), 100000);
	EXPECT(all_bytes_are(p, 1, 100));
	free(p);
	p = buddy_calloc(10, 100);
	EXPECT(all_bytes_are(p, 0, 1000));
	free(p);
	p = buddy_aligned_alloc(4096, 100);
	EXPECT(p != NULL && is_aligned(p, 4096));
	free(p);
}

static void the_c_library_uses_it(void)
{
	char *copy = strdup("strdup allocates");
	char *line = NULL;

	EXPECT(buddy_page_offset(copy) != (size_t)-1);
	EXPECT(asprintf(&line, "%0500d", 1) == 500);
	EXPECT(buddy_page_offset(line) != (size_t)-1);
	free(copy);
	free(line);
}

static void linked_heap_is_sound(void)
{
	EXPECT(buddy_check() == 0);
}

int main(int argc, char **argv)
{
	static const struct row rows[] = {
		{ "linked: malloc is ours", malloc_is_ours, ROW_OURS },
		{ "linked: the names mix", names_mix, ROW_OURS },
		{ "linked: the C library's blocks are ours",
		  the_c_library_uses_it, ROW_OURS },
		{ "linked: buddy_check", linked_heap_is_sound, ROW_OURS },
	};

	/* "linked secure" only says whether the kernel calls it secure. */
	if (argc > 1 && strcmp(argv[1], "secure") == 0) {
		free(opaque(malloc(100)));
		return getauxval(AT_SECURE) ? 0 : EXIT_SKIP;
	}
	return run_rows(rows, ARRAY_SIZE(rows));
}
