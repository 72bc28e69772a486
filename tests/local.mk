# Tests, bottom-up: the first red line is the broken layer.
#
# The ending of a test says how it is run:
#   none   a unit test program, which reports its cases in TAP
#   .tap   a script that reports its cases in TAP
#   .sh    a script that is one case
#   .test  a program that is one case; tests/integration says how it is run
# Exit status 77 of a single case means skipped; its last line is the reason.

TEST_EXTENSIONS = .sh .tap .test

tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
TAP_LOG_DRIVER = $(tap_driver)

# What the scripts need to know of the build.
AM_TESTS_ENVIRONMENT = \
	CK_TAP_LOG_FILE_NAME=-; export CK_TAP_LOG_FILE_NAME; \
	CK_VERBOSITY=silent; export CK_VERBOSITY; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	PACKAGE_VERSION='$(PACKAGE_VERSION)'; export PACKAGE_VERSION; \
	CC='$(CC)'; export CC; \
	CXX='$(USABLE_CXX)'; export CXX; \
	NM='$(NM)'; export NM; \
	READELF='$(READELF)'; export READELF; \
	CLANG_FORMAT='$(CLANG_FORMAT)'; export CLANG_FORMAT;

include $(top_srcdir)/tests/lint/local.mk
include $(top_srcdir)/tests/unit/local.mk
include $(top_srcdir)/tests/model/local.mk
include $(top_srcdir)/tests/integration/local.mk
include $(top_srcdir)/tests/stress/local.mk
include $(top_srcdir)/tests/suites/local.mk
include $(top_srcdir)/tests/scoreboard/local.mk
include $(top_srcdir)/tests/tools/local.mk
include $(top_srcdir)/tests/fuzz/local.mk

# One kind of test alone, and only what it needs is built.
unit_only = check_PROGRAMS='$(unit_built)' check_LTLIBRARIES='$(unit_libraries)'
check-unit:
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS $(unit_only) \
		TESTS='$(unit_tests)'
check-model:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(model_programs)' \
		check_PROGRAMS='$(model_programs)' \
		check_LTLIBRARIES='tests/model/libmodel.la'
check-lint:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(lint_tests)' check_PROGRAMS= \
		check_LTLIBRARIES=
check-tools:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(tool_suites) $(tool_scripts)'
check-integration:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(integration_tests)'
check-fuzz:
	$(MAKE) $(AM_MAKEFLAGS) check $(fuzz_only) TESTS='$(fuzz_tests)'
fuzz-programs: config.h
	$(MAKE) $(AM_MAKEFLAGS) $(fuzz_programs)

# What runs otherwise in another build: not the models, the lints and the rest.
build_tests = $(unit_tests) $(integration_tests) $(stress_tests) $(tool_suites)
check-build:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(build_tests)'

# distcheck without the integration tests, which take minutes and depend less
# on how the sources were packed than on the programs that are installed.
distcheck-quick:
	$(MAKE) $(AM_MAKEFLAGS) distcheck $(unit_only) \
		TESTS='$(lint_tests) $(unit_tests)'
.PHONY: check-lint check-model check-tools check-unit check-integration \
	check-build check-fuzz distcheck-quick fuzz-programs

# Preload the installed library into installed programs.
EXTRA_DIST += %D%/installcheck.sh
if !SANITIZER
installcheck-local:
	CC='$(CC)' CFLAGS='$(CFLAGS)' $(SHELL) $(top_srcdir)/%D%/installcheck.sh \
		'$(DESTDIR)$(libdir)' '$(DESTDIR)$(includedir)' \
		'$(DESTDIR)$(bindir)'
endif
