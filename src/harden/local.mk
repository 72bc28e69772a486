# Defences against misuse that cost time and memory.
core_sources += \
	%D%/canary.c \
	%D%/canary.h \
	%D%/guard.c \
	%D%/guard.h \
	%D%/harden.c \
	%D%/harden.h \
	%D%/poison.c \
	%D%/poison.h \
	%D%/secret.c \
	%D%/secret.h
