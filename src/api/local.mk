# The functions of the public header, start-up and fork.
core_sources += \
	%D%/buddy.c \
	%D%/family.c \
	%D%/family.h \
	%D%/fork.c \
	%D%/fork.h \
	%D%/init.c \
	%D%/init.h
