# A suite for each source file, check_<file>.c, in the order of the layers.
# A new suite is two lines here.

AM_CPPFLAGS += -I$(top_srcdir)/tests

unit_ldadd = %D%/libsupport.la libbuddy_core.la $(CHECK_LIBS)
unit_programs = \
	%D%/check_bits \
	%D%/check_list \
	%D%/check_fmt \
	%D%/check_panic \
	%D%/check_span \
	%D%/check_cpu \
	%D%/check_count \
	%D%/check_lock \
	%D%/check_mem \
	%D%/check_limits \
	%D%/check_process \
	%D%/check_socket \
	%D%/check_text \
	%D%/check_seed \
	%D%/check_secret \
	%D%/check_canary \
	%D%/check_poison \
	%D%/check_guard \
	%D%/check_arena \
	%D%/check_block \
	%D%/check_free_map \
	%D%/check_block_list \
	%D%/check_buddy_core \
	%D%/check_watermark \
	%D%/check_zone \
	%D%/check_release \
	%D%/check_stripe \
	%D%/check_reclaim \
	%D%/check_page_alloc \
	%D%/check_charge \
	%D%/check_purge \
	%D%/check_page_check \
	%D%/check_size_class \
	%D%/check_slab_record \
	%D%/check_slab \
	%D%/check_stripe_slabs \
	%D%/check_takeover \
	%D%/check_stack \
	%D%/check_remote \
	%D%/check_pcp \
	%D%/check_registry \
	%D%/check_thread \
	%D%/check_moved \
	%D%/check_run \
	%D%/check_misuse \
	%D%/check_heap \
	%D%/check_resize \
	%D%/check_quarantine \
	%D%/check_hardened \
	%D%/check_sized \
	%D%/check_fragmentation \
	%D%/check_options \
	%D%/check_snapshot \
	%D%/check_print \
	%D%/check_heap_check \
	%D%/check_ctl \
	%D%/check_init \
	%D%/check_family \
	%D%/check_fork \
	%D%/check_report \
	%D%/check_request \
	%D%/check_control \
	%D%/check_buddy

%C%_check_bits_LDADD = $(unit_ldadd)
%C%_check_list_LDADD = $(unit_ldadd)
%C%_check_fmt_LDADD = $(unit_ldadd)
%C%_check_panic_LDADD = $(unit_ldadd)
%C%_check_span_LDADD = $(unit_ldadd)
%C%_check_cpu_LDADD = $(unit_ldadd)
%C%_check_count_LDADD = $(unit_ldadd)
%C%_check_lock_LDADD = $(unit_ldadd)
%C%_check_mem_LDADD = $(unit_ldadd)
%C%_check_limits_LDADD = $(unit_ldadd)
%C%_check_process_LDADD = $(unit_ldadd)
%C%_check_socket_LDADD = $(unit_ldadd)
%C%_check_text_LDADD = $(unit_ldadd)
%C%_check_seed_LDADD = $(unit_ldadd)
%C%_check_secret_LDADD = $(unit_ldadd)
%C%_check_canary_LDADD = $(unit_ldadd)
%C%_check_poison_LDADD = $(unit_ldadd)
%C%_check_guard_LDADD = $(unit_ldadd)
%C%_check_arena_LDADD = $(unit_ldadd)
%C%_check_block_LDADD = $(unit_ldadd)
%C%_check_free_map_LDADD = $(unit_ldadd)
%C%_check_block_list_LDADD = $(unit_ldadd)
%C%_check_buddy_core_LDADD = $(unit_ldadd)
%C%_check_watermark_LDADD = $(unit_ldadd)
%C%_check_zone_LDADD = $(unit_ldadd)
%C%_check_release_LDADD = $(unit_ldadd)
%C%_check_stripe_LDADD = $(unit_ldadd)
%C%_check_reclaim_LDADD = $(unit_ldadd)
%C%_check_page_alloc_LDADD = $(unit_ldadd)
%C%_check_charge_LDADD = $(unit_ldadd)
%C%_check_purge_LDADD = $(unit_ldadd)
%C%_check_page_check_LDADD = $(unit_ldadd)
%C%_check_size_class_LDADD = $(unit_ldadd)
%C%_check_slab_record_LDADD = $(unit_ldadd)
%C%_check_slab_LDADD = $(unit_ldadd)
%C%_check_stripe_slabs_LDADD = $(unit_ldadd)
%C%_check_takeover_LDADD = $(unit_ldadd)
%C%_check_stack_LDADD = $(unit_ldadd)
%C%_check_remote_LDADD = $(unit_ldadd)
%C%_check_pcp_LDADD = $(unit_ldadd)
%C%_check_registry_LDADD = $(unit_ldadd)
%C%_check_thread_LDADD = $(unit_ldadd)
%C%_check_moved_LDADD = $(unit_ldadd)
%C%_check_run_LDADD = $(unit_ldadd)
%C%_check_misuse_LDADD = $(unit_ldadd)
%C%_check_heap_LDADD = $(unit_ldadd)
%C%_check_resize_LDADD = $(unit_ldadd)
%C%_check_quarantine_LDADD = $(unit_ldadd)
%C%_check_hardened_LDADD = $(unit_ldadd)
%C%_check_sized_LDADD = $(unit_ldadd)
%C%_check_fragmentation_LDADD = $(unit_ldadd)
%C%_check_options_LDADD = $(unit_ldadd)
%C%_check_snapshot_LDADD = $(unit_ldadd)
%C%_check_print_LDADD = $(unit_ldadd)
%C%_check_heap_check_LDADD = $(unit_ldadd)
%C%_check_ctl_LDADD = $(unit_ldadd)
%C%_check_init_LDADD = $(unit_ldadd)
%C%_check_family_LDADD = $(unit_ldadd)
%C%_check_fork_LDADD = $(unit_ldadd)
%C%_check_report_LDADD = $(unit_ldadd)
%C%_check_request_LDADD = $(unit_ldadd)
%C%_check_control_LDADD = $(unit_ldadd)
%C%_check_buddy_LDADD = $(unit_ldadd)

# What the suites share.
support_sources = \
	tests/support/capture.c \
	tests/support/capture.h \
	tests/support/client.c \
	tests/support/client.h \
	tests/support/elf_parts.h \
	tests/support/heap.c \
	tests/support/heap.h \
	tests/support/inject.c \
	tests/support/inject.h \
	tests/support/limit.c \
	tests/support/limit.h \
	tests/support/pages.c \
	tests/support/pages.h \
	tests/support/pattern.c \
	tests/support/pattern.h \
	tests/support/probe.c \
	tests/support/probe.h \
	tests/support/random.c \
	tests/support/random.h \
	tests/support/suite.c \
	tests/support/suite.h \
	tests/support/threads.c \
	tests/support/threads.h
%C%_libsupport_la_SOURCES = $(support_sources)

if HAVE_CHECK
unit_libraries = %D%/libsupport.la
unit_built = $(unit_programs)
unit_tests = $(unit_programs)
check_LTLIBRARIES += $(unit_libraries)
check_PROGRAMS += $(unit_programs)
else
unit_tests = %D%/no_check.sh
endif
TESTS += $(unit_tests)
EXTRA_DIST += %D%/no_check.sh
