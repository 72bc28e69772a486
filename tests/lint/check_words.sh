#!/bin/sh
# Sources speak of what they do: nothing is put off, no ticket is cited, and
# no other allocator is named.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

put_off='\b(TODO|FIXME|XXX|HACK|not (yet )?implemented|for now)\b'
tickets='(^|[^%&[:alnum:]])#[0-9]+\b'
rivals='\b(je|tc|mi|sn|rp|dl|pt|ned)malloc\b|hardened_malloc|mallocng'
rivals="$rivals|\bscudo\b|llfree|gperftools"

# check FOLDER PATH...: every text file below the paths.
check()
{
	(
		cd "$1"
		shift
		! grep -rnIE "$put_off|$tickets|$rivals" "$@"
	)
}

mkdir "$scratch/src"
echo '/* Order 0 of the #if above; %#018x, &#39; and TODOs are words. */' \
	>"$scratch/src/a.c"
check "$scratch" src || fail "self-test: rejected sound words"
for text in '/* TODO: later */' '/* see #12 */' '/* as jemalloc does */' \
	'/* scudo */' '/* mimalloc */' '/* not yet implemented */'; do
	echo "$text" >"$scratch/src/b.c"
	must_reject 'b.c:1:' check "$scratch" src
done

check "$top_srcdir" src include man tools tests/unit tests/model tests/stress \
	tests/tools bench/common bench/kernels bench/pages
