#!/bin/sh
# The sources are as clang-format would write them.  Versions differ in
# details, so only Debian 12's is asked.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

version=14
formatter=
for name in "${CLANG_FORMAT:-}" "clang-format-$version" clang-format; do
	if [ -n "$name" ] && command -v "$name" >/dev/null &&
		"$name" --version | grep -q "version $version\."; then
		formatter=$name
		break
	fi
done
[ -n "$formatter" ] || skip "clang-format $version is not installed"

# check FOLDER FILE...
check()
{
	(cd "$1" && shift && "$formatter" --dry-run -Werror "$@")
}

cp "$top_srcdir/.clang-format" "$scratch"
echo 'int   f(void) { return 0; }' >"$scratch/a.c"
must_reject 'a.c:1:' check "$scratch" a.c

# shellcheck disable=SC2046 # our file names have no blanks
check "$top_srcdir" $(sources src include tools tests bench)
