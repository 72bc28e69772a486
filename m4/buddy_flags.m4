# buddy_flags.m4 - keep the flags that the compiler or the linker knows
#
# Each flag is tried under -Werror, since some compilers only warn about a
# flag that they do not know.

# BUDDY_APPEND_CFLAGS(VARIABLE, FLAGS)
AC_DEFUN([BUDDY_APPEND_CFLAGS], [
buddy_saved_CFLAGS=$CFLAGS
for buddy_flag in $2; do
	AC_MSG_CHECKING([whether $CC accepts $buddy_flag])
	CFLAGS="$buddy_saved_CFLAGS -Werror $buddy_flag"
	AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int buddy_flag_test;]])],
		[AC_MSG_RESULT([yes])
		AS_VAR_APPEND([$1], [" $buddy_flag"])],
		[AC_MSG_RESULT([no])])
done
CFLAGS=$buddy_saved_CFLAGS
])

# BUDDY_APPEND_LDFLAGS(VARIABLE, FLAGS)
AC_DEFUN([BUDDY_APPEND_LDFLAGS], [
buddy_saved_LDFLAGS=$LDFLAGS
for buddy_flag in $2; do
	AC_MSG_CHECKING([whether the linker accepts $buddy_flag])
	LDFLAGS="$buddy_saved_LDFLAGS $buddy_flag"
	AC_LINK_IFELSE([AC_LANG_PROGRAM()],
		[AC_MSG_RESULT([yes])
		AS_VAR_APPEND([$1], [" $buddy_flag"])],
		[AC_MSG_RESULT([no])])
done
LDFLAGS=$buddy_saved_LDFLAGS
])
