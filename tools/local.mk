# buddyctl: sees the heap of a process from outside, through <buddy/abi.h>.
# A folder includes itself and those above it in LAYERS.

read_sources = \
	src/base/span.c \
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
	%D%/read/printable.h \
	%D%/read/process.c \
	%D%/read/process.h \
	%D%/read/raw.c \
	%D%/read/raw.h \
	%D%/read/regular.c \
	%D%/read/regular.h \
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
picture_sources = \
	%D%/picture/font.h \
	%D%/picture/hilbert.c \
	%D%/picture/hilbert.h \
	%D%/picture/html.c \
	%D%/picture/html.h \
	%D%/picture/legend.c \
	%D%/picture/legend.h \
	%D%/picture/pack.c \
	%D%/picture/pack.h \
	%D%/picture/palette.c \
	%D%/picture/palette.h \
	%D%/picture/pen.h \
	%D%/picture/plan.c \
	%D%/picture/plan.h \
	%D%/picture/png.c \
	%D%/picture/png.h \
	%D%/picture/scene.c \
	%D%/picture/scene.h \
	%D%/picture/sheet.c \
	%D%/picture/sheet.h \
	%D%/picture/svg.c \
	%D%/picture/svg.h
screen_sources = \
	%D%/screen/bar.c \
	%D%/screen/bar.h \
	%D%/screen/blocks.c \
	%D%/screen/blocks.h \
	%D%/screen/caches.c \
	%D%/screen/caches.h \
	%D%/screen/canvas.c \
	%D%/screen/canvas.h \
	%D%/screen/clock.c \
	%D%/screen/clock.h \
	%D%/screen/column.c \
	%D%/screen/column.h \
	%D%/screen/depth.c \
	%D%/screen/depth.h \
	%D%/screen/export.c \
	%D%/screen/export.h \
	%D%/screen/figures.c \
	%D%/screen/figures.h \
	%D%/screen/history.c \
	%D%/screen/history.h \
	%D%/screen/keys.c \
	%D%/screen/line.c \
	%D%/screen/line.h \
	%D%/screen/list.c \
	%D%/screen/list.h \
	%D%/screen/rates.c \
	%D%/screen/rates.h \
	%D%/screen/sparkline.c \
	%D%/screen/sparkline.h \
	%D%/screen/terminal.c \
	%D%/screen/terminal.h \
	%D%/screen/units.c \
	%D%/screen/units.h \
	%D%/screen/view.c \
	%D%/screen/view.h \
	%D%/screen/watch.c \
	%D%/screen/watch.h
command_sources = \
	%D%/command/command.h \
	%D%/command/ctl.c \
	%D%/command/dump.c \
	%D%/command/info.c \
	%D%/command/judge.c \
	%D%/command/judge.h \
	%D%/command/judge_file.c \
	%D%/command/judge_file.h \
	%D%/command/listen.c \
	%D%/command/listen.h \
	%D%/command/map.c \
	%D%/command/map_options.c \
	%D%/command/map_options.h \
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
	%D%/command/serve.c \
	%D%/command/serve.h \
	%D%/command/stat.c \
	%D%/command/top.c \
	%D%/command/trace.c \
	%D%/command/trace.h \
	%D%/command/trim.c \
	%D%/command/user.c \
	%D%/command/user.h \
	%D%/command/view.c \
	%D%/command/view.h

AM_CPPFLAGS += -I$(top_srcdir)/%D%
if TOOLS
bin_PROGRAMS += buddyctl
# All but main, for the unit tests.
noinst_LTLIBRARIES += libbuddyctl.la
endif
# What reads files and memory, which needs none of the other libraries.
EXTRA_LTLIBRARIES = libbuddyread.la
CLEANFILES += libbuddyread.la
libbuddyread_la_SOURCES = $(read_sources)
libbuddyctl_la_SOURCES = $(show_sources) $(picture_sources) $(screen_sources) \
	$(command_sources)
nodist_libbuddyctl_la_SOURCES = \
	%D%/picture/font_glyphs.c \
	%D%/picture/map_html.c
libbuddyctl_la_CPPFLAGS = $(AM_CPPFLAGS) $(TOOLS_CFLAGS) \
	-DBUDDY_LIBDIR='"$(libdir)"'
libbuddyctl_la_LIBADD = libbuddyread.la $(TOOLS_LIBS) -lm
buddyctl_SOURCES = %D%/command/buddyctl.c
buddyctl_LDADD = libbuddyctl.la

# The letters of the PNG pictures, as bits.
font = $(top_srcdir)/%D%/picture/font
%D%/picture/font_glyphs.c: $(font).awk $(font).txt
	$(AM_V_GEN)$(MKDIR_P) %D%/picture && \
	$(AWK) -f $(font).awk $(font).txt >$@.tmp && mv $@.tmp $@

# The page of the HTML pictures, as a string.
%D%/picture/map_html.c: $(top_srcdir)/%D%/picture/map.html
	$(AM_V_GEN)$(MKDIR_P) %D%/picture && { \
	echo 'extern const char map_html[];'; \
	echo 'const char map_html[] ='; \
	sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/' \
		$(top_srcdir)/%D%/picture/map.html; \
	echo ';'; } >$@.tmp && mv $@.tmp $@
CLEANFILES += %D%/picture/font_glyphs.c %D%/picture/map_html.c

EXTRA_DIST += \
	%D%/LAYERS \
	%D%/README.md \
	%D%/buddyctl.bash \
	%D%/picture/font.awk \
	%D%/picture/font.txt \
	%D%/picture/map.html

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
