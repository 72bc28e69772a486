# What every folder may use: no system call, no state.
core_sources += \
	%D%/bits.h \
	%D%/compiler.h \
	%D%/fmt.c \
	%D%/fmt.h \
	%D%/list.h \
	%D%/panic.h \
	%D%/span.c \
	%D%/span.h
