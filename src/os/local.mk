# The only folder that calls the operating system.
core_sources += \
	%D%/count.c \
	%D%/count.h \
	%D%/cpu.c \
	%D%/cpu.h \
	%D%/fd.h \
	%D%/limits.c \
	%D%/limits.h \
	%D%/lock.c \
	%D%/lock.h \
	%D%/mem.c \
	%D%/mem.h \
	%D%/process.c \
	%D%/process.h \
	%D%/seed.c \
	%D%/seed.h \
	%D%/socket.c \
	%D%/socket.h \
	%D%/syscall.h \
	%D%/text.c \
	%D%/text.h
