# buddyctl: sees the heap of a process from outside, through <buddy/abi.h>.
# A folder includes itself and those above it in LAYERS.

read_sources = \
	src/info/fragmentation.c \
	%D%/read/abi.c \
	%D%/read/abi.h \
	%D%/read/core.c \
	%D%/read/core.h \
	%D%/read/core_notes.c \
	%D%/read/core_notes.h \
	%D%/read/decode.c \
	%D%/read/decode.h \
	%D%/read/denied.c \
	%D%/read/denied.h \
	%D%/read/elf_dynamic.c \
	%D%/read/elf_dynamic.h \
	%D%/read/elf_file.c \
	%D%/read/elf_file.h \
	%D%/read/elf_search.c \
	%D%/read/elf_search.h \
	%D%/read/failure.c \
	%D%/read/failure.h \
	%D%/read/heap.c \
	%D%/read/heap.h \
	%D%/read/layout.c \
	%D%/read/layout.h \
	%D%/read/number.c \
	%D%/read/number.h \
	%D%/read/pagemap.c \
	%D%/read/pagemap.h \
	%D%/read/pages.c \
	%D%/read/pages.h \
	%D%/read/plausible.c \
	%D%/read/process.c \
	%D%/read/process.h \
	%D%/read/raw.c \
	%D%/read/raw.h \
	%D%/read/residency.c \
	%D%/read/residency.h \
	%D%/read/sort.c \
	%D%/read/sort.h \
	%D%/read/symbol.c \
	%D%/read/symbol.h \
	%D%/read/target.c \
	%D%/read/target.h
show_sources = \
	%D%/show/accounts.c \
	%D%/show/accounts.h \
	%D%/show/buddyinfo.c \
	%D%/show/figure.h \
	%D%/show/fragmentation.c \
	%D%/show/fragmentation.h \
	%D%/show/json.c \
	%D%/show/json.h \
	%D%/show/json_parts.c \
	%D%/show/json_parts.h \
	%D%/show/json_value.c \
	%D%/show/json_value.h \
	%D%/show/metric.c \
	%D%/show/metric.h \
	%D%/show/pagetypeinfo.c \
	%D%/show/procfs.h \
	%D%/show/prometheus.c \
	%D%/show/prometheus.h \
	%D%/show/resident.c \
	%D%/show/resident.h \
	%D%/show/slabinfo.c \
	%D%/show/text.c \
	%D%/show/text.h \
	%D%/show/zoneinfo.c
picture_sources =
screen_sources =
command_sources = \
	%D%/command/command.h \
	%D%/command/ctl.c \
	%D%/command/dump.c \
	%D%/command/info.c \
	%D%/command/judge.c \
	%D%/command/judge.h \
	%D%/command/judge_file.c \
	%D%/command/judge_file.h \
	%D%/command/peer.c \
	%D%/command/peer.h \
	%D%/command/preload.c \
	%D%/command/preload.h \
	%D%/command/program.c \
	%D%/command/program.h \
	%D%/command/request.c \
	%D%/command/request.h \
	%D%/command/run.c \
	%D%/command/run_options.c \
	%D%/command/run_options.h \
	%D%/command/sections.c \
	%D%/command/sections.h \
	%D%/command/trace.c \
	%D%/command/trace.h \
	%D%/command/trim.c \
	%D%/command/view.c \
	%D%/command/view.h

AM_CPPFLAGS += -I$(top_srcdir)/%D%
if TOOLS
bin_PROGRAMS += buddyctl
# All but main, for the unit tests.
noinst_LTLIBRARIES += libbuddyctl.la
endif
libbuddyctl_la_SOURCES = $(read_sources) $(show_sources) $(picture_sources) \
	$(screen_sources) $(command_sources)
libbuddyctl_la_CPPFLAGS = $(AM_CPPFLAGS) $(TOOLS_CFLAGS) \
	-DBUDDY_LIBDIR='"$(libdir)"'
libbuddyctl_la_LIBADD = $(TOOLS_LIBS) -lm
buddyctl_SOURCES = %D%/command/buddyctl.c
buddyctl_LDADD = libbuddyctl.la

EXTRA_DIST += \
	%D%/LAYERS \
	%D%/README.md \
	%D%/buddyctl.bash

# `buddyinfo PID` is `buddyctl info PID`.  bash-completion looks for the file of
# a command by the command's name.
if TOOLS
completionsdir = $(datadir)/bash-completion/completions
install-exec-hook:
	cd '$(DESTDIR)$(bindir)' && \
		name=`echo buddyinfo | sed '$(transform)'`$(EXEEXT) && \
		rm -f "$$name" && \
		$(LN_S) `echo buddyctl | sed '$(transform)'`$(EXEEXT) "$$name"
uninstall-hook:
	rm -f '$(DESTDIR)$(bindir)'/`echo buddyinfo | sed '$(transform)'`$(EXEEXT)
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(completionsdir)'
	$(INSTALL_DATA) $(top_srcdir)/%D%/buddyctl.bash \
		'$(DESTDIR)$(completionsdir)/buddyctl'
	cd '$(DESTDIR)$(completionsdir)' && rm -f buddyinfo && \
		$(LN_S) buddyctl buddyinfo
uninstall-local:
	cd '$(DESTDIR)$(completionsdir)' && rm -f buddyctl buddyinfo
endif
