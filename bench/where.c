/* SPDX-License-Identifier: MIT */
/*
 * where.c - print which file each function of the malloc family comes from
 *
 * One line a function, "NAME FILE".  A library that replaces malloc but not
 * what must go with it would be measured as a mixture of two allocators.
 */
#include <dlfcn.h>
#include <stdio.h>

static const char *const names[] = { "malloc",	       "free",
				     "calloc",	       "realloc",
				     "memalign",       "aligned_alloc",
				     "posix_memalign", "malloc_usable_size" };

int main(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		void *address = dlsym(RTLD_DEFAULT, names[i]);
		Dl_info info;

		if (!address || !dladdr(address, &info))
			return 1;
		printf("%s %s\n", names[i], info.dli_fname);
	}
	return 0;
}
