# What others wrote, run with libbuddy and without; scripts/test and
# scripts/soak say when.

EXTRA_DIST += \
	%D%/bgsave.sh \
	%D%/compare.sh \
	%D%/outcomes.py \
	%D%/perl.sh \
	%D%/python.sh \
	%D%/redis.sh

suite_tests = %D%/check_compare.sh
if !SANITIZER
TESTS += $(suite_tests)
endif
EXTRA_DIST += $(suite_tests)
