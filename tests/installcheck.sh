#!/bin/sh
# installcheck.sh LIBDIR INCLUDEDIR BINDIR - what is installed, used as its users
# use it: preloaded into installed programs, and linked by -lbuddy.
set -eu
libdir=$1
includedir=$2
bindir=$3
library=$libdir/libbuddy.so.0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail()
{
	echo "installcheck: $*"
	exit 1
}

[ -e "$library" ] || fail "$library is not there"
[ -e "$includedir/buddy/buddy.h" ] || fail "buddy/buddy.h is not installed"

seq 1 20000 | sed 's/.*/line & of the input/' >"$scratch/input"
LC_ALL=C sort -r "$scratch/input" >"$scratch/expected"
LD_PRELOAD=$library LC_ALL=C sort -r "$scratch/input" >"$scratch/output" ||
	fail "sort fails under the library"
cmp "$scratch/expected" "$scratch/output" || fail "sort sorts differently"

words=$(LD_PRELOAD=$library \
	sh -c 'for i in a b c; do words="$words$i "; done; echo "$words"') ||
	fail "sh fails under the library"
[ "$words" = 'a b c ' ] || fail "sh prints $words"

LD_DEBUG=bindings LD_BIND_NOW=1 LD_PRELOAD=$library \
	sort /dev/null 2>"$scratch/bindings"
for name in malloc free; do
	grep -q "sort .*to $library .*symbol .$name'" "$scratch/bindings" ||
		fail "$name of sort is not the library's"
done

cat >"$scratch/program.c" <<'END'
#include <buddy/buddy.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	void *ptr = malloc(100);
	int ours = ptr && buddy_page_offset(ptr) != (size_t)-1;

	free(ptr);
	printf("%s\n", ours && buddy_check() == 0 ? "sound" : "not ours");
	return 0;
}
END
# shellcheck disable=SC2086 # flags are words
${CC:-cc} ${CFLAGS:-} -o "$scratch/program" "$scratch/program.c" \
	-I "$includedir" -L "$libdir" -lbuddy -Wl,-rpath,"$libdir"
[ "$(BUDDY_CONF=stats_print:true "$scratch/program" \
	2>"$scratch/figures")" = sound ] ||
	fail "a program linked with -lbuddy does not use its malloc"
grep -q '^Node 0, zone' "$scratch/figures" ||
	fail "stats_print does not print the heap's figures"

if command -v pkg-config >/dev/null; then
	flags=$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --libs libbuddy)
	case $flags in
	*-lbuddy*) ;;
	*) fail "pkg-config gives $flags" ;;
	esac
fi
if [ -x "$bindir/buddyctl" ]; then
	BUDDYCTL_LIBRARY=$library "$bindir/buddyctl" run --stats-print -- \
		sort /dev/null 2>"$scratch/figures"
	grep -q '^Node 0, zone' "$scratch/figures" ||
		fail "buddyctl run does not run a program on the library"
	"$bindir/buddyinfo" --help | grep -q PID ||
		fail "buddyinfo is not buddyctl info"
fi
echo "installcheck: $library works"
