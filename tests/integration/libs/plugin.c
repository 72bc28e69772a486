/* SPDX-License-Identifier: MIT */
/* A library that allocates when loaded, when called and when unloaded. */
#include <stdlib.h>
#include <string.h>

char *plugin_make(size_t size);
void plugin_drop(void *block);

static char *own[100];

__attribute__((constructor)) static void load(void)
{
	for (size_t i = 0; i < 100; i++) {
		own[i] = malloc(i * 50 + 1);
		memset(own[i], 1, i * 50 + 1);
	}
}

__attribute__((destructor)) static void unload(void)
{
	for (size_t i = 0; i < 100; i++)
		free(own[i]);
}

__attribute__((visibility("default"))) char *plugin_make(size_t size)
{
	char *block = malloc(size);

	if (block)
		memset(block, 2, size);
	return block;
}

__attribute__((visibility("default"))) void plugin_drop(void *block)
{
	free(block);
}
