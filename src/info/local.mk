# Options, figures and their printed shapes.
core_sources += \
	%D%/check.c \
	%D%/check.h \
	%D%/ctl.c \
	%D%/ctl.h \
	%D%/fragmentation.c \
	%D%/fragmentation.h \
	%D%/options.c \
	%D%/options.h \
	%D%/print.c \
	%D%/print.h \
	%D%/snapshot.c \
	%D%/snapshot.h
