#!/bin/sh
# Each header compiles alone and twice, and the public ones as strict C11 and
# as C++17.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# compile_header NAME [TREE]: as its own sources would include it.
compile_header()
{
	printf '#include <%s>\n#include <%s>\n' "$1" "$1" |
		$CC -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wundef -Wshadow \
			-Wmissing-prototypes -Werror -fsyntax-only -x c \
			-I "${top_builddir:-.}" -I "$scratch" \
			-I "$top_srcdir/${2:-src}" -I "$top_srcdir/include" -
}

# compile_public COMPILER STANDARD LANGUAGE
compile_public()
{
	# shellcheck disable=SC2086 # a compiler may come with flags
	printf '#include <buddy/%s.h>\n' abi buddy abi buddy |
		$1 "-std=$2" -Wall -Wextra -Wundef -pedantic -Werror \
			-fsyntax-only -x "$3" -I "$top_srcdir/include" -
}

echo 'static inline size_t bad(void) { return 0; }' >"$scratch/bad.h"
must_reject size_t compile_header bad.h
echo 'enum twice { ONE };' >"$scratch/twice.h"
must_reject twice compile_header twice.h

failed=0
for tree in src tools; do
	for header in $(cd "$top_srcdir/$tree" && find . -name '*.h' | sort); do
		compile_header "${header#./}" "$tree" || {
			echo "$tree/${header#./} does not compile alone"
			failed=1
		}
	done
done
compile_public "$CC" c11 c || failed=1
if [ -n "${CXX:-}" ]; then
	compile_public "$CXX" c++17 c++ || failed=1
else
	echo "no C++ compiler: the public headers were tried as C only"
fi

version=$(awk '/^#define BUDDY_VERSION_/ { v = v dot $3; dot = "." }
	END { print v }' "$top_srcdir/include/buddy/buddy.h")
[ "$version" = "${PACKAGE_VERSION:-$version}" ] || {
	echo "the public header says $version, the package $PACKAGE_VERSION"
	failed=1
}
exit $failed
