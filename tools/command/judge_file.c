/* SPDX-License-Identifier: MIT */
/*
 * command/judge_file.c - what in a file keeps a preloaded library out
 */
#include "command/judge_file.h"

#include "read/elf_dynamic.h"
#include "read/elf_search.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

static void say(struct verdict *v, const char *path, const char *word,
		const char *format, va_list ap)
{
	fprintf(v->out, "%s: %s: ", path, word);
	vfprintf(v->out, format, ap);
	putc('\n', v->out);
}

void verdict_no(struct verdict *v, const char *path, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(v, path, "no", format, ap);
	va_end(ap);
	v->refused = true;
}

void verdict_note(struct verdict *v, const char *path, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(v, path, "note", format, ap);
	va_end(ap);
}

/* Whether the kernel heeds the set-ID bits of the file. */
static bool may_gain_rights(const char *path)
{
	struct statvfs fs;

	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		return false;
	return statvfs(path, &fs) || !(fs.f_flag & ST_NOSUID);
}

/*
 * As the kernel sets AT_SECURE: a user or group that is not the caller's real
 * one, or capabilities of the file for a caller who is not root.
 */
static void judge_rights(struct verdict *v, const char *path)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	struct stat st;

	if (may_gain_rights(path) && !stat(path, &st)) {
		if (st.st_mode & S_ISUID)
			uid = st.st_uid;
		if ((st.st_mode & S_ISGID) && (st.st_mode & S_IXGRP))
			gid = st.st_gid;
	}
	if (uid != getuid() || gid != getgid())
		verdict_no(v, path,
			   "set-user-ID or set-group-ID: with more rights "
			   "than the caller's, LD_PRELOAD is ignored");
	if (getuid() && getxattr(path, "security.capability", NULL, 0) > 0)
		verdict_no(v, path,
			   "it has file capabilities: with more rights than "
			   "the caller's, LD_PRELOAD is ignored");
}

static bool defines(const struct elf_file *f, const char *symbol)
{
	return elf_dynamic_symbol(f, symbol) == ELF_SYMBOL_DEFINED;
}

/* What the C library itself brings: the library needs it too. */
static bool is_of_libc(const struct verdict *v, const struct elf_file *f,
		       const char *library)
{
	return elf_dynamic_needs(v->elf, library) ||
	       !strcmp(library, basename(f->interpreter)) ||
	       !strcmp(library, basename(v->library));
}

static void judge_needed(struct verdict *v, const char *path,
			 const struct elf_file *f)
{
	uint64_t cursor = 0;
	const char *name;

	while ((name = elf_dynamic_needed(f, &cursor))) {
		struct elf_file library;
		struct failure why;
		char *found;

		if (is_of_libc(v, f, name) ||
		    !(found = elf_search(f, path, name)))
			continue;
		if (elf_file_open(&library, found, &why)) {
			if (defines(&library, "malloc"))
				verdict_note(v, path,
					     "it links %s, which has a malloc "
					     "too; the preloaded one comes "
					     "first",
					     name);
			elf_file_close(&library);
		}
		free(found);
	}
}

static bool has_symbol(const struct elf_file *f, const char *symbol)
{
	return elf_dynamic_symbol(f, symbol) != ELF_SYMBOL_NONE;
}

static bool keeps_small_objects(void)
{
	const char *allocator = getenv("PYTHONMALLOC");

	return !allocator || strncmp(allocator, "malloc", strlen("malloc"));
}

static bool links_python(const struct elf_file *f)
{
	static const char start[] = "libpython";
	uint64_t cursor = 0;
	const char *name;

	while ((name = elf_dynamic_needed(f, &cursor)))
		if (!strncmp(name, start, strlen(start)))
			return true;
	return has_symbol(f, "Py_Initialize");
}

/* The interpreter itself, or a program with one inside. */
static void judge_python(struct verdict *v, const char *path,
			 const struct elf_file *f)
{
	if (!keeps_small_objects())
		return;
	if (has_symbol(f, "Py_BytesMain") || has_symbol(f, "Py_Main"))
		verdict_no(v, path,
			   "python keeps objects of up to 512 bytes to itself "
			   "unless PYTHONMALLOC=malloc is set: give --python");
	else if (links_python(f))
		verdict_note(v, path,
			     "the python inside it keeps objects of up to 512 "
			     "bytes to itself: give --python");
}

static void judge_allocators(struct verdict *v, const char *path,
			     const struct elf_file *f)
{
	if (defines(f, "malloc"))
		verdict_no(v, path,
			   "it has a malloc of its own inside, which comes "
			   "before a preloaded one");
	if (has_symbol(f, "__asan_init") || has_symbol(f, "__tsan_init") ||
	    has_symbol(f, "__msan_init"))
		verdict_no(v, path,
			   "a sanitizer is built in, which brings its own "
			   "malloc and refuses another");
	if (f->go)
		verdict_note(v, path,
			     "Go has a heap of its own; only the C code in it "
			     "calls malloc");
	judge_needed(v, path, f);
	judge_python(v, path, f);
}

/* Whether a preloaded library gets into the process at all. */
static bool judge_loader(struct verdict *v, const char *path,
			 const struct elf_file *f)
{
	if (!elf_file_matches(f, v->elf)) {
		if (f->bits != v->elf->bits)
			verdict_no(v, path,
				   "it is a %u-bit program, the library has %u "
				   "bits",
				   f->bits, v->elf->bits);
		else
			verdict_no(v, path, "it is for another machine");
		return false;
	}
	if (!f->interpreter) {
		verdict_no(v, path,
			   "%sstatically linked: nothing can be "
			   "preloaded into it",
			   f->go ? "built by Go, and " : "");
		return false;
	}
	if (access(f->interpreter, X_OK)) {
		verdict_no(v, path, "its loader %s is not there",
			   f->interpreter);
		return false;
	}
	return true;
}

/* The loader of another C library cannot load what needs the GNU one. */
static void judge_libc(struct verdict *v, const char *path,
		       const struct elf_file *f)
{
	struct elf_file self;
	struct failure why;

	if (!elf_file_open(&self, "/proc/self/exe", &why))
		return;
	if (self.interpreter &&
	    strcmp(basename(self.interpreter), basename(f->interpreter)))
		verdict_no(v, path,
			   "it uses another C library, of the loader "
			   "%s",
			   f->interpreter);
	elf_file_close(&self);
}

void judge_file(struct verdict *v, const char *path)
{
	struct elf_file f;
	struct failure why;

	if (!elf_file_open(&f, path, &why)) {
		verdict_no(v, path, "%s", why.text);
		return;
	}
	judge_rights(v, path);
	if (judge_loader(v, path, &f)) {
		judge_libc(v, path, &f);
		judge_allocators(v, path, &f);
	}
	elf_file_close(&f);
}
