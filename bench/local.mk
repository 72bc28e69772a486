# The scoreboard: the programs it measures and what runs them.  Nothing here
# is installed.  `make bench` builds what scripts/bench needs.

bench_kernels = %D%/kernels/kernels
bench_pages = %D%/pages/pages
bench_programs = %D%/launch %D%/where $(bench_kernels) $(bench_pages)

%C%_launch_SOURCES = %D%/launch.c
%C%_launch_LDFLAGS = -all-static

%C%_where_SOURCES = %D%/where.c

bench_common_sources = \
	%D%/common/arguments.c \
	%D%/common/arguments.h \
	%D%/common/output.c \
	%D%/common/output.h \
	%D%/common/random.h \
	%D%/common/system.c \
	%D%/common/system.h

%C%_kernels_kernels_SOURCES = $(bench_common_sources) \
	%D%/kernels/aligned.c \
	%D%/kernels/batch.c \
	%D%/kernels/bignum.c \
	%D%/kernels/block.c \
	%D%/kernels/block.h \
	%D%/kernels/expression.c \
	%D%/kernels/graph.c \
	%D%/kernels/handover.c \
	%D%/kernels/kernel.h \
	%D%/kernels/kernels.c \
	%D%/kernels/large.c \
	%D%/kernels/live_set.c \
	%D%/kernels/live_set.h \
	%D%/kernels/pipe.c \
	%D%/kernels/registry.c \
	%D%/kernels/registry.h \
	%D%/kernels/replace.c \
	%D%/kernels/resident.c \
	%D%/kernels/resident.h \
	%D%/kernels/sawtooth.c \
	%D%/kernels/sharing.c \
	%D%/kernels/short_threads.c \
	%D%/kernels/sizes.c \
	%D%/kernels/sizes.h \
	%D%/kernels/slot.c \
	%D%/kernels/slot.h \
	%D%/kernels/spread.h \
	%D%/kernels/strings.c \
	%D%/kernels/vectors.c \
	%D%/kernels/zeroed.c
%C%_kernels_kernels_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/%D%

# Linked with the library by its path, not by a wrapper.
%C%_pages_pages_SOURCES = $(bench_common_sources) \
	%D%/pages/churn.c \
	%D%/pages/churn.h \
	%D%/pages/heap.h \
	%D%/pages/heaps.c \
	%D%/pages/held.h \
	%D%/pages/pages.c \
	%D%/pages/pattern.h \
	%D%/pages/patterns.c \
	%D%/pages/plain_buddy.c \
	%D%/pages/plain_buddy.h
%C%_pages_pages_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/%D%
%C%_pages_pages_LDADD = libbuddy.la
%C%_pages_pages_LDFLAGS = -no-install

EXTRA_PROGRAMS = $(bench_programs)
if !SANITIZER
check_PROGRAMS += $(bench_programs)
endif
bench: libbuddy.la $(bench_programs)
.PHONY: bench

EXTRA_DIST += \
	scripts/bench \
	%D%/README.md \
	%D%/RESULTS.md \
	%D%/allocators.toml \
	%D%/pareto.svg \
	%D%/programs \
	%D%/programs.toml \
	%D%/report.html \
	%D%/defences \
	%D%/scaling \
	%D%/scoreboard \
	doc/cache.py \
	doc/map.svg \
	doc/hardening.md \
	doc/scaling.md \
	doc/scaling.svg \
	doc/scaling_counts.md
