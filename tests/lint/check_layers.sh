#!/bin/sh
# Each file of src and tools includes its own folder and lower ones only; in
# src only the folder os reaches for the operating system.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lint/lib.sh"

# check_tree FOLDER [KIND]
check_tree()
{
	(cd "$1" && find . -mindepth 2 -name '*.[ch]' | sort |
		xargs awk -v tree="${2:-src}" -f "$lint/layers.awk" LAYERS)
}

# write FILE LINE: a fixture tree in which only that line breaks the rule.
write()
{
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/base" "$scratch/tree/os" "$scratch/tree/shim" \
		"$scratch/tree/other"
	printf '# bottom-up\nbase\nos\nshim\n' >"$scratch/tree/LAYERS"
	printf '#include "base/a.h"\n#include <string.h>\n' \
		>"$scratch/tree/base/a.c"
	printf '#include "base/a.h"\n#include <sys/mman.h>\n' \
		>"$scratch/tree/os/b.c"
	printf '#include "os/b.h"\n#include <buddy/buddy.h>\n' \
		>"$scratch/tree/shim/c.c"
	[ $# -eq 0 ] || printf '%s\n' "$2" >>"$scratch/tree/$1"
}

write
check_tree "$scratch/tree" || fail "self-test: rejected a sound tree"
write base/a.c '#include "os/b.h"'
must_reject 'a.c:3: .*higher layer' check_tree "$scratch/tree"
write os/b.c '# include "shim/c.h" /* spaced */'
must_reject 'b.c:3: .*higher layer' check_tree "$scratch/tree"
write base/a.h '#include "a.h"'
must_reject 'names no folder' check_tree "$scratch/tree"
write shim/c.c '#include "os/b.c"'
must_reject 'no header' check_tree "$scratch/tree"
write base/a.c '#include <unistd.h>'
must_reject '<unistd.h>, which is for os' check_tree "$scratch/tree"
write shim/c.c '#include <linux/futex.h>'
must_reject 'which is for os' check_tree "$scratch/tree"
write os/b.c '#include <buddy/buddy.h>'
must_reject 'public header' check_tree "$scratch/tree"
write os/b.c '#include <stdio.h>'
must_reject 'stdio' check_tree "$scratch/tree"
write other/d.c ''
must_reject 'does not name' check_tree "$scratch/tree"

write os/b.c '#include "info/fragmentation.h"'
must_reject 'names no folder' check_tree "$scratch/tree"
check_tree "$scratch/tree" tools || fail "self-test: rejected what is shared"
write base/a.c '#include <unistd.h>'
check_tree "$scratch/tree" tools || fail "self-test: a tool may use the system"
write base/a.c '#include "os/b.h"'
must_reject 'tools/base/a.c:3: .*higher layer' check_tree "$scratch/tree" tools

check_tree "$top_srcdir/src"
check_tree "$top_srcdir/tools" tools

# Two headers of one name would make <buddy/buddy.h> mean either.
[ ! -e "$top_srcdir/src/buddy/buddy.h" ] ||
	fail "src/buddy/buddy.h hides the public header"
