/* SPDX-License-Identifier: MIT */
/*
 * command/program.c - which file a command line executes
 */
#include "command/program.h"

#include <argz.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the kernel reads of a script. */
enum { SCRIPT_BYTES = 256 };

static int try_file(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno;
	if (!S_ISREG(st.st_mode) || access(path, X_OK))
		return EACCES;
	return 0;
}

/* The first file of that name in a folder of $PATH; as try_file. */
static int search(const char *name, char **found)
{
	const char *path = getenv("PATH");
	char *copy = strdup(path ? path : _PATH_STDPATH), *rest = copy;
	const char *folder;
	int error = ENOENT;

	while (error && (folder = strsep(&rest, ":"))) {
		int one;

		if (asprintf(found, "%s/%s", *folder ? folder : ".", name) < 0)
			break;
		one = try_file(*found);
		if (!one || one == EACCES)
			error = one;
		if (one)
			free(*found);
	}
	free(copy);
	return error;
}

static bool find(struct program *p, struct failure *why)
{
	const char *name = p->words;
	int error;

	free(p->path);
	p->path = NULL;
	if (!name || !*name)
		error = ENOENT;
	else if (!strchr(name, '/'))
		error = search(name, &p->path);
	else if (!(error = try_file(name)))
		p->path = strdup(name);
	if (error) {
		p->path = NULL;
		return failed(
			why, error == EACCES ? STATUS_FAILED : STATUS_NO_TARGET,
			"%s: %s", name ? name : "", strerror(error));
	}
	if (!p->path)
		return failed(why, STATUS_FAILED, "%s", strerror(ENOMEM));
	return true;
}

bool program_init(struct program *p, char *const argv[], struct failure *why)
{
	*p = (struct program){ 0 };
	if (argz_create(argv, &p->words, &p->bytes))
		return failed(why, STATUS_FAILED, "%s", strerror(ENOMEM));
	return find(p, why);
}

void program_exit(struct program *p)
{
	free(p->words);
	free(p->path);
	*p = (struct program){ 0 };
}

/* The first line; empty if the file has none, NULL if it cannot be read. */
static const char *read_start(const char *path, char start[SCRIPT_BYTES + 1])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t bytes = -1;

	if (fd >= 0) {
		bytes = read(fd, start, SCRIPT_BYTES);
		close(fd);
	}
	if (bytes < 0)
		return NULL;
	start[bytes] = '\0';
	start[strcspn(start, "\n")] = '\0';
	return start;
}

static void replace_words(struct program *p, char *words, size_t bytes)
{
	free(p->words);
	p->words = words;
	p->bytes = bytes;
}

/*
 * The script's own first word becomes its path, and "#!INTERPRETER ARGUMENT"
 * come before it.  All that follows the first blank is one argument.
 */
static bool prefix_words(struct program *p, char *line)
{
	char *words = NULL;
	size_t bytes = 0;
	char *rest = argz_next(p->words, p->bytes, p->words);
	char *interpreter = line + strspn(line, " \t");
	size_t length = strcspn(interpreter, " \t");
	char *argument = interpreter + length;
	char *end = argument + strlen(argument);

	argument += strspn(argument, " \t");
	while (end > argument && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	interpreter[length] = '\0';
	if (argz_add(&words, &bytes, interpreter) ||
	    (argument < end && argz_add(&words, &bytes, argument)) ||
	    argz_add(&words, &bytes, p->path) ||
	    (rest && argz_append(&words, &bytes, rest,
				 p->bytes - (size_t)(rest - p->words)))) {
		free(words);
		return false;
	}
	replace_words(p, words, bytes);
	return true;
}

enum program_step program_step_script(struct program *p, struct failure *why)
{
	char start[SCRIPT_BYTES + 1], shell[] = _PATH_BSHELL, *line = shell;

	if (!read_start(p->path, start)) {
		failed(why, STATUS_DENIED, "%s: %s", p->path, strerror(errno));
		return PROGRAM_BROKEN;
	}
	if (!strncmp(start, ELFMAG, SELFMAG))
		return PROGRAM_FINAL;
	if (!strncmp(start, "#!", 2) && start[2 + strspn(start + 2, " \t")])
		line = start + 2;
	if (!prefix_words(p, line)) {
		failed(why, STATUS_FAILED, "%s", strerror(ENOMEM));
		return PROGRAM_BROKEN;
	}
	return find(p, why) ? PROGRAM_NEXT : PROGRAM_BROKEN;
}

static void drop_first(struct program *p)
{
	argz_delete(&p->words, &p->bytes, p->words);
}

/* Instead of the first word, the words of a text. */
static bool split_first(struct program *p, const char *text)
{
	char *words;
	size_t bytes;

	if (argz_create_sep(text, ' ', &words, &bytes))
		return false;
	drop_first(p);
	if (p->bytes && argz_append(&words, &bytes, p->words, p->bytes)) {
		free(words);
		return false;
	}
	replace_words(p, words, bytes);
	return true;
}

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* One option of env, which goes; false at the first word that is none. */
static bool take_env_option(struct program *p, bool *emptied)
{
	const char *word = p->words;

	if (*word != '-' && !strchr(word, '='))
		return false;
	if (starts_with(word, "--split-string="))
		return split_first(p, strchr(word, '=') + 1);
	if (starts_with(word, "-S") && word[2])
		return split_first(p, word + 2);
	if (!strcmp(word, "-S") || !strcmp(word, "--split-string")) {
		drop_first(p);
		return p->bytes && split_first(p, p->words);
	}
	if (!strcmp(word, "-") || !strcmp(word, "-i") ||
	    !strcmp(word, "--ignore-environment") ||
	    starts_with(word, "LD_PRELOAD=") ||
	    !strcmp(word, "--unset=LD_PRELOAD") ||
	    !strcmp(word, "-uLD_PRELOAD"))
		*emptied = true;
	if (!strcmp(word, "-u") || !strcmp(word, "--unset") ||
	    !strcmp(word, "-C") || !strcmp(word, "--chdir")) {
		drop_first(p);
		if (p->bytes && !strcmp(p->words, "LD_PRELOAD"))
			*emptied = true;
	}
	if (p->bytes)
		drop_first(p);
	return true;
}

enum program_step program_step_env(struct program *p, bool *emptied,
				   struct failure *why)
{
	if (strcmp(basename(p->path), "env"))
		return PROGRAM_FINAL;
	drop_first(p);
	while (p->bytes && take_env_option(p, emptied))
		;
	/* Alone, it prints the environment. */
	if (!p->bytes)
		return PROGRAM_FINAL;
	return find(p, why) ? PROGRAM_NEXT : PROGRAM_BROKEN;
}
