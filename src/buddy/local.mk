# The arena, its zones and the buddy heap.
core_sources += \
	%D%/arena.c \
	%D%/arena.h \
	%D%/block.c \
	%D%/block.h \
	%D%/block_list.c \
	%D%/block_list.h \
	%D%/buddy_core.c \
	%D%/buddy_core.h \
	%D%/charge.c \
	%D%/charge.h \
	%D%/check.c \
	%D%/check.h \
	%D%/check_lists.c \
	%D%/free_map.c \
	%D%/free_map.h \
	%D%/page.h \
	%D%/page_alloc.c \
	%D%/page_alloc.h \
	%D%/pool.c \
	%D%/pool.h \
	%D%/purge.c \
	%D%/purge.h \
	%D%/purge_trigger.c \
	%D%/reclaim.c \
	%D%/reclaim.h \
	%D%/release.c \
	%D%/release.h \
	%D%/stripe.c \
	%D%/stripe.h \
	%D%/watermark.c \
	%D%/watermark.h \
	%D%/zone.c \
	%D%/zone.h \
	%D%/zone_usage.c \
	%D%/zone_usage.h
