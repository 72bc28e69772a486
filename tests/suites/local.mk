# What others wrote, run with libbuddy and without; scripts/test and
# scripts/soak say when.

EXTRA_DIST += \
	%D%/bgsave.sh \
	%D%/compare.sh \
	%D%/outcomes.py \
	%D%/perl.sh \
	%D%/python.sh \
	%D%/redis.sh
