# Models of the protocols between threads, each checked in all interleavings.
# A new model is two lines here; tests/lint/check_models.sh holds it to src.

model_ldadd = %D%/libmodel.la
model_programs = \
	%D%/lock \
	%D%/objects \
	%D%/blocks \
	%D%/pcp \
	%D%/fork \
	%D%/boot

%C%_lock_LDADD = $(model_ldadd)
%C%_objects_LDADD = $(model_ldadd)
%C%_blocks_LDADD = $(model_ldadd)
%C%_pcp_LDADD = $(model_ldadd)
%C%_fork_LDADD = $(model_ldadd)
%C%_boot_LDADD = $(model_ldadd)

%C%_libmodel_la_SOURCES = \
	%D%/checker.c \
	%D%/checker.h \
	%D%/locks.h

check_LTLIBRARIES += %D%/libmodel.la
check_PROGRAMS += $(model_programs)
TESTS += $(model_programs)
