# One page for each function or pair of functions, and one for buddy_abi; the
# others point to them.
dist_man_MANS += \
	%D%/buddy_abi.3 \
	%D%/buddy_aligned_alloc.3 \
	%D%/buddy_alloc_pages.3 \
	%D%/buddy_alloc_pages_exact.3 \
	%D%/buddy_calloc.3 \
	%D%/buddy_check.3 \
	%D%/buddy_ctl.3 \
	%D%/buddy_ctl_name.3 \
	%D%/buddy_free.3 \
	%D%/buddy_free_pages.3 \
	%D%/buddy_free_pages_exact.3 \
	%D%/buddy_info.3 \
	%D%/buddy_info_print.3 \
	%D%/buddy_malloc.3 \
	%D%/buddy_page_info.3 \
	%D%/buddy_page_offset.3 \
	%D%/buddy_realloc.3 \
	%D%/buddy_trim.3 \
	%D%/buddy_usable_size.3 \
	%D%/libbuddy.7

if TOOLS
dist_man_MANS += \
	%D%/buddyctl-ctl.1 \
	%D%/buddyctl-dump.1 \
	%D%/buddyctl-info.1 \
	%D%/buddyctl-map.1 \
	%D%/buddyctl-run.1 \
	%D%/buddyctl-stat.1 \
	%D%/buddyctl-top.1 \
	%D%/buddyctl-trim.1 \
	%D%/buddyctl.1 \
	%D%/buddyinfo.1
endif
