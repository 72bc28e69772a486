# Fuzz targets: fuzz.h says what they are.  Each is a program of its own, which
# runs the files it is given; with --enable-fuzzer it is libFuzzer's.

fuzz_programs = \
	%D%/fuzz_buddy \
	%D%/fuzz_core \
	%D%/fuzz_elf \
	%D%/fuzz_hardened \
	%D%/fuzz_heap \
	%D%/fuzz_malloc \
	%D%/fuzz_options

if FUZZER
fuzz_main =
else
fuzz_main = %D%/replay.c
endif
fuzz_sources = %D%/fuzz.h %D%/input.c %D%/input.h $(fuzz_main)
fuzz_malloc_sources = %D%/fuzz_malloc.c %D%/held.c %D%/held.h $(fuzz_sources)
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

%C%_fuzz_buddy_SOURCES = %D%/fuzz_buddy.c $(fuzz_sources)
%C%_fuzz_buddy_LDADD = libbuddy_core.la
%C%_fuzz_buddy_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_core_SOURCES = %D%/fuzz_core.c %D%/file.c %D%/file.h $(fuzz_sources)
%C%_fuzz_core_LDADD = libbuddyread.la
%C%_fuzz_core_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_elf_SOURCES = %D%/fuzz_elf.c %D%/file.c %D%/file.h $(fuzz_sources)
%C%_fuzz_elf_LDADD = libbuddyread.la
%C%_fuzz_elf_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_hardened_SOURCES = %D%/conf_hardened.c $(fuzz_malloc_sources)
%C%_fuzz_hardened_LDADD = libbuddy_core.la
%C%_fuzz_hardened_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_heap_SOURCES = %D%/fuzz_heap.c %D%/memory.c %D%/memory.h \
	%D%/object.c %D%/object.h %D%/parts.c %D%/parts.h $(fuzz_sources)
%C%_fuzz_heap_LDADD = libbuddyread.la libbuddy_core.la
%C%_fuzz_heap_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_malloc_SOURCES = %D%/conf_plain.c $(fuzz_malloc_sources)
%C%_fuzz_malloc_LDADD = libbuddy_core.la
%C%_fuzz_malloc_LDFLAGS = $(fuzz_ldflags)
%C%_fuzz_options_SOURCES = %D%/fuzz_options.c $(fuzz_sources)
%C%_fuzz_options_LDADD = libbuddy_core.la
%C%_fuzz_options_LDFLAGS = $(fuzz_ldflags)

fuzz_tests = %D%/corpus.tap
fuzz_only = check_PROGRAMS='$(fuzz_programs)' check_LTLIBRARIES=
check_PROGRAMS += $(fuzz_programs)
TESTS += $(fuzz_tests)
EXTRA_DIST += $(fuzz_tests) %D%/replay.c %D%/corpus
