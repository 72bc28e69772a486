# Everything at once: a program that runs for as long as one likes.

%C%_stress_SOURCES = \
	%D%/block.c \
	%D%/block.h \
	%D%/calls.h \
	%D%/child.c \
	%D%/child.h \
	%D%/failure.c \
	%D%/failure.h \
	%D%/footprint.c \
	%D%/footprint.h \
	%D%/look.c \
	%D%/look.h \
	%D%/mix.c \
	%D%/mix.h \
	%D%/seat.c \
	%D%/seat.h \
	%D%/shelf.c \
	%D%/shelf.h \
	%D%/stress.c \
	%D%/verdict.c \
	%D%/verdict.h \
	tests/support/pattern.c \
	tests/support/random.c

# Objects of its own, since the suites' share of support is a library.
%C%_stress_CFLAGS = $(AM_CFLAGS)
check_PROGRAMS += %D%/stress

# Under a sanitizer there is no library, and its own malloc must stay.
EXTRA_%C%_stress_SOURCES = %D%/calls_core.c %D%/calls_libc.c
if SANITIZER
%C%_stress_LDADD = %D%/stress-calls_core.$(OBJEXT) libbuddy_core.la
else
%C%_stress_LDADD = %D%/stress-calls_libc.$(OBJEXT) libbuddy.la
%C%_stress_LDFLAGS = -no-install
endif

stress_tests = %D%/stress.sh
TESTS += $(stress_tests)
EXTRA_DIST += $(stress_tests)
