# The library: the core is every folder but the shim.  Unit tests link the
# core, which defines none of the C library's names, so that their framework
# keeps the malloc it was built for.

include $(top_srcdir)/src/base/local.mk
include $(top_srcdir)/src/os/local.mk
include $(top_srcdir)/src/harden/local.mk
include $(top_srcdir)/src/buddy/local.mk
include $(top_srcdir)/src/slab/local.mk
include $(top_srcdir)/src/info/local.mk
include $(top_srcdir)/src/api/local.mk
include $(top_srcdir)/src/shim/local.mk

libbuddy_core_la_SOURCES = $(core_sources)

if !SANITIZER
lib_LTLIBRARIES += libbuddy.la
endif
libbuddy_la_SOURCES = $(shim_sources)
libbuddy_la_LIBADD = libbuddy_core.la
# current:revision:age
#   only code changed:      revision + 1
#   functions added:        current + 1, revision 0, age + 1
#   any removed or changed: current + 1, revision 0, age 0
libbuddy_la_LDFLAGS = $(AM_LDFLAGS) $(BUDDY_LDFLAGS) -version-info 0:0:0 \
	-Wl,--version-script=$(top_srcdir)/%D%/libbuddy.map
EXTRA_libbuddy_la_DEPENDENCIES = %D%/libbuddy.map
EXTRA_DIST += %D%/libbuddy.map

pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = %D%/libbuddy.pc
