/* SPDX-License-Identifier: MIT */
/*
 * slab/misuse.c - pointers that should not have been freed
 */
#include "slab/misuse.h"

#include "base/fmt.h"
#include "base/panic.h"
#include "harden/canary.h"
#include "slab/boot.h"
#include "slab/slab.h"
#include "slab/stripe_slabs.h"

#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

/* The largest stack that is searched for a pointer: the usual limit. */
enum { STACK_REACH = 8 * 1024 * 1024 };

/* What any allocator keeps to. */
enum { LEAST_ALIGN = 8 };

enum foreign_policy foreign_policy = FOREIGN_AUTO;
_Atomic uint64_t misuse_nr_foreign;

/* The dynamic linker's record of where the first stack began. */
extern void *__libc_stack_end;
/* This library's own segments, as the static linker placed them. */
extern hidden const char __ehdr_start[];
extern hidden const char _end[];

static const char *object_reason(const struct chunk *c, const void *p)
{
	const struct slab *slab = chunk_slab(c);
	unsigned i = object_index(c, p);

	if (!object_is_start(c, p))
		return "points into an object, not at its start";
	/* Taken by chance any may be the next; but then what was freed is
	 * poisoned. */
	if (i >= slab->fresh || (harden_on(HARDEN_POISON) &&
				 state_load(&c->state[i]) == OBJECT_FREE))
		return "was never allocated";
	if (OBJECT_CHECK && state_load(&c->state[i]) == OBJECT_USER)
		return "is an object, not a run of pages";
	return "is free already (double free)";
}

static const char *page_reason(const void *p)
{
	pfn_t pfn = addr_to_pfn(p);

	if (!zone_present(pfn))
		return "was never allocated";
	if (!is_aligned((uintptr_t)p, PAGE_BYTES) && page_is_free(pfn))
		return "lies in a free page (freed, or never allocated)";
	if (!is_aligned((uintptr_t)p, PAGE_BYTES))
		return "points into a page, not at its start";
	if (page_is_free(pfn) ||
	    load_relaxed(&pfn_to_page(pfn)->flags) & (PG_PCP | PG_QUARANTINE))
		return "is free already (double free)";
	return "is not the start of an allocation";
}

/* Stops the program, and says of p also which slab or page it lies in. */
static _Noreturn void __attribute__((format(printf, 2, 3)))
stop(const void *p, const char *format, ...)
{
	const struct chunk *c = chunk_of(p);
	char text[128];
	struct fmt f = fmt_init(text, sizeof(text));
	va_list ap;

	va_start(ap, format);
	fmt_vprint(&f, format, ap);
	va_end(ap);
	if (load_relaxed(&c->home))
		panic("%s; slab of %zu-byte objects at %p", text,
		      object_size(c), pfn_to_addr(chunk_slab(c)->pfn));
	panic("%s; pages, pfn %u", text, addr_to_pfn(p));
}

_Noreturn void misuse_size(const void *p, const char *what, size_t size)
{
	stop(p, "%s: %p was not allocated for %zu bytes", what,
	     (void *)(uintptr_t)p, size);
}

_Noreturn void misuse_panic(const void *p, const char *what)
{
	const struct chunk *c = chunk_of(p);

	stop(p, "%s: %p %s", what, (void *)(uintptr_t)p,
	     load_relaxed(&c->home) ? object_reason(c, p) : page_reason(p));
}

_Noreturn void misuse_written(const void *p, size_t offset, const char *when)
{
	stop(p, "%p was written to %s, at offset %zu", (void *)(uintptr_t)p,
	     when, offset);
}

void misuse_check_canary(const void *p, size_t size, size_t n)
{
	size_t whole = n ? canary_whole(p, size, n) : 0;

	if (unlikely(whole < n))
		misuse_written(p, size + whole, "past its end");
}

/* Between here and where the thread's stack began, if that is not far. */
static bool on_own_stack(uintptr_t p)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t first = (uintptr_t)__libc_stack_end;
	/* The C library puts a thread's descriptor at the end of its stack. */
	uintptr_t own = (uintptr_t)__builtin_thread_pointer();

	/* In the first thread it lies elsewhere, below. */
	uintptr_t end = own > here ? own : first;

	return p >= here && p < end && p - here <= STACK_REACH;
}

/* Inside one of the main program's loaded segments. */
static bool in_program(uintptr_t p)
{
	const ElfW(Phdr) *ph = (const void *)getauxval(AT_PHDR);
	size_t n = getauxval(AT_PHNUM);
	uintptr_t bias = 0;

	if (!ph)
		return false;
	for (size_t i = 0; i < n; i++)
		if (ph[i].p_type == PT_PHDR)
			bias = (uintptr_t)ph - ph[i].p_vaddr;
	for (size_t i = 0; i < n; i++)
		if (ph[i].p_type == PT_LOAD &&
		    p - (bias + ph[i].p_vaddr) < ph[i].p_memsz)
			return true;
	return false;
}

/* Why no allocator can have returned p, or NULL. */
static const char *impossible(uintptr_t p)
{
	if (!is_aligned(p, LEAST_ALIGN))
		return "is misaligned and was not allocated here";
	if (on_own_stack(p))
		return "lies on the stack";
	if (in_program(p))
		return "lies in the program's own data";
	if (p >= (uintptr_t)__ehdr_start && p < (uintptr_t)_end)
		return "lies in libbuddy's own data";
	return NULL;
}

void misuse_foreign(const void *p, const char *what)
{
	const char *reason = NULL;

	add_relaxed(&misuse_nr_foreign, 1);
	heap_boot(); /* it sets the policy, and this may be its first use */
	if (foreign_policy == FOREIGN_IGNORE)
		return;
	reason = impossible((uintptr_t)p);
	if (!reason && foreign_policy == FOREIGN_ABORT)
		reason = "was not allocated here";
	if (reason)
		panic("%s: %p %s", what, (void *)(uintptr_t)p, reason);
}
