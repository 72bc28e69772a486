/* SPDX-License-Identifier: MIT */
/*
 * command/preload.c - put libbuddy into the environment of a program to be run
 */
#include "command/preload.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARY_NAME "libbuddy.so.0"

/* The name of a variable, what separates its parts, and one for a new part. */
struct list {
	const char *variable, *separators, *separator;
};
static const struct list preloaded = { "LD_PRELOAD", " :", ":" };
static const struct list options = { "BUDDY_CONF", ",", "," };

static bool out_of_memory(struct failure *why)
{
	return failed(why, STATUS_FAILED, "%s", strerror(ENOMEM));
}

/* A program must find it from every directory it goes to. */
static char *absolute(const char *path, struct failure *why)
{
	char *cwd, *whole = NULL;

	if (*path == '/') {
		whole = strdup(path);
	} else if ((cwd = getcwd(NULL, 0))) {
		if (asprintf(&whole, "%s/%s", cwd, path) < 0)
			whole = NULL;
		free(cwd);
	}
	if (!whole)
		failed(why, STATUS_FAILED, "%s: %s", path, strerror(errno));
	return whole;
}

/*
 * In a build tree the tool lies beside the folder of the library, or in it if
 * a wrapper script starts it.  NULL if there is none.
 */
static char *library_of_build(void)
{
	char self[PATH_MAX], *path, *slash;
	ssize_t bytes = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (bytes < 0)
		return NULL;
	self[bytes] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	slash = strrchr(self, '/');
	if (asprintf(&path, "%s%s/%s", self,
		     slash && !strcmp(slash, "/.libs") ? "" : "/.libs",
		     LIBRARY_NAME) < 0)
		return NULL;
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}

char *preload_find_library(const char *named, struct failure *why)
{
	char *path;

	if (!named)
		named = getenv("BUDDYCTL_LIBRARY");
	if (named && *named)
		path = absolute(named, why);
	else if (!(path = library_of_build()))
		path = absolute(BUDDY_LIBDIR "/" LIBRARY_NAME, why);
	if (path && access(path, R_OK)) {
		failed(why, STATUS_NO_TARGET, "the library %s: %s", path,
		       strerror(errno));
		free(path);
		return NULL;
	}
	return path;
}

bool preload_is_same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	if (!strcmp(a, b))
		return true;
	return stat(a, &sa) == 0 && stat(b, &sb) == 0 &&
	       sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

static bool has_part(const struct list *list, const char *path)
{
	const char *value = getenv(list->variable);
	char *copy, *rest, *part;
	bool found = false;

	if (!value || !(copy = strdup(value)))
		return false;
	rest = copy;
	while (!found && (part = strsep(&rest, list->separators)))
		found = *part && preload_is_same_file(part, path);
	free(copy);
	return found;
}

static bool append(const struct list *list, const char *part,
		   struct failure *why)
{
	const char *value = getenv(list->variable);
	char *whole;
	int error;

	if (!value || !*value)
		return setenv(list->variable, part, 1) == 0 ||
		       out_of_memory(why);
	if (asprintf(&whole, "%s%s%s", value, list->separator, part) < 0)
		return out_of_memory(why);
	error = setenv(list->variable, whole, 1);
	free(whole);
	return error == 0 || out_of_memory(why);
}

static bool append_library(const char *path, struct failure *why)
{
	if (strpbrk(path, preloaded.separators))
		return failed(why, STATUS_FAILED,
			      "the path '%s' has a blank or a colon, which "
			      "separate paths in LD_PRELOAD: name a link to it",
			      path);
	return has_part(&preloaded, path) || append(&preloaded, path, why);
}

bool preload_set_library(const char *library, const char *conf,
			 struct failure *why)
{
	char *path = preload_find_library(library, why);
	bool done = path && append_library(path, why);

	free(path);
	if (done && conf && *conf)
		done = append(&options, conf, why);
	return done;
}

bool preload_set(const char *conf, struct failure *why)
{
	return preload_set_library(NULL, conf, why);
}
