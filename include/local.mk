# The public header; programs say <buddy/buddy.h>.
buddyincludedir = $(includedir)/buddy
buddyinclude_HEADERS = %D%/buddy/buddy.h %D%/buddy/abi.h
