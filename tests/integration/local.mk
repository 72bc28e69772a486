# Real programs and small C programs under the preloaded library.
#
# The *.tap scripts find what they run by its folder: a new small program is a
# source file there and a line here.  Each goes by its source's name.

integration_tests = \
	%D%/semantics.tap \
	%D%/foreign.tap \
	%D%/misuse.tap \
	%D%/hardened.tap \
	%D%/threads.tap \
	%D%/limits.tap \
	%D%/faults.tap \
	%D%/startup.tap \
	%D%/control.tap \
	%D%/instructions.tap \
	%D%/checkers.tap \
	%D%/programs.tap

integration_programs = \
	%D%/control/churn \
	%D%/control/client \
	%D%/control/first \
	%D%/control/idle \
	%D%/control/large_tls \
	%D%/control/main_leaves \
	%D%/control/thread \
	%D%/faults/forks \
	%D%/faults/objects \
	%D%/faults/pages \
	%D%/faults/refuse \
	%D%/faults/runs \
	%D%/faults/threads \
	%D%/foreign/counted \
	%D%/foreign/free_alloca \
	%D%/foreign/free_before_malloc \
	%D%/foreign/free_bss \
	%D%/foreign/free_data \
	%D%/foreign/free_function \
	%D%/foreign/free_library \
	%D%/foreign/free_literal \
	%D%/foreign/free_mapped \
	%D%/foreign/free_misaligned \
	%D%/foreign/free_other_stack \
	%D%/foreign/free_second_libc \
	%D%/foreign/free_stack \
	%D%/foreign/free_thread_stack \
	%D%/foreign/realloc_mapped \
	%D%/foreign/realloc_refused \
	%D%/foreign/realloc_stack \
	%D%/hardened/double_free_reused \
	%D%/hardened/double_free_run_reused \
	%D%/hardened/overflow_by_one \
	%D%/hardened/overflow_pages \
	%D%/hardened/overflow_realloc \
	%D%/hardened/overflow_run \
	%D%/hardened/overflow_terminator \
	%D%/hardened/read_after_free_run \
	%D%/hardened/read_behind_run \
	%D%/hardened/read_behind_slab \
	%D%/hardened/sized_exactly \
	%D%/hardened/write_after_free \
	%D%/hardened/write_after_free_run \
	%D%/limits/core_dump \
	%D%/limits/exhausted \
	%D%/limits/few_mappings \
	%D%/limits/give_back \
	%D%/limits/huge_pages \
	%D%/limits/late_reserve \
	%D%/limits/locked_memory \
	%D%/limits/lowered_address_space \
	%D%/limits/map_count \
	%D%/limits/memory_limit \
	%D%/limits/refused_calls \
	%D%/limits/small_arena \
	%D%/limits/system_calls \
	%D%/limits/write_xor_execute \
	%D%/misuse/double_free_aligned \
	%D%/misuse/double_free_all_freed \
	%D%/misuse/double_free_between \
	%D%/misuse/double_free_calloc \
	%D%/misuse/double_free_exited_thread \
	%D%/misuse/double_free_flushed \
	%D%/misuse/double_free_huge \
	%D%/misuse/double_free_huge_between \
	%D%/misuse/double_free_huge_other_thread \
	%D%/misuse/double_free_in_child \
	%D%/misuse/double_free_medium \
	%D%/misuse/double_free_other_size \
	%D%/misuse/double_free_other_thread \
	%D%/misuse/double_free_realloc_run \
	%D%/misuse/double_free_remote_object \
	%D%/misuse/double_free_remote_run \
	%D%/misuse/double_free_run \
	%D%/misuse/double_free_run_between \
	%D%/misuse/double_free_run_other_thread \
	%D%/misuse/double_free_sized \
	%D%/misuse/double_free_small \
	%D%/misuse/double_free_zero \
	%D%/misuse/exact_twice \
	%D%/misuse/exact_wrong_size \
	%D%/misuse/free_after_realloc \
	%D%/misuse/free_after_realloc_zero \
	%D%/misuse/free_page \
	%D%/misuse/interior_huge \
	%D%/misuse/interior_misaligned \
	%D%/misuse/interior_run \
	%D%/misuse/interior_run_head \
	%D%/misuse/interior_small \
	%D%/misuse/never_allocated \
	%D%/misuse/never_allocated_far \
	%D%/misuse/never_allocated_next \
	%D%/misuse/never_allocated_page \
	%D%/misuse/pages_absurd_order \
	%D%/misuse/pages_foreign \
	%D%/misuse/pages_interior \
	%D%/misuse/pages_larger_order \
	%D%/misuse/pages_misaligned \
	%D%/misuse/pages_of_malloc \
	%D%/misuse/pages_page_twice \
	%D%/misuse/pages_twice \
	%D%/misuse/pages_wrong_order \
	%D%/misuse/realloc_after_free \
	%D%/misuse/realloc_huge_after_free \
	%D%/misuse/realloc_interior \
	%D%/misuse/realloc_run_after_free \
	%D%/misuse/realloc_run_interior \
	%D%/misuse/sized_aligned_alignment \
	%D%/misuse/sized_aligned_run \
	%D%/misuse/sized_aligned_size \
	%D%/misuse/sized_huge \
	%D%/misuse/sized_run \
	%D%/misuse/sized_run_as_object \
	%D%/misuse/sized_small \
	%D%/misuse/sized_smaller \
	%D%/semantics/aligned_alloc \
	%D%/semantics/alignment \
	%D%/semantics/buddy_names \
	%D%/semantics/calloc \
	%D%/semantics/errno \
	%D%/semantics/libc_names \
	%D%/semantics/memalign \
	%D%/semantics/posix_memalign \
	%D%/semantics/realloc \
	%D%/semantics/realloc_zero \
	%D%/semantics/reallocarray \
	%D%/semantics/reports \
	%D%/semantics/sized_free \
	%D%/semantics/too_large \
	%D%/semantics/trim \
	%D%/semantics/usable_size \
	%D%/semantics/valloc \
	%D%/semantics/zero_size \
	%D%/threads/atfork_handlers \
	%D%/threads/dlopen_libbuddy \
	%D%/threads/dlopen_plugin \
	%D%/threads/dontfork \
	%D%/threads/exit_handlers \
	%D%/threads/first_in_destructor \
	%D%/threads/fork_child_threads \
	%D%/threads/fork_in_handler \
	%D%/threads/fork_touches_little \
	%D%/threads/fork_while_allocating \
	%D%/threads/only_free \
	%D%/threads/only_free_many \
	%D%/threads/producers_consumers \
	%D%/threads/reports_meanwhile \
	%D%/threads/shared_slots \
	%D%/threads/short_threads \
	%D%/threads/threads_keep_blocks \
	%D%/threads/tsd_destructors \
	%D%/threads/vfork_child \
	%D%/instructions

# Libraries for the small programs to load, which nothing installs.
integration_libraries = \
	%D%/libs/audit.la \
	%D%/libs/early.la \
	%D%/libs/interpose.la \
	%D%/libs/plugin.la
integration_library_flags = -module -avoid-version -shared -rpath /nowhere
%C%_libs_audit_la_LDFLAGS = $(integration_library_flags)
%C%_libs_early_la_LDFLAGS = $(integration_library_flags)
%C%_libs_interpose_la_LDFLAGS = $(integration_library_flags)
%C%_libs_plugin_la_LDFLAGS = $(integration_library_flags)

# A program that has the library by -lbuddy, and by its path, not by a wrapper.
integration_linked = %D%/linked/linked
%C%_linked_linked_LDADD = libbuddy.la
%C%_linked_linked_LDFLAGS = -no-install

integration_cxx = %D%/cxx/destructors %D%/cxx/operators
%C%_cxx_destructors_SOURCES = %D%/cxx/destructors.cc
%C%_cxx_operators_SOURCES = %D%/cxx/operators.cc
%C%_cxx_destructors_CXXFLAGS = -std=c++17 $(AM_CXXFLAGS)
%C%_cxx_operators_CXXFLAGS = -std=c++17 $(AM_CXXFLAGS)

if !SANITIZER
TESTS += $(integration_tests)
check_PROGRAMS += $(integration_programs) $(integration_linked)
check_LTLIBRARIES += $(integration_libraries)
if HAVE_CXX
check_PROGRAMS += $(integration_cxx)
endif
endif

EXTRA_DIST += $(integration_tests) \
	%D%/expect.h \
	%D%/control/client.h \
	%D%/faults/block.h \
	%D%/faults/listener.h \
	%D%/foreign/address.h \
	%D%/limits/fill.h \
	%D%/limits/filter.h \
	%D%/misuse/misuse.h \
	%D%/lib.sh \
	%D%/stops.sh \
	%D%/compare.sh \
	%D%/preload.sh \
	%D%/programs/bash.sh \
	%D%/programs/g++.sh \
	%D%/programs/gcc.sh \
	%D%/programs/git.sh \
	%D%/programs/lua5.4.sh \
	%D%/programs/make.sh \
	%D%/programs/node.sh \
	%D%/programs/openssl.sh \
	%D%/programs/perl.sh \
	%D%/programs/python_json.sh \
	%D%/programs/python_multiprocessing.sh \
	%D%/programs/python_sqlite.sh \
	%D%/programs/python_threads.sh \
	%D%/programs/redis.sh \
	%D%/programs/sort.sh \
	%D%/programs/sqlite3.sh \
	%D%/programs/xz.sh
