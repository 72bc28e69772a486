/* SPDX-License-Identifier: MIT */
/*
 * command/judge.c - whether a program will really use a preloaded library
 */
#include "command/judge.h"

#include "command/judge_file.h"
#include "command/preload.h"
#include "command/program.h"
#include "read/elf_dynamic.h"
#include "read/elf_search.h"

#include <stdlib.h>
#include <string.h>

/* From file to file; the kernel follows fewer scripts. */
enum { MOST_STEPS = 16 };

/* What LD_PRELOAD names before the library is asked for malloc first. */
static void judge_preloaded(struct verdict *v)
{
	const char *value = getenv("LD_PRELOAD");
	char *copy = strdup(value ? value : ""), *rest = copy, *name;

	while (copy && (name = strsep(&rest, " :"))) {
		struct elf_file f;
		struct failure why;
		char *path = *name ? elf_search_system(name) : NULL;

		if (path && preload_is_same_file(path, v->library)) {
			free(path);
			break;
		}
		if (path && elf_file_open(&f, path, &why)) {
			if (elf_dynamic_symbol(&f, "malloc") ==
			    ELF_SYMBOL_DEFINED)
				verdict_no(v, path,
					   "it has a malloc too, and comes "
					   "first in LD_PRELOAD");
			elf_file_close(&f);
		}
		free(path);
	}
	free(copy);
}

/* The next file that the command line comes to. */
static enum program_step step(struct verdict *v, struct program *p,
			      struct failure *why)
{
	char *script = strdup(p->path);
	enum program_step result = program_step_script(p, why);
	bool emptied = false;

	if (result == PROGRAM_FINAL) {
		result = program_step_env(p, &emptied, why);
		if (emptied)
			verdict_no(v, script ? script : "env",
				   "it starts %s without LD_PRELOAD",
				   p->bytes ? p->words : "nothing");
	} else if (result == PROGRAM_NEXT) {
		verdict_note(v, script ? script : "script",
			     "a script, run by %s", p->path);
	}
	free(script);
	return result;
}

static enum status judge_program(struct verdict *v, struct program *p,
				 struct failure *why)
{
	enum program_step result = PROGRAM_NEXT;

	for (unsigned i = 0; i < MOST_STEPS && result == PROGRAM_NEXT; i++)
		result = step(v, p, why);
	if (result == PROGRAM_BROKEN)
		return why->status;
	if (result == PROGRAM_NEXT) {
		verdict_no(v, p->path, "too many scripts run each other");
		return STATUS_FAILED;
	}
	judge_preloaded(v);
	judge_file(v, p->path);
	if (v->refused)
		return STATUS_FAILED;
	fprintf(v->out, "%s: yes: its malloc is that of %s\n", p->path,
		v->library);
	return STATUS_OK;
}

enum status judge(FILE *out, const char *library, char *const argv[],
		  struct failure *why)
{
	struct elf_file elf;
	struct verdict v = { .out = out, .library = library, .elf = &elf };
	struct program p;
	enum status status;

	if (!elf_file_open(&elf, library, why))
		return why->status;
	status = program_init(&p, argv, why) ? judge_program(&v, &p, why) :
					       why->status;
	program_exit(&p);
	elf_file_close(&elf);
	return status;
}
