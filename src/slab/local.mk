# Small objects, runs of pages, and the caches of threads.
core_sources += \
	%D%/boot.h \
	%D%/budget.c \
	%D%/budget.h \
	%D%/class_slabs.h \
	%D%/heap.c \
	%D%/heap.h \
	%D%/misuse.c \
	%D%/misuse.h \
	%D%/moved.c \
	%D%/moved.h \
	%D%/parked.h \
	%D%/pcp.c \
	%D%/pcp.h \
	%D%/pcp_high.h \
	%D%/registry.c \
	%D%/registry.h \
	%D%/remote.c \
	%D%/remote.h \
	%D%/resize.c \
	%D%/run.c \
	%D%/run.h \
	%D%/size_class.c \
	%D%/size_class.h \
	%D%/slab.c \
	%D%/slab.h \
	%D%/stack.c \
	%D%/stack.h \
	%D%/stripe_slabs.c \
	%D%/stripe_slabs.h \
	%D%/takeover.c \
	%D%/takeover.h \
	%D%/tally.h \
	%D%/thread.c \
	%D%/thread.h
