# The only folder that defines names of the C library.
shim_sources += \
	%D%/libc.h \
	%D%/limits.c \
	%D%/mallinfo.c \
	%D%/malloc.c
