# The functions of the public header, start-up and fork.
core_sources += \
	%D%/abi.c \
	%D%/buddy.c \
	%D%/control.c \
	%D%/control.h \
	%D%/family.c \
	%D%/family.h \
	%D%/fork.c \
	%D%/fork.h \
	%D%/init.c \
	%D%/init.h \
	%D%/report.c \
	%D%/report.h \
	%D%/request.c \
	%D%/request.h
