/* SPDX-License-Identifier: MIT */
/*
 * read/elf_search.c - where the dynamic linker finds a library
 */
#include "read/elf_search.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The path of the library in a folder; NULL if it is not there. */
static char *in_folder(const char *folder, const char *library)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, library) < 0)
		return NULL;
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	return NULL;
}

/* $ORIGIN at the start of a folder is the one of the file. */
static char *in_folder_of_file(const char *folder, const char *file_path,
			       const char *library)
{
	static const char *const origins[] = { "$ORIGIN", "${ORIGIN}" };
	const char *slash = strrchr(file_path, '/');
	char *whole, *path;

	for (unsigned i = 0; i < 2; i++) {
		size_t length = strlen(origins[i]);

		if (strncmp(folder, origins[i], length))
			continue;
		if (!slash ||
		    asprintf(&whole, "%.*s%s", (int)(slash - file_path),
			     file_path, folder + length) < 0)
			return NULL;
		path = in_folder(whole, library);
		free(whole);
		return path;
	}
	return in_folder(folder, library);
}

static char *in_search_path(const struct elf_file *f, const char *file_path,
			    const char *library)
{
	char *copy, *rest, *folder, *path = NULL;

	if (!f->search_path || !(copy = strdup(f->search_path)))
		return NULL;
	rest = copy;
	while (!path && (folder = strsep(&rest, ":")))
		if (*folder)
			path = in_folder_of_file(folder, file_path, library);
	free(copy);
	return path;
}

/* This tool's own linker searches the same folders. */
static Dl_serinfo *system_folders(void)
{
	void *self = dlopen(NULL, RTLD_LAZY);
	Dl_serinfo size, *folders = NULL;

	if (self && !dlinfo(self, RTLD_DI_SERINFOSIZE, &size) &&
	    (folders = malloc(size.dls_size))) {
		folders->dls_size = size.dls_size;
		folders->dls_cnt = size.dls_cnt;
		if (dlinfo(self, RTLD_DI_SERINFO, folders)) {
			free(folders);
			folders = NULL;
		}
	}
	if (self)
		dlclose(self);
	return folders;
}

char *elf_search_system(const char *library)
{
	Dl_serinfo *folders;
	char *path = NULL;

	if (strchr(library, '/'))
		return strdup(library);
	folders = system_folders();
	for (unsigned i = 0; folders && !path && i < folders->dls_cnt; i++) {
		const char *name = folders->dls_serpath[i].dls_name;

		path = in_folder(name, library);
	}
	free(folders);
	return path;
}

char *elf_search(const struct elf_file *f, const char *file_path,
		 const char *library)
{
	char *path = NULL;

	if (!strchr(library, '/'))
		path = in_search_path(f, file_path, library);
	return path ? path : elf_search_system(library);
}
