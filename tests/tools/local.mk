# buddyctl: a suite for each source file that can be tested alone, and scripts
# that run the built program on the programs here.

tool_suites = \
	%D%/check_abi \
	%D%/check_arguments \
	%D%/check_bar \
	%D%/check_bounds \
	%D%/check_buddyinfo \
	%D%/check_canvas \
	%D%/check_column \
	%D%/check_core \
	%D%/check_depth \
	%D%/check_elf_file \
	%D%/check_export \
	%D%/check_font \
	%D%/check_frag \
	%D%/check_hilbert \
	%D%/check_html \
	%D%/check_info \
	%D%/check_json \
	%D%/check_legend \
	%D%/check_load \
	%D%/check_map_options \
	%D%/check_number \
	%D%/check_pack \
	%D%/check_pagemap \
	%D%/check_palette \
	%D%/check_plan \
	%D%/check_png \
	%D%/check_preload \
	%D%/check_procfs \
	%D%/check_prometheus \
	%D%/check_rates \
	%D%/check_read \
	%D%/check_request \
	%D%/check_scene \
	%D%/check_sparkline \
	%D%/check_svg \
	%D%/check_text \
	%D%/check_trace \
	%D%/check_units \
	%D%/check_view \
	%D%/check_watch
tool_scripts = \
	%D%/completion.tap \
	%D%/info.tap \
	%D%/map.sh \
	%D%/run.tap \
	%D%/stat.tap \
	%D%/top.tap
tool_programs = \
	%D%/programs/churn \
	%D%/programs/damaged \
	%D%/programs/figures \
	%D%/programs/other_abi

tool_support = %D%/libtoolsupport.la
%C%_libtoolsupport_la_SOURCES = \
	%D%/child.c \
	%D%/child.h \
	%D%/fake.c \
	%D%/fake.h \
	%D%/output.c \
	%D%/output.h \
	%D%/picture.c \
	%D%/picture.h \
	%D%/sample.c \
	%D%/sample.h
tool_suite_ldadd = $(tool_support) libbuddyctl.la tests/unit/libsupport.la \
	$(CHECK_LIBS)
%C%_check_abi_LDADD = $(tool_suite_ldadd)
%C%_check_arguments_LDADD = $(tool_suite_ldadd)
%C%_check_bar_LDADD = $(tool_suite_ldadd)
%C%_check_bounds_LDADD = $(tool_suite_ldadd)
%C%_check_buddyinfo_LDADD = $(tool_suite_ldadd)
%C%_check_canvas_LDADD = $(tool_suite_ldadd)
%C%_check_column_LDADD = $(tool_suite_ldadd)
%C%_check_core_LDADD = $(tool_suite_ldadd)
%C%_check_depth_LDADD = $(tool_suite_ldadd)
%C%_check_elf_file_LDADD = $(tool_suite_ldadd)
%C%_check_export_LDADD = $(tool_suite_ldadd)
%C%_check_font_LDADD = $(tool_suite_ldadd)
%C%_check_frag_LDADD = $(tool_suite_ldadd)
%C%_check_hilbert_LDADD = $(tool_suite_ldadd)
%C%_check_html_LDADD = $(tool_suite_ldadd)
%C%_check_info_LDADD = $(tool_suite_ldadd)
%C%_check_json_LDADD = $(tool_suite_ldadd)
%C%_check_legend_LDADD = $(tool_suite_ldadd)
%C%_check_load_LDADD = $(tool_suite_ldadd)
%C%_check_map_options_LDADD = $(tool_suite_ldadd)
%C%_check_number_LDADD = $(tool_suite_ldadd)
%C%_check_pack_LDADD = $(tool_suite_ldadd)
%C%_check_pagemap_LDADD = $(tool_suite_ldadd)
%C%_check_palette_LDADD = $(tool_suite_ldadd)
%C%_check_plan_LDADD = $(tool_suite_ldadd)
%C%_check_png_LDADD = $(tool_suite_ldadd)
%C%_check_preload_LDADD = $(tool_suite_ldadd)
%C%_check_procfs_LDADD = $(tool_suite_ldadd)
%C%_check_prometheus_LDADD = $(tool_suite_ldadd)
%C%_check_rates_LDADD = $(tool_suite_ldadd)
%C%_check_read_LDADD = $(tool_suite_ldadd)
%C%_check_request_LDADD = $(tool_suite_ldadd)
%C%_check_scene_LDADD = $(tool_suite_ldadd)
%C%_check_sparkline_LDADD = $(tool_suite_ldadd)
%C%_check_svg_LDADD = $(tool_suite_ldadd)
%C%_check_text_LDADD = $(tool_suite_ldadd)
%C%_check_trace_LDADD = $(tool_suite_ldadd)
%C%_check_units_LDADD = $(tool_suite_ldadd)
%C%_check_view_LDADD = $(tool_suite_ldadd)
%C%_check_watch_LDADD = $(tool_suite_ldadd)

%C%_programs_churn_LDADD = libbuddy.la
%C%_programs_churn_LDFLAGS = -no-install
# Else the linker would copy the library's buddy_abi into the program.
%C%_programs_damaged_CFLAGS = $(AM_CFLAGS) -fPIC
%C%_programs_damaged_LDADD = libbuddy.la
%C%_programs_damaged_LDFLAGS = -no-install
%C%_programs_figures_LDADD = libbuddy.la
%C%_programs_figures_LDFLAGS = -no-install
%C%_programs_other_abi_LDFLAGS = -Wl,--export-dynamic

if TOOLS
check_PROGRAMS += $(tool_programs)
TESTS += $(tool_scripts)
if HAVE_CHECK
check_LTLIBRARIES += $(tool_support)
check_PROGRAMS += $(tool_suites)
TESTS += $(tool_suites)
endif
endif
EXTRA_DIST += $(tool_scripts) %D%/lib.sh
